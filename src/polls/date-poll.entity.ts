import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn, type Texts } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';
import { Project } from '../projects/project.entity.js';

/** Of one poll: more than anybody reads. */
export const MOST_OPTIONS = 40;
export const MOST_PARTNERS = 100;
export const MOST_INVITEES = 200;

export enum DateOptionKind {
  DAYS = 'DAYS',
  TIMES = 'TIMES',
}

export enum DatePollState {
  OPEN = 'OPEN',
  CHOSEN = 'CHOSEN',
  CANCELLED = 'CANCELLED',
}

/**
 * Asks partners which of several dates suit them. One of these makes a meeting. All options are of one kind: whole days,
 * or times on the wall of one zone, in which the deadline is meant, too.
 */
@Entity()
@ForeignKey(() => Partner, ['hostPartnerId', 'projectId'], ['id', 'projectId'], {
  name: 'date_poll_host_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Meeting, ['meetingId', 'projectId'], ['id', 'projectId'], {
  name: 'date_poll_meeting_fkey',
  onDelete: 'RESTRICT',
})
@Unique('date_poll_in_project', ['id', 'projectId'])
@Unique('date_poll_of_kind', ['id', 'kind'])
@Index('date_poll_of_meeting', ['meetingId'], { unique: true, where: 'meeting_id is not null' })
@Index('date_poll_by_project', ['projectId', 'id'])
@Index('date_poll_open', ['answersUntil'], { where: "state = 'OPEN'" })
@Check('date_poll_kind_is_known', "kind in ('DAYS', 'TIMES')")
@Check('date_poll_state_is_known', "state in ('OPEN', 'CHOSEN', 'CANCELLED')")
@Check('date_poll_quorum_is_positive', 'quorum > 0')
@Check('date_poll_local_form', `answers_until_local ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'`)
@Check('date_poll_chosen_has_a_meeting', "(state = 'CHOSEN') = (meeting_id is not null)")
export class DatePoll {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_poll_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'date_poll_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  /** Without whom the meeting cannot be; null: not known yet. */
  @Column('uuid', { nullable: true })
  hostPartnerId!: string | null;

  /** Of the meeting to be. */
  @Column('jsonb')
  title!: Texts;

  @Column('text', { nullable: true })
  place!: string | null;

  @Column('text')
  timeZone!: string;

  @Column('text')
  kind!: DateOptionKind;

  /** With so many partners the meeting is worth while. */
  @Column('int')
  quorum!: number;

  @InstantColumn()
  answersUntil!: DateTime;

  /** YYYY-MM-DDTHH:mm:ss on the wall of the zone. */
  @Column('text')
  answersUntilLocal!: string;

  @Column('text', { default: DatePollState.OPEN })
  state!: DatePollState;

  @Column('uuid', { nullable: true })
  meetingId!: string | null;

  /** Who is told when the last partner has answered. */
  @Column('uuid')
  @ForeignKey(() => Person, { name: 'date_poll_person_fkey', onDelete: 'RESTRICT' })
  createdById!: string;

  @InstantColumn()
  createdAt!: DateTime;

  /** When the last partner had answered for every option; null: somebody is still to. */
  @InstantColumn({ nullable: true })
  completedAt!: DateTime | null;
}
