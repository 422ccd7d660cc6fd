import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, In, IsNull, LessThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { personWith } from '../accounts/known-person.js';
import { Person } from '../accounts/person.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record, tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { MemberRole, Membership, today } from './membership.entity.js';
import type { InviteMemberInput } from './project.input.js';
import { Partner, PartnerRole } from './partner.entity.js';
import { canCoordinate, canLead } from './project.policy.js';
import { visiblePartner, visibleProject } from './projects.service.js';

/** Who belongs to which partner, as what. */
@Injectable()
export class MembershipsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Makes the person known if he is not, and mails him in his language how to sign in. */
  invite(viewer: Viewer, { name, email, language, ...input }: InviteMemberInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { partnerId = null, meetingId = null, role, endsOn = null } = input;
      const projectId = await this.projectOf(manager, viewer, input);
      if (meetingId) requireId(meetingId);
      const id = uuidv7();
      const now = this.clock.now();
      if (endsOn && endsOn < today(now)) throw new DomainError(UserErrorCode.INVALID, ['input', 'endsOn']);
      const personId = await personWith(manager, { name, email, language }, ['input', 'email']);
      await endExpired(manager, personId, now);
      if (partnerId && !meetingId)
        await ensureNotAnothers(manager, viewer, personId, { id: partnerId, projectId }, ['input', 'email']);
      const membership = { id, projectId, partnerId, meetingId, personId, role, endsOn, since: now };
      await meaning(CONSTRAINTS, manager.insert(Membership, membership));
      const event = { kind: 'member.invited', subjectId: id, projectId };
      await tell(manager, this.jobs, viewer, now, event);
      return id;
    });
  }

  /**
   * Makes him a delegate of the partner if he is not one yet; who names him tells him so.
   * @param path where his address stands in the input
   */
  async delegate(
    manager: EntityManager,
    viewer: Viewer,
    person: { name: string; email: string; language: string },
    { id: partnerId, projectId }: { id: string; projectId: string },
    path: readonly string[],
  ): Promise<string> {
    const personId = await personWith(manager, person, path);
    const [role, now] = [MemberRole.DELEGATE, this.clock.now()];
    await endExpired(manager, personId, now);
    await ensureNotAnothers(manager, viewer, personId, { id: partnerId, projectId }, path);
    const row = { id: uuidv7(), projectId, partnerId, personId, role, since: now };
    await manager.createQueryBuilder().insert().into(Membership).values(row).orIgnore().execute();
    return personId;
  }

  /** Access ends with the person's next request. Ending an ended membership changes nothing. */
  end(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const membership = await manager.findOneBy(Membership, { id: requireId(id) });
      if (!membership || !viewer.projects.includes(membership.projectId)) throw notFound();
      const { partnerId, projectId } = membership;
      if (!canCoordinate(viewer, { id: partnerId ?? '', projectId })) {
        // What has ended is no longer seen, so others are told of it as of nothing.
        if (membership.endedAt) throw notFound();
        throw new DomainError(UserErrorCode.FORBIDDEN, ['id']);
      }
      await ensureNotLastLead(manager, membership);
      const now = this.clock.now();
      const ended = await manager.update(Membership, { id, endedAt: IsNull() }, { endedAt: now });
      if (ended.affected === 1)
        await record(manager, viewer, now, { kind: 'member.left', subjectId: id, projectId });
    });
  }

  /** An auditor belongs to the project, which its lead partner lets him see; everybody else to a partner. */
  private async projectOf(
    manager: EntityManager,
    viewer: Viewer,
    { role, partnerId, projectId }: Omit<InviteMemberInput, 'name' | 'email' | 'language'>,
  ): Promise<string> {
    if (role === MemberRole.AUDITOR) {
      const project = await visibleProject(manager, viewer, projectId ?? '');
      if (canLead(viewer, project.id)) return project.id;
      throw new DomainError(UserErrorCode.FORBIDDEN, ['input', 'projectId']);
    }
    const partner = await visiblePartner(manager, viewer, partnerId ?? '');
    if (canCoordinate(viewer, partner)) return partner.projectId;
    throw new DomainError(UserErrorCode.FORBIDDEN, ['input', 'partnerId']);
  }
}

const invalid = (field: string) => () => new DomainError(UserErrorCode.INVALID, ['input', field]);
const duplicate = () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'email']);

const CONSTRAINTS = {
  membership_once: duplicate,
  membership_desk_once: duplicate,
  membership_auditor_once: duplicate,
  membership_is_of_a_partner: invalid('partnerId'),
  membership_is_at_a_meeting: invalid('meetingId'),
  membership_meeting_fkey: invalid('meetingId'),
  membership_of_auditor_ends: invalid('endsOn'),
};

/** A membership whose last day has passed makes room for another one. */
const endExpired = (manager: EntityManager, personId: string, now: DateTime): Promise<unknown> =>
  manager.update(Membership, { personId, endedAt: IsNull(), endsOn: LessThan(today(now)) }, { endedAt: now });

/**
 * A partner takes nobody from another one of the project: that is for the lead partner, or for whoever coordinates both.
 * The person is held, so that of two partners who want somebody at once the second finds him with the first.
 * @throws DomainError OF_ANOTHER_PARTNER
 */
async function ensureNotAnothers(
  manager: EntityManager,
  viewer: Viewer,
  personId: string,
  { id: partnerId, projectId }: { id: string; projectId: string },
  path: readonly string[],
): Promise<void> {
  if (canLead(viewer, projectId)) return;
  await manager.findOne(Person, { where: { id: personId }, lock: { mode: 'for_no_key_update' } });
  const role = In([MemberRole.COORDINATOR, MemberRole.DELEGATE]);
  const all = await manager.findBy(Membership, { personId, projectId, role, endedAt: IsNull() });
  const partners = all.map((membership) => membership.partnerId);
  const isFree = partners.length === 0 || partners.includes(partnerId);
  if (!isFree && !partners.some((id) => id && viewer.coordinates.includes(id)))
    throw new DomainError(UserErrorCode.OF_ANOTHER_PARTNER, path);
}

/** @throws DomainError LAST_COORDINATOR where nobody would be left to run the project */
async function ensureNotLastLead(manager: EntityManager, { id, partnerId, role }: Membership): Promise<void> {
  if (role !== MemberRole.COORDINATOR || !partnerId) return;
  const partner = await manager.findOneByOrFail(Partner, { id: partnerId });
  if (partner.role !== PartnerRole.LEAD) return;
  // Held, so that of the last two who leave at once one stays.
  const lock = { mode: 'for_no_key_update' } as const;
  const all = await manager.find(Membership, { where: { partnerId, role, endedAt: IsNull() }, lock });
  if (all.every((membership) => membership.id === id))
    throw new DomainError(UserErrorCode.LAST_COORDINATOR, ['id']);
}
