import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { parseAddress } from '../accounts/address.js';
import { Person } from '../accounts/person.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { Membership } from './membership.entity.js';
import type { InviteMemberInput } from './project.input.js';
import { canCoordinate } from './project.policy.js';
import { visiblePartner } from './projects.service.js';

/** Who belongs to which partner, as what. */
@Injectable()
export class MembershipsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Makes the person known if he is not, and mails him in his language how to sign in. */
  invite(viewer: Viewer, { partnerId, role, ...person }: InviteMemberInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const partner = await visiblePartner(manager, viewer, partnerId);
      if (!canCoordinate(viewer, partner))
        throw new DomainError(UserErrorCode.FORBIDDEN, ['input', 'partnerId']);
      const { projectId } = partner;
      const id = uuidv7();
      const now = this.clock.now();
      const personId = await this.personWith(manager, person);
      await meaning(
        { membership_once: () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'email']) },
        manager.insert(Membership, { id, projectId, partnerId, personId, role, since: now }),
      );
      const eventId = await record(manager, viewer, now, {
        kind: 'member.invited',
        subjectId: id,
        projectId,
      });
      await this.jobs.enqueue(manager, 'notify', { id: eventId });
      return id;
    });
  }

  /** Access ends with the person's next request. Ending an ended membership changes nothing. */
  end(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const membership = await manager.findOneBy(Membership, { id: requireId(id) });
      if (!membership || !viewer.projects.includes(membership.projectId)) throw notFound();
      const { partnerId, projectId } = membership;
      if (!canCoordinate(viewer, { id: partnerId, projectId }))
        throw new DomainError(UserErrorCode.FORBIDDEN, ['id']);
      const now = this.clock.now();
      const ended = await manager.update(Membership, { id, endedAt: IsNull() }, { endedAt: now });
      if (ended.affected === 1)
        await record(manager, viewer, now, { kind: 'member.left', subjectId: id, projectId });
    });
  }

  /** Two invitations of one new address at once make one person. */
  private async personWith(
    manager: EntityManager,
    { name, email, language }: Pick<InviteMemberInput, 'name' | 'email' | 'language'>,
  ): Promise<string> {
    const address = parseAddress(email);
    if (!address) throw new DomainError(UserErrorCode.INVALID, ['input', 'email']);
    const person = { id: uuidv7(), name, email: address, language };
    await manager.createQueryBuilder().insert().into(Person).values(person).orIgnore().execute();
    return (await manager.findOneByOrFail(Person, { email: address })).id;
  }
}
