import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';

/**
 * Seats of a meeting went from one partner to another, or came and went with an invitation. What a partner got minus
 * what it gave is what it has. The application may INSERT and SELECT, nothing else.
 */
@Entity()
@Index('seat_move_by_meeting', ['meetingId'])
@Check('seat_move_has_seats', 'seats > 0')
@Check(
  'seat_move_goes_somewhere',
  'num_nonnulls(from_partner_id, to_partner_id) > 0 and from_partner_id is distinct from to_partner_id',
)
export class SeatMove {
  /** That of the event that tells of it, or of the event's subject: so its seal finds it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'seat_move_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'seat_move_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** Null: they are new. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Partner, { name: 'seat_move_from_fkey', onDelete: 'RESTRICT' })
  fromPartnerId!: string | null;

  /** Null: they are gone. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Partner, { name: 'seat_move_to_fkey', onDelete: 'RESTRICT' })
  toPartnerId!: string | null;

  @Column('int')
  seats!: number;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'seat_move_person_fkey', onDelete: 'RESTRICT' })
  movedById!: string;

  @InstantColumn()
  movedAt!: DateTime;
}
