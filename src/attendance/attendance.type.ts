import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { DateTimeScalar, LocalDateScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PersonType } from '../projects/project.type.js';
import { RegistrationType } from '../registrations/registration.type.js';
import { AttendanceMode } from '../registrations/registration.entity.js';
import { AttendanceDirection, AttendanceMethod } from './attendance-record.entity.js';

registerEnumType(AttendanceDirection, {
  name: 'AttendanceDirection',
  description: 'Coming or going.',
  valuesMap: { IN: { description: 'Came.' }, OUT: { description: 'Went.' } },
});

registerEnumType(AttendanceMethod, {
  name: 'AttendanceMethod',
  description: 'How it became known that somebody was there.',
  valuesMap: {
    DESK: { description: 'Somebody at the desk saw him.' },
    SELF: { description: 'He said so; counts as a person, never as signed.' },
    SHEET: { description: 'He signed the signature sheet.' },
  },
});

@ObjectType('AttendanceRecord', { description: 'Somebody came or went. Records are never changed.' })
export class AttendanceRecordType {
  @Field(() => ID, { description: 'For correctAttendance.' })
  id!: string;

  @Field(() => LocalDateScalar, { description: 'Day of the meeting.' })
  day!: string;

  @Field(() => AgendaItemType, { nullable: true, description: 'To which item; null: the day as a whole.' })
  agendaItem!: AgendaItemType | null;

  @Field(() => AttendanceDirection, { description: 'Coming or going.' })
  direction!: AttendanceDirection;

  @Field(() => AttendanceMode, { description: 'In the room or remote.' })
  mode!: AttendanceMode;

  @Field(() => AttendanceMethod, { description: 'How it became known.' })
  method!: AttendanceMethod;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: DateTime;

  @Field(() => PersonType, { nullable: true, description: 'Who recorded it.' })
  recordedBy!: PersonType | null;

  @Field(() => RegistrationType, { nullable: true, description: 'Who came or went.' })
  registration!: RegistrationType | null;

  @Field(() => AttendanceRecordType, { nullable: true, description: 'The record that this one makes void.' })
  corrects!: Relation<AttendanceRecordType> | null;

  @Field(() => String, { nullable: true, description: 'Why the corrected record is void.' })
  reason!: string | null;

  @Field({ description: 'Whether another record has made this one void.' })
  isVoid!: boolean;
}

@ObjectType({ description: 'Answer to checkIn, checkOut and correctAttendance.' })
export class AttendancePayload {
  @Field(() => AttendanceRecordType, { nullable: true, description: 'The record.' })
  record?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
