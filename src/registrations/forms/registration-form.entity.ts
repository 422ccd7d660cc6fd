import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../../meetings/meeting.entity.js';
import { InstantColumn, type Texts } from '../../platform/database/columns.js';
import { RetentionClass } from '../needs/ready-field.js';
import { FormFieldKind } from './question.js';

/** A version of the questions that a meeting asks beside the ready fields. Append-only. */
@Entity()
@Unique('registration_form_at_meeting', ['id', 'meetingId'])
@Index('registration_form_number_unique', ['meetingId', 'number'], { unique: true })
@Check('registration_form_number_is_positive', 'number > 0')
export class RegistrationForm {
  /** That of the event that it was published by. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'registration_form_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'registration_form_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('int')
  number!: number;

  @InstantColumn()
  publishedAt!: DateTime;
}

/** A question of one version; another version has rows of its own, under the same key where it means the same. Append-only. */
@Entity()
@ForeignKey(() => FormField, ['formId', 'shownWhenKey'], ['formId', 'key'], {
  name: 'form_field_condition_fkey',
  onDelete: 'RESTRICT',
})
@Index('form_field_position_unique', ['formId', 'position'], { unique: true })
@Check('form_field_key_is_a_name', "key ~ '^[a-z][a-z0-9_]{0,39}$'")
@Check(
  'form_field_kind_is_known',
  "kind in ('TEXT', 'PARAGRAPH', 'YES_NO', 'ONE_OF', 'SEVERAL_OF', 'NUMBER', 'DATE')",
)
@Check('form_field_retention_is_known', "retention in ('AFTER_MEETING', 'PROJECT')")
@Check(
  'form_field_sensitive_is_free',
  "not is_sensitive or (not is_required and retention = 'AFTER_MEETING')",
)
@Check('form_field_condition_is_whole', '(shown_when_key is null) = (shown_when_values is null)')
export class FormField {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'form_field_pkey' })
  @ForeignKey(() => RegistrationForm, { name: 'form_field_form_fkey', onDelete: 'RESTRICT' })
  formId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'form_field_pkey' })
  key!: string;

  @Column('int')
  position!: number;

  @Column('text')
  kind!: FormFieldKind;

  @Column('jsonb')
  label!: Texts;

  @Column('jsonb', { nullable: true })
  help!: Texts | null;

  @Column('jsonb')
  purpose!: Texts;

  /** Among which one chooses; none where one does not. */
  @Column('jsonb')
  options!: { key: string; label: Texts }[];

  @Column('boolean')
  isRequired!: boolean;

  /** Whether the answer can reveal health or belief (GDPR, Article 9), so that nobody must give it. */
  @Column('boolean')
  isSensitive!: boolean;

  @Column('text')
  retention!: RetentionClass;

  /** The earlier question that it depends on; null: it is asked of everybody. */
  @Column('text', { nullable: true })
  shownWhenKey!: string | null;

  /** With any of these answers to that one. */
  @Column('text', { array: true, nullable: true })
  shownWhenValues!: string[] | null;
}
