import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Country } from './country.entity.js';
import { Project } from './project.entity.js';

export enum PartnerRole {
  LEAD = 'LEAD',
  PARTNER = 'PARTNER',
  ASSOCIATED = 'ASSOCIATED',
}

/** An organisation in a project. The lead partner is one of the partnership, not one of the "partners". */
@Entity()
@Unique('partner_in_project', ['id', 'projectId'])
@Index('partner_slug_unique', ['projectId', 'slug'], { unique: true })
@Index('partner_one_lead', ['projectId'], { unique: true, where: "role = 'LEAD'" })
@Check('partner_slug_is_a_slug', "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
@Check('partner_role_is_known', "role in ('LEAD', 'PARTNER', 'ASSOCIATED')")
export class Partner {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'partner_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'partner_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  role!: PartnerRole;

  @Column('text')
  name!: string;

  /** Municipality, region, association, ...: the organisation's own word. */
  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text')
  town!: string;

  @Column('text')
  @ForeignKey(() => Country, { name: 'partner_country_fkey', onDelete: 'RESTRICT' })
  countryCode!: string;

  /** Other spellings under which the sources name it. */
  @Column('text', { array: true, default: '{}' })
  aliases!: string[];
}
