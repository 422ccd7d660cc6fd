import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';

/** A human being. Most people counted at a meeting have no account, and many no e-mail address. */
@Entity()
@Index('person_email_unique', ['email'], { unique: true, where: 'email is not null' })
@Check('person_email_is_lower_case', 'email = lower(email)')
@Check('person_name_is_not_empty', "btrim(name) <> ''")
export class Person {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'person_pkey' })
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  email!: string | null;

  /** One of the seven languages, ISO 639-1. */
  @Column('text')
  language!: string;

  /** Whether he may begin projects without leading one; given from the terminal (`add-person`). */
  @Column('boolean', { default: false })
  mayCreateProjects!: boolean;

  @InstantColumn({ nullable: true })
  disabledAt!: DateTime | null;
}
