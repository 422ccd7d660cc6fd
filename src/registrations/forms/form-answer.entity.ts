import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../../accounts/person.entity.js';
import { InstantColumn } from '../../platform/database/columns.js';
import { Registration } from '../registration.entity.js';
import { FormField, RegistrationForm } from './registration-form.entity.js';

/** What somebody answered to a question as it was asked then. */
@Entity()
@ForeignKey(() => Registration, ['registrationId', 'meetingId'], ['id', 'meetingId'], {
  name: 'form_answer_registration_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => RegistrationForm, ['formId', 'meetingId'], ['id', 'meetingId'], {
  name: 'form_answer_form_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => FormField, ['formId', 'key'], ['formId', 'key'], {
  name: 'form_answer_field_fkey',
  onDelete: 'RESTRICT',
})
@Index('form_answer_by_meeting', ['meetingId', 'key'])
@Check('form_answer_says_something', 'cardinality(said) > 0')
export class FormAnswer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'form_answer_pkey' })
  registrationId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'form_answer_pkey' })
  key!: string;

  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  formId!: string;

  /** Words, keys of options, YES or NO, a number, a day. */
  @Column('text', { array: true })
  said!: string[];

  @InstantColumn()
  answeredAt!: DateTime;

  /** He himself, or who said it for him. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Person, { name: 'form_answer_by_fkey', onDelete: 'RESTRICT' })
  answeredById!: string | null;
}
