import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Meeting } from '../../meetings/meeting.entity.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { record } from '../../platform/events/record.js';
import { notFound, requireId } from '../../platform/graphql/request-errors.js';
import { ensure } from '../../platform/graphql/user-errors.js';
import { Clock } from '../../platform/time/clock.js';
import { Registration } from '../registration.entity.js';
import { canAnswerFor, canSeeRegistration } from '../registration.policy.js';
import { ReadyField } from './ready-field.js';
import { clearField, isKept } from './save-needs.js';

/** What people agreed to, taken back. */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * What was told goes with the consent. At any time, unlike all that is answered: also when the meeting is closed, and
   * by whoever has left the project. Withdrawing again changes nothing.
   */
  withdraw(viewer: Viewer, registrationId: string, field: ReadyField): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { registration, meeting } = await holdWithMeeting(manager, viewer, registrationId);
      const isGiven = await manager.query<unknown[]>(
        `select 1 from consent where registration_id = $1 and field = $2 and ended_at is null`,
        [registrationId, field],
      );
      if (isGiven.length === 0 && !(await isKept(manager, registration, field))) return registrationId;
      const at = this.clock.now();
      const photo = field === ReadyField.PHOTO ? ', photo_consent = false' : '';
      const [[raised]] = await manager.query<[{ version: number }[], number]>(
        `update registration set version = version + 1${photo} where id = $1 returning version`,
        [registrationId],
      );
      await clearField(manager, { viewer, at }, registrationId, field);
      const { id: meetingId, projectId } = meeting;
      // Which question it was would tell that he had needs.
      const details = { version: raised?.version, fields: photo ? ['photoConsent'] : [] };
      const event = { kind: 'consent.withdrawn', subjectId: registrationId, projectId, meetingId, details };
      await record(manager, viewer, at, event);
      return registrationId;
    });
  }
}

/** Holds the registration, whatever has become of its meeting. @throws NOT_FOUND, or DomainError FORBIDDEN */
async function holdWithMeeting(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ registration: Registration; meeting: Meeting }> {
  const registration = await manager.findOne(Registration, {
    where: { id: requireId(id) },
    lock: { mode: 'for_no_key_update' },
  });
  if (!registration) throw notFound();
  const meeting = await manager.findOneByOrFail(Meeting, { id: registration.meetingId });
  if (!canSeeRegistration(viewer, registration, meeting)) throw notFound();
  ensure(canAnswerFor(viewer, registration, meeting), ['registrationId']);
  return { registration, meeting };
}
