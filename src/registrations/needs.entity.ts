import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { AccessNeed, Diet } from './needs/ready-field.js';
import { Registration } from './registration.entity.js';

/** OTHER is never kept: it follows from the words. */
const someOf = (column: string, values: object): string =>
  `${column} <@ '{${Object.keys(values)
    .filter((value) => value !== 'OTHER')
    .join(',')}}'`;

/**
 * What somebody needs from the host. It can reveal health or belief (GDPR, Article 9), so it lies in a table of its
 * own: few read it, and it can go while the registration stays.
 */
@Entity()
@Check('needs_diets_are_known', someOf('diets', Diet))
@Check('needs_access_needs_are_known', someOf('access_needs', AccessNeed))
@Check('needs_interpretation_is_a_code', "interpretation_language ~ '^[a-z]{2,3}$'")
@Check('needs_emergency_contact_is_whole', '(emergency_name is null) = (emergency_phone is null)')
export class Needs {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'needs_pkey' })
  @ForeignKey(() => Registration, { name: 'needs_registration_fkey', onDelete: 'CASCADE' })
  registrationId!: string;

  @Column('text', { array: true, default: '{}' })
  diets!: Diet[];

  /** What is in no list, in his own words. */
  @Column('text', { nullable: true })
  diet!: string | null;

  @Column('text', { array: true, default: '{}' })
  accessNeeds!: AccessNeed[];

  /** Likewise. */
  @Column('text', { nullable: true })
  access!: string | null;

  /** ISO 639 code of the language into which he needs interpretation. */
  @Column('text', { nullable: true })
  interpretationLanguage!: string | null;

  /** Likewise, in his own words. */
  @Column('text', { nullable: true })
  interpretation!: string | null;

  @Column('text', { nullable: true })
  emergencyName!: string | null;

  @Column('text', { nullable: true })
  emergencyPhone!: string | null;
}
