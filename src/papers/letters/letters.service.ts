import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Person } from '../../accounts/person.entity.js';
import { ensureNotClosed } from '../../meetings/locked-meeting.js';
import { canOrganise } from '../../meetings/meeting.policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { record } from '../../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../../platform/graphql/user-errors.js';
import { Clock } from '../../platform/time/clock.js';
import { isDecided } from '../../registrations/approval/approval.js';
import { lockRegistration } from '../../registrations/locked-registration.js';
import { RegistrationState, isExpected } from '../../registrations/registration.entity.js';
import { canAnswerFor } from '../../registrations/registration.policy.js';
import { InvitationLetter } from './invitation-letter.entity.js';

/** The next number of a project. Its row is held until the transaction ends: one that is rolled back leaves no gap. */
const NEXT_NUMBER = `
insert into letter_counter (project_id, last) values ($1, 1)
on conflict (project_id) do update set last = letter_counter.last + 1 returning last`;

@Injectable()
export class LettersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives somebody's letter its number. It has one for good: issuing it again changes nothing.
   * @throws DomainError FORBIDDEN, CLOSED, NOT_COMING of who said no, or AWAITS_APPROVAL
   */
  issue(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await lockRegistration(manager, viewer, id);
      ensure(canAnswerFor(viewer, registration, meeting), ['id']);
      ensureNotClosed(meeting, ['id']);
      const registrationId = registration.id;
      if (await manager.existsBy(InvitationLetter, { registrationId })) return id;
      if (!isExpected(registration)) throw new DomainError(UserErrorCode.NOT_COMING, ['id']);
      const isAgreed = registration.state === RegistrationState.CONFIRMED || registration.approvedAt !== null;
      if (!isAgreed && !canOrganise(viewer, meeting) && (await isDecided(manager, meeting)))
        throw new DomainError(UserErrorCode.AWAITS_APPROVAL, ['id']);
      const { language } = await manager.findOneByOrFail(Person, { id: registration.personId });
      const [issuedAt, { projectId, id: meetingId }] = [this.clock.now(), meeting];
      const number = await nextNumber(manager, projectId);
      const details = { number };
      const event = { kind: 'letter.issued', subjectId: registrationId, projectId, meetingId, details };
      const letterId = await record(manager, viewer, issuedAt, event);
      const letter = { id: letterId, projectId, registrationId, number, language, issuedAt };
      await manager.insert(InvitationLetter, letter);
      return id;
    });
  }
}

async function nextNumber(manager: EntityManager, projectId: string): Promise<number> {
  const [row] = (await manager.query(NEXT_NUMBER, [projectId])) as [{ last: number }];
  return row.last;
}
