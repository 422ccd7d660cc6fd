import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../../accounts/person.entity.js';
import { InstantColumn } from '../../platform/database/columns.js';
import { Registration } from '../registration.entity.js';
import { ReadyField } from './ready-field.js';

/**
 * Somebody agreed that what he told is used for what the text says. It stays when it has ended, as the proof of what was
 * agreed to and when (GDPR, Article 7(1)), without what he told.
 */
@Entity()
@Index('consent_in_force', ['registrationId', 'field'], { unique: true, where: 'ended_at is null' })
@Check(
  'consent_field_is_known',
  `field in (${Object.values(ReadyField)
    .map((field) => `'${field}'`)
    .join(', ')})`,
)
@Check('consent_ends_after_its_start', 'ended_at >= given_at')
export class Consent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'consent_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Registration, { name: 'consent_registration_fkey', onDelete: 'CASCADE' })
  registrationId!: string;

  @Column('text')
  field!: ReadyField;

  @Column('int')
  textVersion!: number;

  @InstantColumn()
  givenAt!: DateTime;

  /** He himself, or who told it for him. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Person, { name: 'consent_given_by_fkey', onDelete: 'RESTRICT' })
  givenById!: string | null;

  /** When it was withdrawn, replaced by another text, or what was told was emptied. */
  @InstantColumn({ nullable: true })
  endedAt!: DateTime | null;

  /** Null, where it has ended: nobody, its time was over. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Person, { name: 'consent_ended_by_fkey', onDelete: 'RESTRICT' })
  endedById!: string | null;
}
