import type { EntityManager } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Meeting, MeetingState } from './meeting.entity.js';
import { canSee } from './meeting.policy.js';

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

/** When people come to the desk: also after registration has ended, and while a closed meeting is corrected. */
const AT_DESK: readonly MeetingState[] = [MeetingState.ANNOUNCED, MeetingState.OPEN, MeetingState.AMENDING];

export function ensureDeskIsOpen({ state }: Meeting, field: readonly string[]): void {
  if (!AT_DESK.includes(state)) throw new DomainError(UserErrorCode.CLOSED, field);
}
