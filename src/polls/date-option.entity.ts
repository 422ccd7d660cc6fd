import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';
import { DateOptionKind, DatePoll } from './date-poll.entity.js';

/**
 * A date that a poll asks about: days of the calendar, or wall times with their instants. One that is withdrawn stays
 * for what people have said of it.
 */
@Entity()
@ForeignKey(() => DatePoll, ['pollId', 'kind'], ['id', 'kind'], {
  name: 'date_option_poll_fkey',
  onDelete: 'RESTRICT',
})
@Unique('date_option_in_poll', ['id', 'pollId'])
@Unique('date_option_days_once', ['pollId', 'startsOn', 'endsOn'])
@Unique('date_option_times_once', ['pollId', 'startsAt', 'endsAt'])
@Index('date_option_chosen_once', ['pollId'], { unique: true, where: 'chosen_at is not null' })
@Check('date_option_chosen_is_listed', 'chosen_at is null or withdrawn_at is null')
@Check(
  'date_option_is_days_or_times',
  `num_nonnulls(starts_on, ends_on) = case kind when 'DAYS' then 2 else 0 end
    and num_nonnulls(starts_at, ends_at, starts_at_local, ends_at_local) = case kind when 'TIMES' then 4 else 0 end`,
)
@Check('date_option_ends_after_its_start', 'ends_on >= starts_on and ends_at > starts_at')
@Check(
  'date_option_lasts_at_most_a_month',
  "ends_on - starts_on < 31 and ends_at - starts_at <= interval '31 days'",
)
export class DateOption {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_option_pkey' })
  id!: string;

  @Column('uuid')
  pollId!: string;

  @Column('text')
  kind!: DateOptionKind;

  @Column('date', { nullable: true })
  startsOn!: string | null;

  /** The last day, included. */
  @Column('date', { nullable: true })
  endsOn!: string | null;

  @InstantColumn({ nullable: true })
  startsAt!: DateTime | null;

  @InstantColumn({ nullable: true })
  endsAt!: DateTime | null;

  @Column('text', { nullable: true })
  startsAtLocal!: string | null;

  @Column('text', { nullable: true })
  endsAtLocal!: string | null;

  @InstantColumn({ nullable: true })
  withdrawnAt!: DateTime | null;

  /** Of one option of a poll: when it was, and became a meeting. */
  @InstantColumn({ nullable: true })
  chosenAt!: DateTime | null;
}
