import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn, type Texts } from '../platform/database/columns.js';
import { Country } from '../projects/country.entity.js';
import type { MailRules } from '../projects/mail-rules.js';
import { Partner } from '../projects/partner.entity.js';

export enum MeetingMode {
  ON_SITE = 'ON_SITE',
  ONLINE = 'ONLINE',
  HYBRID = 'HYBRID',
}

export enum MeetingState {
  DRAFT = 'DRAFT',
  ANNOUNCED = 'ANNOUNCED',
  OPEN = 'OPEN',
  CLOSED = 'CLOSED',
  AMENDING = 'AMENDING',
  CANCELLED = 'CANCELLED',
}

/** A step of a meeting's life: the states it may be taken from, and where it leads. */
interface Step {
  readonly from: readonly MeetingState[];
  readonly to: MeetingState;
}

const { DRAFT, ANNOUNCED, OPEN, CLOSED, AMENDING, CANCELLED } = MeetingState;

export const STEPS = {
  announced: { from: [DRAFT], to: ANNOUNCED },
  registrationOpened: { from: [ANNOUNCED], to: OPEN },
  registrationClosed: { from: [OPEN], to: ANNOUNCED },
  closed: { from: [ANNOUNCED, OPEN, AMENDING], to: CLOSED },
  amending: { from: [CLOSED], to: AMENDING },
  cancelled: { from: [DRAFT, ANNOUNCED, OPEN], to: CANCELLED },
} as const satisfies Record<string, Step>;

/** A partner meeting. Its days are days of the calendar in its zone. */
@Entity()
@ForeignKey(() => Partner, ['hostPartnerId', 'projectId'], ['id', 'projectId'], {
  name: 'meeting_host_fkey',
  onDelete: 'RESTRICT',
})
@Unique('meeting_of_host', ['id', 'hostPartnerId'])
@Unique('meeting_in_project', ['id', 'projectId'])
@Index('meeting_slug_unique', ['projectId', 'slug'], { unique: true })
@Index('meeting_number_unique', ['projectId', 'number'], { unique: true })
@Index('meeting_to_come', ['startsOn'], { where: "state in ('ANNOUNCED', 'OPEN')" })
@Check('meeting_slug_is_a_slug', "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
@Check('meeting_number_is_positive', 'number > 0')
@Check('meeting_ends_after_its_start', 'ends_on >= starts_on')
@Check('meeting_lasts_at_most_a_month', 'ends_on - starts_on < 31')
@Check('meeting_offers_last_at_most_a_month', 'offer_hours between 0 and 720')
@Check('meeting_online_has_no_country', "mode <> 'ONLINE' or country_code is null")
@Check('meeting_mode_is_known', "mode in ('ON_SITE', 'ONLINE', 'HYBRID')")
@Check('meeting_state_is_known', "state in ('DRAFT', 'ANNOUNCED', 'OPEN', 'CLOSED', 'AMENDING', 'CANCELLED')")
export class Meeting {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'meeting_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  projectId!: string;

  /** The how-manieth of its project. */
  @Column('int')
  number!: number;

  @Column('text')
  slug!: string;

  /** null: nobody wrote one down. */
  @Column('jsonb', { nullable: true })
  title!: Texts | null;

  @Column('jsonb', { nullable: true })
  description!: Texts | null;

  @Column('uuid')
  hostPartnerId!: string;

  /** null: not decided yet. */
  @Column('text', { nullable: true })
  place!: string | null;

  @Column('text', { nullable: true })
  @ForeignKey(() => Country, { name: 'meeting_country_fkey', onDelete: 'RESTRICT' })
  countryCode!: string | null;

  @Column('text')
  timeZone!: string;

  @Column('date')
  startsOn!: string;

  /** The last day, included. */
  @Column('date')
  endsOn!: string;

  @Column('text')
  mode!: MeetingMode;

  @Column('text', { default: MeetingState.DRAFT })
  state!: MeetingState;

  /** Whether it ever was; one that was cancelled as a draft stays between its organisers. */
  @Column('boolean', { default: false })
  announced!: boolean;

  /** Raised by every change of the draft agenda, and by nothing else. */
  @Column('int', { default: 1 })
  agendaVersion!: number;

  /** Number of the newest agenda release; 0: none yet. */
  @Column('int', { default: 0 })
  agendaRelease!: number;

  /** Whether everybody may read the newest release once the meeting is announced; else it stays within the project. */
  @Column('boolean', { default: true })
  agendaIsPublic!: boolean;

  /** How often what calendars show of it has changed; raised by the trigger `meeting_is_in_calendars` and its likes. */
  @Column('int', { default: 0 })
  calendarRevision!: number;

  /** When that was last, by the database's clock. */
  @InstantColumn({ default: () => 'now()' })
  calendarRevisedAt!: DateTime;

  /** Since which of these revisions its days and their zone are as they are. */
  @Column('int', { default: 0 })
  calendarDaysRevision!: number;

  /** How long a place that became free is offered to the next in line; 0: he has it at once. */
  @Column('int', { default: 0 })
  offerHours!: number;

  /** When mails leave by the calendar, where that is not as in the project. */
  @Column('jsonb', { default: {} })
  mailRules!: MailRules;

  /** Why it was opened again after a closing; goes into the next one. */
  @Column('text', { nullable: true })
  amendmentReason!: string | null;
}
