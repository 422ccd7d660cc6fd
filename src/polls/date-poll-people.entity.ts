import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Raw, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';
import { DateOption } from './date-option.entity.js';
import { DatePoll } from './date-poll.entity.js';

export enum DateAnswerValue {
  YES = 'YES',
  IF_NEED_BE = 'IF_NEED_BE',
  NO = 'NO',
}

/** A partner that is asked. It has one voice: the best answer that one of its people gives. */
@Entity()
@ForeignKey(() => DatePoll, ['pollId', 'projectId'], ['id', 'projectId'], {
  name: 'date_poll_partner_poll_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Partner, ['partnerId', 'projectId'], ['id', 'projectId'], {
  name: 'date_poll_partner_partner_fkey',
  onDelete: 'RESTRICT',
})
@Unique('date_poll_partner_once', ['pollId', 'partnerId'])
@Index('date_poll_partner_by_partner', ['partnerId'])
@Check('date_poll_partner_has_seats', 'seats > 0')
export class DatePollPartner {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_poll_partner_pkey' })
  id!: string;

  @Column('uuid')
  pollId!: string;

  @Column('uuid')
  projectId!: string;

  @Column('uuid')
  partnerId!: string;

  /** Of its invitation to the meeting that is made. */
  @Column('int')
  seats!: number;

  @InstantColumn()
  invitedAt!: DateTime;

  /** When its people were asked again, by another invitation or about further dates; null: not since the first time. */
  @InstantColumn({ nullable: true })
  askedAt!: DateTime | null;

  /** How many reminders before the deadline it has had. */
  @Column('int', { default: 0 })
  reminders!: number;

  @InstantColumn({ nullable: true })
  remindedAt!: DateTime | null;

  /** Since when it is asked no more; null: it is. */
  @InstantColumn({ nullable: true })
  withdrawnAt!: DateTime | null;
}

/**
 * A person who is asked, for one partner. He may be asked for another one, too: each has his voice.
 */
@Entity()
@ForeignKey(() => DatePollPartner, ['pollId', 'partnerId'], ['pollId', 'partnerId'], {
  name: 'date_poll_invitee_partner_fkey',
  onDelete: 'RESTRICT',
})
@Unique('date_poll_invitee_once', ['pollId', 'personId', 'partnerId'])
@Unique('date_poll_invitee_in_poll', ['id', 'pollId'])
@Index('date_poll_invitee_by_partner', ['pollId', 'partnerId'])
@Index('date_poll_invitee_by_person', ['personId'])
export class DatePollInvitee {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_poll_invitee_pkey' })
  id!: string;

  @Column('uuid')
  pollId!: string;

  @Column('uuid')
  partnerId!: string;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'date_poll_invitee_person_fkey', onDelete: 'RESTRICT' })
  personId!: string;

  @InstantColumn()
  invitedAt!: DateTime;

  /** Last; null: not yet. */
  @InstantColumn({ nullable: true })
  answeredAt!: DateTime | null;

  /** What he adds. */
  @Column('text', { nullable: true })
  comment!: string | null;

  /** Since when he is asked no more; null: he is. */
  @InstantColumn({ nullable: true })
  withdrawnAt!: DateTime | null;
}

/**
 * On the id of an invitee: that his voice counts. He is asked, and was of his partner when the date was chosen, or is
 * now.
 */
export const hasVoice = () => Raw((id) => `${id} in (select invitee_id from date_poll_voice)`);

/** What one person says of one date. */
@Entity()
@ForeignKey(() => DatePollInvitee, ['inviteeId', 'pollId'], ['id', 'pollId'], {
  name: 'date_answer_invitee_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => DateOption, ['optionId', 'pollId'], ['id', 'pollId'], {
  name: 'date_answer_option_fkey',
  onDelete: 'RESTRICT',
})
@Index('date_answer_by_option', ['optionId'])
@Check('date_answer_is_known', "answer in ('YES', 'IF_NEED_BE', 'NO')")
export class DateAnswer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_answer_pkey' })
  inviteeId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'date_answer_pkey' })
  optionId!: string;

  @Column('uuid')
  pollId!: string;

  @Column('text')
  answer!: DateAnswerValue;

  @InstantColumn()
  answeredAt!: DateTime;
}
