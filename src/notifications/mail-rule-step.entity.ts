import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';
import type { MailRuleKind } from '../projects/mail-rules.js';

/**
 * Up to where a rule has come, of a meeting or of one thing that is asked for: one row, so that of two workers one takes a
 * step, and of several steps that were missed the last.
 */
@Entity()
export class MailRuleStep {
  /** A meeting or a material request. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mail_rule_step_pkey' })
  subjectId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'mail_rule_step_pkey' })
  kind!: MailRuleKind;

  @Column('int')
  daysBefore!: number;

  /** Nine in the morning of its day, where the meeting is. */
  @InstantColumn()
  dueAt!: DateTime;

  @InstantColumn()
  takenAt!: DateTime;
}
