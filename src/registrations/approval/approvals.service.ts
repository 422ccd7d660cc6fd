import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ensureNotClosed } from '../../meetings/locked-meeting.js';
import { canOrganise } from '../../meetings/meeting.policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { edited, updateVersion } from '../../platform/database/update-version.js';
import { Consequences } from '../../platform/events/consequences.js';
import { tell } from '../../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../../platform/graphql/user-errors.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Clock } from '../../platform/time/clock.js';
import { LEFT } from '../answers.service.js';
import { lockRegistration } from '../locked-registration.js';
import { Registration, RegistrationState } from '../registration.entity.js';
import type { ApproveRegistrationInput, RefuseRegistrationInput } from './approval.input.js';

const { PENDING, CONFIRMED, DECLINED } = RegistrationState;

/** What whoever organises a meeting says of a yes. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly consequences: Consequences,
  ) {}

  /**
   * He comes. Who comes already does so still: approving again changes nothing.
   * @throws DomainError NOT_COMING of who does not wait; Conflict
   */
  approve(viewer: Viewer, input: ApproveRegistrationInput): Promise<string> {
    const isSo = ({ state }: Registration): boolean => state === CONFIRMED;
    const changes = { state: CONFIRMED, approvedAt: this.clock.now() };
    return this.decide(viewer, input, { isSo, changes, kind: 'registration.approved' });
  }

  /**
   * He does not come, and his seat is free for somebody else. Refusing again changes nothing, nor the reason.
   * @throws DomainError NOT_COMING of who does not wait; Conflict
   */
  refuse(viewer: Viewer, input: RefuseRegistrationInput): Promise<string> {
    const isSo = ({ refusedAt }: Registration): boolean => refusedAt !== null;
    const changes = {
      state: DECLINED,
      refusedAt: this.clock.now(),
      refusalReason: input.reason,
      tentativeAt: null,
    };
    return this.decide(viewer, input, { isSo, changes, kind: 'registration.refused' });
  }

  private decide(
    viewer: Viewer,
    input: ApproveRegistrationInput,
    { isSo, changes, kind }: Decision,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion } = input;
      const { registration, meeting } = await lockRegistration(manager, viewer, id);
      ensure(canOrganise(viewer, meeting), ['input', 'id']);
      ensureNotClosed(meeting, ['input', 'id']);
      if (isSo(registration)) return id;

      const isWaiting = registration.state === PENDING;
      const at = this.clock.now();
      const edit = { viewer, at, input };
      // Whoever repeats himself has to be told what came of it, so what the state says comes after the version.
      if (!(await updateVersion(manager, edit, Registration, isWaiting ? changes : {}))) return id;
      if (!isWaiting) throw new DomainError(UserErrorCode.NOT_COMING, ['input', 'id']);
      if (changes.state === DECLINED) await this.consequences.follow(manager, viewer, LEFT, id);
      const { id: meetingId, projectId } = meeting;
      const details = { ...edited({ id, expectedVersion }), fields: ['state'] };
      await tell(manager, this.jobs, viewer, at, { kind, subjectId: id, projectId, meetingId, details });
      return id;
    });
  }
}

interface Decision {
  /** Whether it was said of him already. */
  readonly isSo: (registration: Registration) => boolean;
  readonly changes: Partial<Registration>;
  readonly kind: string;
}
