import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Country } from '../projects/country.entity.js';
import { Partner } from '../projects/partner.entity.js';

export enum RegistrationKind {
  DELEGATE = 'DELEGATE',
  LOCAL = 'LOCAL',
  SPEAKER = 'SPEAKER',
  STAFF = 'STAFF',
  ACCOMPANYING = 'ACCOMPANYING',
}

export enum RegistrationState {
  INVITED = 'INVITED',
  PENDING = 'PENDING',
  CONFIRMED = 'CONFIRMED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
}

export enum RegistrationOrigin {
  NAMED = 'NAMED',
  SELF = 'SELF',
  WALK_IN = 'WALK_IN',
  AGENDA = 'AGENDA',
}

/** Where somebody takes part. */
export enum AttendanceMode {
  IN_PERSON = 'IN_PERSON',
  REMOTE = 'REMOTE',
}

export enum Gender {
  FEMALE = 'FEMALE',
  MALE = 'MALE',
  OTHER = 'OTHER',
}

export enum AgeBand {
  UNDER_18 = 'UNDER_18',
  FROM_18_TO_30 = 'FROM_18_TO_30',
  FROM_31_TO_64 = 'FROM_31_TO_64',
  FROM_65 = 'FROM_65',
}

const EXPECTED: readonly RegistrationState[] = [
  RegistrationState.INVITED,
  RegistrationState.PENDING,
  RegistrationState.CONFIRMED,
];

/**
 * Whether somebody comes, waits for approval, or has not answered yet: such a delegate holds a seat of his partner. In SQL
 * the function `is_expected` of its state says the same.
 */
export const isExpected = ({ state }: { readonly state: RegistrationState }): boolean =>
  EXPECTED.includes(state);

const oneOf = (column: string, values: object): string =>
  `${column} in (${Object.keys(values)
    .map((value) => `'${value}'`)
    .join(', ')})`;

/**
 * A person comes to a meeting, or said no. A delegate takes one of the seats of his partner while he is expected; the
 * trigger `registration_takes_a_seat` counts them.
 */
@Entity()
@Unique('registration_at_meeting', ['id', 'meetingId'])
@Index('registration_once', ['meetingId', 'personId'], { unique: true })
@Index(
  'registration_counts',
  ['meetingId', 'personId', 'partnerId', 'residenceCountryCode', 'daysPresent', 'hasSigned'],
  { where: "kind in ('DELEGATE', 'LOCAL', 'SPEAKER')" },
)
@Index('registration_by_person', ['personId'])
@Index('registration_by_partner', ['partnerId'])
@Index('registration_by_replacement', ['replacedById'], { where: 'replaced_by_id is not null' })
@Check('registration_kind_is_known', oneOf('kind', RegistrationKind))
@Check('registration_state_is_known', oneOf('state', RegistrationState))
@Check('registration_origin_is_known', oneOf('origin', RegistrationOrigin))
@Check('registration_mode_is_known', oneOf('mode', AttendanceMode))
@Check('registration_gender_is_known', oneOf('gender', Gender))
@Check('registration_age_band_is_known', oneOf('age_band', AgeBand))
@Check('registration_leaves_after_arriving', 'leaves_at_local > arrives_at_local')
@Check(
  'registration_stay_form',
  `concat(arrives_at_local, leaves_at_local) ~ '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d){0,2}$'`,
)
@Check(
  'registration_replaced_does_not_come',
  "replaced_by_id is null or (state in ('DECLINED', 'WITHDRAWN') and replaced_by_id <> id)",
)
@Check(
  'registration_languages_are_codes',
  `cardinality(languages) <= 8 and array_to_string(languages, ',') ~ '^([a-z]{2,3}(,[a-z]{2,3})*)?$'`,
)
@Check('registration_of_delegate_has_partner', "kind <> 'DELEGATE' or partner_id is not null")
@Check(
  'registration_refused_does_not_come',
  "refused_at is null or state = 'DECLINED' and approved_at is null",
)
@Check('registration_refusal_has_a_reason', '(refused_at is null) = (refusal_reason is null)')
export class Registration {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'registration_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'registration_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'registration_person_fkey', onDelete: 'RESTRICT' })
  personId!: string;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Partner, { name: 'registration_partner_fkey', onDelete: 'RESTRICT' })
  partnerId!: string | null;

  @Column('text')
  kind!: RegistrationKind;

  @Column('text')
  state!: RegistrationState;

  /** Who made it: his coordinator, he himself, the desk, or whoever put him on the agenda. */
  @Column('text')
  origin!: RegistrationOrigin;

  /** What he chose; only a hybrid meeting goes by it (`mode_at_meeting`). */
  @Column('text', { default: AttendanceMode.IN_PERSON })
  mode!: AttendanceMode;

  /** The town that he is counted under; null: that of his partner. */
  @Column('text', { nullable: true })
  residenceTown!: string | null;

  @Column('text', { nullable: true })
  @ForeignKey(() => Country, { name: 'registration_country_fkey', onDelete: 'RESTRICT' })
  residenceCountryCode!: string | null;

  @Column('text', { nullable: true })
  gender!: Gender | null;

  @Column('text', { nullable: true })
  ageBand!: AgeBand | null;

  /** Languages that he speaks, ISO 639, the best first; none: not told. For the others there: on his badge, too. */
  @Column('text', { array: true, default: '{}' })
  languages!: string[];

  /** Whether photos of him may be published; null: not asked yet. */
  @Column('boolean', { nullable: true })
  photoConsent!: boolean | null;

  /**
   * When he comes to where the meeting is, on its wall: YYYY-MM-DDTHH:mm:ss; null: not told. Follows from how he travels,
   * where that is told (`travel/travel-leg.entity.ts`).
   */
  @Column('text', { nullable: true })
  arrivesAtLocal!: string | null;

  /** When he leaves again, likewise. */
  @Column('text', { nullable: true })
  leavesAtLocal!: string | null;

  @InstantColumn()
  registeredAt!: DateTime;

  /** On how many days he was there, by the valid attendance records; kept by the trigger `attendance_counts_days`. */
  @Column('int', { default: 0 })
  daysPresent!: number;

  /** Whether one of these records is from a signature sheet; kept with them. */
  @Column('boolean', { default: false })
  hasSigned!: boolean;

  /** Who came into his place, while he himself does not come. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Registration, { name: 'registration_replaced_by_fkey', onDelete: 'RESTRICT' })
  replacedById!: string | null;

  /** When he said yes or no, last. */
  @InstantColumn({ nullable: true })
  answeredAt!: DateTime | null;

  /** When his calendar answered that perhaps he comes; null: it did not, or he has said yes or no since. */
  @InstantColumn({ nullable: true })
  tentativeAt!: DateTime | null;
  /** When whoever organises the meeting agreed that he comes, and not since he last said no; null: not, or nobody had to. */
  @InstantColumn({ nullable: true })
  approvedAt!: DateTime | null;

  /** When they said that he does not come; null: not since he was last named. */
  @InstantColumn({ nullable: true })
  refusedAt!: DateTime | null;

  @Column('text', { nullable: true })
  refusalReason!: string | null;

  /** How often he began or ceased to be asked; kept, like the next one, by the trigger `registration_is_in_a_calendar`. */
  @Column('int', { default: 0 })
  calendarShift!: number;

  /** To which revision of the meeting he said yes or no. */
  @Column('int', { default: 0 })
  calendarAnswered!: number;
}
