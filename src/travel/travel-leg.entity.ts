import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';
import { Registration } from '../registrations/registration.entity.js';

export enum TravelDirection {
  TO_MEETING = 'TO_MEETING',
  FROM_MEETING = 'FROM_MEETING',
}

export enum TravelMode {
  TRAIN = 'TRAIN',
  PLANE = 'PLANE',
  BUS = 'BUS',
  CAR = 'CAR',
  FERRY = 'FERRY',
  BICYCLE = 'BICYCLE',
  ON_FOOT = 'ON_FOOT',
  OTHER = 'OTHER',
}

/**
 * A part of the way to a meeting or back, with one train, say. Its times are wall times where it departs and where it
 * arrives, each with the instant that follows. In which order they come, instants tell.
 *
 * When somebody is at the meeting (`Registration.arrivesAtLocal` and `leavesAtLocal`, by which conflicts go) follows from
 * his legs while there are any in that direction; the trigger `travel_makes_the_stay` writes it, with every delay, and
 * `stay_follows_travel` refuses another one. Whoever needs an hour more from the airport adds a leg for it.
 */
@Entity()
@ForeignKey(() => Registration, ['registrationId', 'meetingId'], ['id', 'meetingId'], {
  name: 'travel_leg_registration_fkey',
  onDelete: 'CASCADE',
})
@Index('travel_leg_by_registration', ['registrationId', 'direction', 'departsAt', 'id'])
@Index('travel_leg_board', ['meetingId', 'direction', 'dueAt', 'id'])
@Check('travel_leg_direction_is_known', "direction in ('TO_MEETING', 'FROM_MEETING')")
@Check(
  'travel_leg_mode_is_known',
  "mode in ('TRAIN', 'PLANE', 'BUS', 'CAR', 'FERRY', 'BICYCLE', 'ON_FOOT', 'OTHER')",
)
@Check('travel_leg_arrives_after_departing', 'arrives_at > departs_at')
@Check('travel_leg_is_expected_after_departing', 'expected_at > departs_at')
@Check('travel_leg_is_expected_on_a_wall', '(expected_at is null) = (expected_at_local is null)')
@Check(
  'travel_leg_is_due',
  "due_at = case direction when 'TO_MEETING' then coalesce(expected_at, arrives_at) else departs_at end",
)
export class TravelLeg {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'travel_leg_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  /** Of the registration. */
  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  registrationId!: string;

  @Column('text')
  direction!: TravelDirection;

  @Column('text')
  mode!: TravelMode;

  /** The carrier's, such as EC 85 or LH 1234. */
  @Column('text', { nullable: true })
  number!: string | null;

  /** A station or an airport. */
  @Column('text')
  fromPlace!: string;

  @Column('text')
  fromTimeZone!: string;

  /** YYYY-MM-DDTHH:mm:ss, as all wall times. */
  @Column('text')
  departsAtLocal!: string;

  @InstantColumn()
  departsAt!: DateTime;

  @Column('text')
  toPlace!: string;

  @Column('text')
  toTimeZone!: string;

  /** As planned, also where it is late. */
  @Column('text')
  arrivesAtLocal!: string;

  @InstantColumn()
  arrivesAt!: DateTime;

  /** When it arrives by the last report of a delay, on the wall there; null: as planned. */
  @Column('text', { nullable: true })
  expectedAtLocal!: string | null;

  @InstantColumn({ nullable: true })
  expectedAt!: DateTime | null;

  /** What whoever reported the delay said about it. */
  @Column('text', { nullable: true })
  delayNote!: string | null;

  /** When the host reckons with him: his arrival with a leg to the meeting, as expected; the departure of one from it. */
  @InstantColumn()
  dueAt!: DateTime;

  /** Whether he wants to be fetched where a leg to the meeting ends, or taken to where one from it begins. */
  @Column('boolean', { default: false })
  wantsPickUp!: boolean;

  /** Who fetches him, in which vehicle; by the host. */
  @Column('text', { nullable: true })
  pickUp!: string | null;
}

/** What `dueAt` is. */
export const dueAt = ({
  direction,
  departsAt,
  arrivesAt,
  expectedAt,
}: Pick<TravelLeg, 'direction' | 'departsAt' | 'arrivesAt' | 'expectedAt'>): DateTime =>
  direction === TravelDirection.TO_MEETING ? (expectedAt ?? arrivesAt) : departsAt;
