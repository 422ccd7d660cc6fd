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

const OF_THEM = `
select from registration where meeting_id = $1 and person_id = any($2) order by id for no key update`;

/**
 * What there is of these people at a meeting, held before a seat is taken or given back: whoever answers for himself holds
 * his registration first and then the seats of his partner, and the two would wait for each other.
 */
export const holdRegistrationsOf = (
  manager: EntityManager,
  meetingId: string,
  personIds: readonly string[],
): Promise<unknown> => manager.query(OF_THEM, [meetingId, personIds]);
