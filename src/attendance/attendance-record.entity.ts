import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { AttendanceMode, Registration } from '../registrations/registration.entity.js';

export enum AttendanceDirection {
  IN = 'IN',
  OUT = 'OUT',
}

export enum AttendanceMethod {
  DESK = 'DESK',
  SELF = 'SELF',
  SHEET = 'SHEET',
}

/**
 * Somebody came or went, on a day or to an agenda item. Append-only: the application may INSERT and SELECT. A record
 * that was wrong is made void by another one that names it and says why.
 */
@Entity()
@ForeignKey(() => Registration, ['registrationId', 'meetingId'], ['id', 'meetingId'], {
  name: 'attendance_record_registration_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => AgendaItem, ['itemId', 'meetingId'], ['id', 'meetingId'], {
  name: 'attendance_record_item_fkey',
  onDelete: 'RESTRICT',
})
@Index('attendance_record_by_meeting', ['meetingId', 'day'])
@Index('attendance_record_corrections', ['meetingId'], { where: 'corrects_id is not null' })
@Index('attendance_record_presence', ['meetingId', 'registrationId', 'day', 'method', 'id'], {
  where: "direction = 'IN' and corrects_id is null",
})
@Index('attendance_record_by_item', ['itemId'])
@Index('attendance_record_by_registration', ['registrationId', 'id'])
@Index('attendance_record_corrected_once', ['correctsId'], { unique: true })
@Check('attendance_record_direction_is_known', "direction in ('IN', 'OUT')")
@Check('attendance_record_mode_is_known', "mode in ('IN_PERSON', 'REMOTE')")
@Check('attendance_record_method_is_known', "method in ('DESK', 'SELF', 'SHEET')")
@Check('attendance_record_correction_has_reason', '(corrects_id is null) = (reason is null)')
export class AttendanceRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attendance_record_pkey' })
  id!: string;

  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  registrationId!: string;

  /** Day of the meeting, in its zone. */
  @Column('date')
  day!: string;

  /** null: the day as a whole. */
  @Column('uuid', { nullable: true })
  itemId!: string | null;

  @Column('text')
  direction!: AttendanceDirection;

  @Column('text')
  mode!: AttendanceMode;

  @Column('text')
  method!: AttendanceMethod;

  @InstantColumn()
  recordedAt!: DateTime;

  @Column('uuid')
  recordedById!: string;

  /** The record that this one makes void. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => AttendanceRecord, { name: 'attendance_record_corrects_fkey', onDelete: 'RESTRICT' })
  correctsId!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}
