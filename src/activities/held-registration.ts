import type { EntityManager } from 'typeorm';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound } from '../platform/graphql/request-errors.js';
import { ensure } from '../platform/graphql/user-errors.js';
import { Registration } from '../registrations/registration.entity.js';
import { canAnswerFor, canSeeRegistration } from '../registrations/registration.policy.js';

/** The registration at the meeting of this item; it stays as it is until the transaction ends. */
export const heldRegistration = (
  manager: EntityManager,
  whose: { id: string } | { personId: string },
  itemId: string,
): Promise<Registration | null> =>
  manager
    .createQueryBuilder(Registration, 'registration')
    .innerJoin(AgendaItem, 'item', 'item.meetingId = registration.meetingId and item.id = :itemId', {
      itemId,
    })
    .where(whose)
    .setLock('pessimistic_read', undefined, ['registration'])
    .getOne();

/** @throws NOT_FOUND or DomainError FORBIDDEN where it is not his to say */
export function ensureHisToSay(
  viewer: Viewer,
  registration: Registration | null,
  meeting: Meeting,
  field: readonly string[],
): asserts registration is Registration {
  if (!registration || !canSeeRegistration(viewer, registration, meeting)) throw notFound();
  ensure(canAnswerFor(viewer, registration, meeting), field);
}
