import {
  Check,
  Column,
  Entity,
  ForeignKey,
  Index,
  IsNull,
  MoreThanOrEqual,
  Or,
  PrimaryColumn,
} from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Partner } from './partner.entity.js';
import { Project } from './project.entity.js';

export enum MemberRole {
  COORDINATOR = 'COORDINATOR',
  DELEGATE = 'DELEGATE',
  HOST_DESK = 'HOST_DESK',
  AUDITOR = 'AUDITOR',
}

/**
 * What a person is in a project: coordinator or delegate of a partner, at the desk of a meeting of the partner that
 * hosts it, or auditor of the project until a day.
 */
@Entity()
@ForeignKey(() => Partner, ['partnerId', 'projectId'], ['id', 'projectId'], {
  name: 'membership_partner_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey('Meeting', ['meetingId', 'partnerId'], ['id', 'hostPartnerId'], {
  name: 'membership_meeting_fkey',
  onDelete: 'RESTRICT',
})
@Index('membership_once', ['personId', 'partnerId', 'role'], {
  unique: true,
  where: 'ended_at is null and meeting_id is null',
})
@Index('membership_desk_once', ['personId', 'meetingId'], { unique: true, where: 'ended_at is null' })
@Index('membership_auditor_once', ['personId', 'projectId'], {
  unique: true,
  where: "ended_at is null and role = 'AUDITOR'",
})
@Index('membership_by_project', ['projectId'])
@Index('membership_by_partner', ['partnerId'])
@Check('membership_role_is_known', "role in ('COORDINATOR', 'DELEGATE', 'HOST_DESK', 'AUDITOR')")
@Check('membership_is_of_a_partner', "(partner_id is null) = (role = 'AUDITOR')")
@Check('membership_is_at_a_meeting', "(meeting_id is not null) = (role = 'HOST_DESK')")
@Check('membership_of_auditor_ends', "role <> 'AUDITOR' or ends_on is not null")
export class Membership {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'membership_person_fkey', onDelete: 'RESTRICT' })
  personId!: string;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'membership_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  @Column('uuid', { nullable: true })
  partnerId!: string | null;

  @Column('uuid', { nullable: true })
  meetingId!: string | null;

  @Column('text')
  role!: MemberRole;

  @InstantColumn()
  since!: DateTime;

  /** The last day on which it counts; null: until it is ended. */
  @Column('date', { nullable: true })
  endsOn!: string | null;

  @InstantColumn({ nullable: true })
  endedAt!: DateTime | null;
}

/** In UTC, as `Viewers` counts the last day of a membership. */
export const today = (now: DateTime): string => now.toUTC().toISODate() ?? '';

/** That nobody has ended it, and its last day, if it has one, has not passed. */
export const lastsAt = (now: DateTime) => ({
  endedAt: IsNull(),
  endsOn: Or(IsNull(), MoreThanOrEqual(today(now))),
});
