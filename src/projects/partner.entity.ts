import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Country } from './country.entity.js';
import { Project } from './project.entity.js';

export enum PartnerRole {
  LEAD = 'LEAD',
  PARTNER = 'PARTNER',
  ASSOCIATED = 'ASSOCIATED',
}

/** An organisation in a project. The lead partner is one of the partnership, not one of the "partners". */
@Entity()
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
  projectId!: string;

  @ManyToOne(() => Project, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'partner_project_fkey' })
  project?: Project;

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
  countryCode!: string;

  @ManyToOne(() => Country, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'country_code', foreignKeyConstraintName: 'partner_country_fkey' })
  country?: Country;

  /** Other spellings under which the sources name it. */
  @Column('text', { array: true, default: '{}' })
  aliases!: string[];
}
