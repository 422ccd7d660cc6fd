import type { EntityManager } from 'typeorm';
import { lockMeeting } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Registration } from './registration.entity.js';
import { canSeeRegistration } from './registration.policy.js';

export interface HeldRegistration {
  readonly registration: Registration;
  readonly meeting: Meeting;
}

/**
 * The row is held, so that of two who change it the second finds what the first has written; and its meeting, so that it
 * is not closed meanwhile. What the viewer may do with it is for the caller.
 * @throws NOT_FOUND, also where the viewer does not see it
 */
export async function lockRegistration(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<HeldRegistration> {
  const registration = await manager.findOne(Registration, {
    where: { id: requireId(id) },
    lock: { mode: 'for_no_key_update' },
  });
  if (!registration) throw notFound();
  const meeting = await lockMeeting(manager, viewer, registration.meetingId, 'use');
  if (!canSeeRegistration(viewer, registration, meeting)) throw notFound();
  return { registration, meeting };
}
