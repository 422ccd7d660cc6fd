import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';

/** A partner is invited to a meeting with a number of seats; its coordinator says who comes. */
@Entity()
@Index('invitation_once', ['meetingId', 'partnerId'], { unique: true })
@Index('invitation_by_partner', ['partnerId'])
@Check('invitation_has_seats', 'seats >= 0')
@Check('invitation_is_not_overfilled', 'taken <= seats')
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'invitation_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('uuid')
  @ForeignKey(() => Partner, { name: 'invitation_partner_fkey', onDelete: 'RESTRICT' })
  partnerId!: string;

  @Column('int')
  seats!: number;

  /** Delegates who are invited or come; kept by the trigger on the registrations. */
  @Column('int', { default: 0 })
  taken!: number;

  @InstantColumn()
  invitedAt!: DateTime;
}
