import type { DateTime } from 'luxon';
import { type EntityManager, In, IsNull } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { DateOption } from './date-option.entity.js';
import { DatePoll, DatePollState } from './date-poll.entity.js';
import { DatePollInvitee, DatePollPartner, hasVoice } from './date-poll-people.entity.js';
import { canOrganisePoll } from './date-poll.policy.js';

/**
 * The poll, held until the transaction ends: whoever answers or chooses meanwhile comes after it, so that of the last two
 * partners who answer at once one is the last, and of two dates chosen at once one is the first.
 * @throws NOT_FOUND when there is none that the viewer may see
 */
export async function lockPoll(manager: EntityManager, viewer: Viewer, id: string): Promise<DatePoll> {
  const poll = await manager.findOne(DatePoll, {
    where: { id: requireId(id) },
    lock: { mode: 'for_no_key_update' },
  });
  if (!poll || !(await canSeePoll(manager, viewer, poll))) throw notFound();
  return poll;
}

/** A date, and its poll, held. @throws NOT_FOUND when there is none that the viewer may see */
export async function lockOption(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ option: DateOption; poll: DatePoll }> {
  const known = await manager.findOneBy(DateOption, { id: requireId(id) });
  if (!known) throw notFound();
  const poll = await lockPoll(manager, viewer, known.pollId);
  return { poll, option: await manager.findOneByOrFail(DateOption, { id }) };
}

/** `seesPoll`, of a row at hand. */
async function canSeePoll(manager: EntityManager, viewer: Viewer, poll: DatePoll): Promise<boolean> {
  const { id: pollId, projectId } = poll;
  if (!viewer.projects.includes(projectId)) return false;
  if (canOrganisePoll(viewer, poll) || viewer.audits.includes(projectId)) return true;
  const partnerId = In([...viewer.coordinates]);
  const personId = viewer.personId ?? undefined;
  return (
    (await manager.existsBy(DatePollPartner, { pollId, partnerId, withdrawnAt: IsNull() })) ||
    (await manager.existsBy(DatePollInvitee, { id: hasVoice(), pollId, personId }))
  );
}

/** @throws DomainError POLL_ENDED once a date is chosen or the poll is given up */
export function ensureUndecided({ state }: DatePoll, field: readonly string[]): void {
  if (state !== DatePollState.OPEN) throw new DomainError(UserErrorCode.POLL_ENDED, field, { state });
}

/** @throws DomainError POLL_ENDED also when the deadline has passed */
export function ensureAnswerable(poll: DatePoll, now: DateTime, field: readonly string[]): void {
  ensureUndecided(poll, field);
  if (isOver(poll, now)) throw new DomainError(UserErrorCode.POLL_ENDED, field, { state: 'LATE' });
}

export const isOver = ({ answersUntil }: Pick<DatePoll, 'answersUntil'>, now: DateTime): boolean =>
  answersUntil <= now;
