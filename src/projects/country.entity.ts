import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Texts } from '../platform/database/columns.js';

/** A country of ISO 3166-1, with its CLDR name in each of the seven languages. */
@Entity()
@Check('country_code_is_alpha_2', "code ~ '^[A-Z]{2}$'")
export class Country {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'country_pkey' })
  code!: string;

  @Column('jsonb')
  names!: Texts;
}
