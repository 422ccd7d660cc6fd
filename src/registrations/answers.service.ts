import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureNotClosed, lockMeeting } from '../meetings/locked-meeting.js';
import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences, Occasion } from '../platform/events/consequences.js';
import { tell } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { columnsOf, meaningOfSeats, saveNeeds, unknownCountry } from './registration-details.js';
import { Registration, RegistrationState } from './registration.entity.js';
import type { UpdateRegistrationInput } from './registration.input.js';
import { canAnswerFor, canSeeRegistration } from './registration.policy.js';

const { INVITED, CONFIRMED, DECLINED, WITHDRAWN } = RegistrationState;

/** Somebody who was asked, or came, does not come. */
export const LEFT = new Occasion('registration.left');

/** What becomes of a registration: a yes, a no, and what the person needs. */
@Injectable()
export class AnswersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly consequences: Consequences,
  ) {}

  /** Saying yes again changes nothing. Who said no needs a free seat, while registration is open. */
  confirm(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await this.lock(manager, viewer, id, ['id']);
      if (registration.state === CONFIRMED) return id;
      const isOpen = meeting.state === MeetingState.OPEN || canOrganise(viewer, meeting);
      if (!isOpen) throw new DomainError(UserErrorCode.CLOSED, ['id']);
      await meaning(meaningOfSeats(['id']), this.set(manager, id, CONFIRMED));
      await this.happened(manager, viewer, meeting, 'registration.confirmed', id);
      return id;
    });
  }

  /** A no, or a no after a yes. The seat and all places are free for others. Saying no again changes nothing. */
  leave(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await this.lock(manager, viewer, id, ['id']);
      const { state } = registration;
      if (state !== INVITED && state !== CONFIRMED) return id;
      await this.set(manager, id, state === INVITED ? DECLINED : WITHDRAWN);
      await this.consequences.follow(manager, viewer, LEFT, id);
      const kind = state === INVITED ? 'registration.declined' : 'registration.withdrawn';
      await this.happened(manager, viewer, meeting, kind, id);
      return id;
    });
  }

  update(viewer: Viewer, input: UpdateRegistrationInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion, needs, residenceCountry } = input;
      const { meeting } = await this.lock(manager, viewer, id, ['input', 'id']);
      const changes = await columnsOf(manager, meeting.projectId, input);
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, Registration, changes);
      if (!(await meaning(unknownCountry(['input', 'residenceCountry'], residenceCountry), update)))
        return id;
      await saveNeeds(manager, id, needs);
      await this.happened(manager, viewer, meeting, 'registration.updated', id, expectedVersion + 1);
      return id;
    });
  }

  /** The meeting is held, so that it is not closed meanwhile; the row, so that two answers come one after the other. */
  private async lock(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: readonly string[],
  ): Promise<{ registration: Registration; meeting: Meeting }> {
    const registration = await manager.findOne(Registration, {
      where: { id: requireId(id) },
      lock: { mode: 'for_no_key_update' },
    });
    if (!registration) throw notFound();
    const meeting = await lockMeeting(manager, viewer, registration.meetingId, 'use');
    if (!canSeeRegistration(viewer, registration, meeting)) throw notFound();
    if (!canAnswerFor(viewer, registration, meeting)) throw new DomainError(UserErrorCode.FORBIDDEN, field);
    ensureNotClosed(meeting, field);
    return { registration, meeting };
  }

  private async set(manager: EntityManager, id: string, state: RegistrationState): Promise<void> {
    await manager
      .createQueryBuilder()
      .update(Registration)
      .set({ state, answeredAt: this.clock.now(), version: () => 'version + 1' })
      .where('id = :id', { id })
      .execute();
  }

  private async happened(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    kind: string,
    subjectId: string,
    version?: number,
  ): Promise<void> {
    const event = { kind, subjectId, projectId, meetingId, details: { version } };
    await tell(manager, this.jobs, viewer, this.clock.now(), event);
  }
}
