import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { Consequences } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { MembershipsService } from '../projects/memberships.service.js';
import { canCoordinate } from '../projects/project.policy.js';
import { LEFT } from './answers.service.js';
import { holdRegistrationsOf, lockRegistration } from './locked-registration.js';
import { ask, ensureOpen } from './new-registration.js';
import { Registration, RegistrationKind, RegistrationState, isExpected } from './registration.entity.js';
import type { ReplaceDelegateInput } from './registration.input.js';

/** Somebody else comes into a delegate's place. */
@Injectable()
export class SubstitutionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly memberships: MembershipsService,
    private readonly consequences: Consequences,
  ) {}

  /**
   * The one is withdrawn and the other asked whether he comes, by one transaction that holds the partner's invitation
   * from the first to the last: nobody else gets the seat. Places in workshops are given back, and both are told.
   * @returns the registration of whoever comes instead
   * @throws DomainError NOT_COMING for one that holds no seat; Conflict
   */
  replace(viewer: Viewer, input: ReplaceDelegateInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registrationId: id, delegate, expectedVersion } = input;
      const { registration: before, meeting } = await lockRegistration(manager, viewer, id);
      const { meetingId, partnerId } = before;
      const { projectId } = meeting;
      const at = ['input', 'registrationId'];
      ensure(canCoordinate(viewer, { id: partnerId ?? '', projectId }), at);
      if (before.kind !== RegistrationKind.DELEGATE || !partnerId)
        throw new DomainError(UserErrorCode.INVALID, at);
      ensureOpen(viewer, meeting, at);

      const path = ['input', 'delegate'];
      const partner = { id: partnerId, projectId };
      const address = [...path, 'email'];
      const personId = await this.memberships.delegate(manager, viewer, delegate, partner, address);
      if (personId === before.personId) throw new DomainError(UserErrorCode.ALREADY_REGISTERED, path);
      await holdRegistrationsOf(manager, meetingId, [personId]);

      const now = this.clock.now();
      const edit = { viewer, at: now, input: { ...input, id } };
      const withdrawn = {
        state: RegistrationState.WITHDRAWN,
        answeredAt: now,
        approvedAt: null,
        tentativeAt: null,
      };
      const left = isExpected(before) ? withdrawn : {};
      // Whoever repeats himself has to be told what came of it, so what the state says comes after the version.
      if (!(await updateVersion(manager, edit, Registration, left))) return before.replacedById ?? id;
      if (!isExpected(before)) throw new DomainError(UserErrorCode.NOT_COMING, at);
      if (before.daysPresent > 0) throw new DomainError(UserErrorCode.HAS_ATTENDANCE, at);
      await this.consequences.follow(manager, viewer, LEFT, id);
      const asked = { viewer, meeting, personId, partnerId, at: now };
      const replacedById = await ask(manager, this.consequences, asked, { person: path, partner: at });
      await manager.update(Registration, { id }, { replacedById });
      const details = { ...edited({ id, expectedVersion }), fields: ['state'], replacedById };
      const event = { kind: 'delegate.replaced', subjectId: id, projectId, meetingId, details };
      await tell(manager, this.jobs, viewer, now, event);
      return replacedById;
    });
  }
}
