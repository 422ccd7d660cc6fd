import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Registration } from '../registrations/registration.entity.js';

export enum SignUpState {
  CONFIRMED = 'CONFIRMED',
  OFFERED = 'OFFERED',
  WAITLISTED = 'WAITLISTED',
  CANCELLED = 'CANCELLED',
}

/** What a sign-up has of an offer when none is open. */
export const NO_OFFER = { offeredUntil: null, offerEventId: null };

/**
 * A registered person takes a place in a workshop or site visit, or waits for one. The trigger `sign_up_takes_a_place`
 * counts the confirmed and offered ones on the item, whose check refuses one too many.
 */
@Entity()
@ForeignKey(() => AgendaItem, ['itemId', 'meetingId'], ['id', 'meetingId'], {
  name: 'sign_up_item_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Registration, ['registrationId', 'meetingId'], ['id', 'meetingId'], {
  name: 'sign_up_registration_fkey',
  onDelete: 'RESTRICT',
})
@Index('sign_up_once', ['itemId', 'registrationId'], { unique: true })
@Index('sign_up_number_unique', ['itemId', 'number'], { unique: true })
@Index('sign_up_by_registration', ['registrationId'])
@Index('sign_up_of_partners', ['itemId', 'partnerId'], { where: "state in ('CONFIRMED', 'OFFERED')" })
@Index('sign_up_waiting', ['itemId', 'number'], { where: "state = 'WAITLISTED'" })
@Index('sign_up_offered', ['offeredUntil'], { where: "state = 'OFFERED'" })
@Check('sign_up_state_is_known', "state in ('CONFIRMED', 'OFFERED', 'WAITLISTED', 'CANCELLED')")
@Check(
  'sign_up_offer_has_a_deadline',
  "(state = 'OFFERED') = (offered_until is not null) and (offer_event_id is null) = (offered_until is null)",
)
export class SignUp {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sign_up_pkey' })
  id!: string;

  /** Of both the item and the registration. */
  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  itemId!: string;

  @Column('uuid')
  registrationId!: string;

  /** For which partner he comes, as delegate or speaker; null: for none. Kept by triggers, as his registration has it. */
  @Column({ type: 'uuid', nullable: true, insert: false, update: false })
  partnerId!: string | null;

  @Column('text')
  state!: SignUpState;

  /** Order of coming, for each item from 1. */
  @Column('int')
  number!: number;

  @InstantColumn()
  signedUpAt!: DateTime;

  /** When a place became free for him. */
  @InstantColumn({ nullable: true })
  promotedAt!: DateTime | null;

  /** Until when he may accept the place that he is offered; null: none is. */
  @InstantColumn({ nullable: true })
  offeredUntil!: DateTime | null;

  /** The event by which he is told of the offer. */
  @Column('uuid', { nullable: true })
  offerEventId!: string | null;
}
