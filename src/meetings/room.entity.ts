import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';
import { Meeting } from './meeting.entity.js';

/** Of a meeting: how many are read in one list, and so how many the database takes in (trigger `room_fits`). */
export const MOST_ROOMS = 100;

/** Where something of a meeting takes place. A removed one stays, since releases name it. */
@Entity()
@Unique('room_in_meeting', ['id', 'meetingId'])
@Index('room_name_unique', ['meetingId', 'name'], { unique: true, where: 'removed_at is null' })
@Check('room_capacity_is_positive', 'capacity > 0')
@Check('room_transfer_is_short', 'transfer_minutes between 0 and 600')
export class Room {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'room_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'room_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('text')
  name!: string;

  /** The house it is in; null: where the meeting is. */
  @Column('text', { nullable: true })
  house!: string | null;

  /** How many find room; null: not known. */
  @Column('int', { nullable: true })
  capacity!: number | null;

  /** Whether the database keeps it for one agenda item at a time. */
  @Column('boolean', { default: false })
  isExclusive!: boolean;

  /** How long one takes from another house to this one, or back. */
  @Column('int', { default: 0 })
  transferMinutes!: number;

  @InstantColumn({ nullable: true })
  removedAt!: DateTime | null;
}
