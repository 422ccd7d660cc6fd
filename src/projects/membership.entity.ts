import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Partner } from './partner.entity.js';
import { Project } from './project.entity.js';

export enum MemberRole {
  COORDINATOR = 'COORDINATOR',
  DELEGATE = 'DELEGATE',
}

/** What a person is in a project: coordinator or delegate of a partner. */
@Entity()
@Index('membership_once', ['personId', 'partnerId', 'role'], { unique: true, where: 'ended_at is null' })
@Index('membership_by_project', ['projectId'])
@Check('membership_role_is_known', "role in ('COORDINATOR', 'DELEGATE')")
export class Membership {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pkey' })
  id!: string;

  @Column('uuid')
  personId!: string;

  @ManyToOne(() => Person, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'person_id', foreignKeyConstraintName: 'membership_person_fkey' })
  person?: Person;

  @Column('uuid')
  projectId!: string;

  @ManyToOne(() => Project, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'project_id', foreignKeyConstraintName: 'membership_project_fkey' })
  project?: Project;

  @Column('uuid')
  partnerId!: string;

  @ManyToOne(() => Partner, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'partner_id', foreignKeyConstraintName: 'membership_partner_fkey' })
  partner?: Partner;

  @Column('text')
  role!: MemberRole;

  @InstantColumn()
  since!: DateTime;

  @InstantColumn({ nullable: true })
  endedAt!: DateTime | null;
}
