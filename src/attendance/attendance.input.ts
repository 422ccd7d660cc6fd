import { Field, ID, InputType } from '@nestjs/graphql';
import { CalendarDay, Line } from '../platform/graphql/limits.js';
import { LocalDateScalar } from '../platform/graphql/scalars.js';
import { AttendanceMode } from '../registrations/registration.entity.js';
import { AttendanceMethod } from './attendance-record.entity.js';

@InputType({ description: 'Who came or went, and when.' })
export class AttendanceInput {
  @Field(() => ID, { description: 'Whose registration.' })
  registrationId!: string;

  @Field(() => LocalDateScalar, {
    nullable: true,
    description:
      'Day of the meeting; left out: that of the agenda item, or today in the zone of the meeting.',
  })
  @CalendarDay()
  day?: string | null;

  @Field(() => ID, { nullable: true, description: 'An item of the agenda; left out: the day as a whole.' })
  agendaItemId?: string | null;

  @Field(() => AttendanceMode, {
    defaultValue: AttendanceMode.IN_PERSON,
    description: 'In the room or remote.',
  })
  mode!: AttendanceMode;

  @Field(() => AttendanceMethod, {
    nullable: true,
    description: 'How it became known; left out: DESK, or SELF for whoever does not work at the desk.',
  })
  method?: AttendanceMethod | null;
}

@InputType({ description: 'A record that was wrong.' })
export class CorrectAttendanceInput {
  @Field(() => ID, { description: 'Which record.' })
  id!: string;

  @Field({ description: 'Why it is void.' })
  @Line(500)
  reason!: string;
}
