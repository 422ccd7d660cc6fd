import type { EntityManager } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Meeting, MeetingState } from './meeting.entity.js';
import { canOrganise, canSee } from './meeting.policy.js';

/** `change`: nobody else changes or uses it meanwhile. `use`: others may use it too, but its state stays. */
type Purpose = 'change' | 'use';

/**
 * The meeting, locked until the transaction ends.
 * @throws NOT_FOUND when there is none that the viewer may see
 */
export async function lockMeeting(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
  purpose: Purpose,
): Promise<Meeting> {
  const mode = purpose === 'change' ? 'for_no_key_update' : 'pessimistic_read';
  const meeting = await manager.findOne(Meeting, { where: { id: requireId(id) }, lock: { mode } });
  if (!meeting || !canSee(viewer, meeting)) throw notFound();
  return meeting;
}

/** What is closed is changed only by `amendMeeting` first; what is cancelled, not at all. */
export function ensureNotClosed({ state }: Meeting, field: readonly string[]): void {
  if (state === MeetingState.CLOSED || state === MeetingState.CANCELLED)
    throw new DomainError(UserErrorCode.CLOSED, field);
}

/** @throws DomainError FORBIDDEN or CLOSED, at this path */
export function ensureChangeable(viewer: Viewer, meeting: Meeting, field: readonly string[]): void {
  ensure(canOrganise(viewer, meeting), field);
  ensureNotClosed(meeting, field);
}

/**
 * The meeting of which somebody arranges something: its draft, its rooms, its record. Whoever changes that holds it, so
 * edits come one after the other.
 * @throws NOT_FOUND, or DomainError FORBIDDEN or CLOSED
 */
export async function lockToArrange(
  manager: EntityManager,
  viewer: Viewer,
  meetingId: string,
  field: readonly string[],
): Promise<Meeting> {
  const meeting = await lockMeeting(manager, viewer, meetingId, 'change');
  ensureChangeable(viewer, meeting, field);
  return meeting;
}

/** When people come to the desk: also after registration has ended, and while a closed meeting is corrected. */
const AT_DESK: readonly MeetingState[] = [MeetingState.ANNOUNCED, MeetingState.OPEN, MeetingState.AMENDING];

export function ensureDeskIsOpen({ state }: Meeting, field: readonly string[]): void {
  if (!AT_DESK.includes(state)) throw new DomainError(UserErrorCode.CLOSED, field);
}
