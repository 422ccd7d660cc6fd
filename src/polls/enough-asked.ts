import { type EntityManager, IsNull } from 'typeorm';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { DatePoll } from './date-poll.entity.js';
import { DatePollPartner } from './date-poll-people.entity.js';

/** @throws DomainError QUORUM_TOO_LARGE where even a yes of all would be too few */
export async function ensureQuorum(
  manager: EntityManager,
  { id: pollId, quorum }: Pick<DatePoll, 'id' | 'quorum'>,
  path: readonly string[] = ['input', 'quorum'],
): Promise<void> {
  const asked = await manager.countBy(DatePollPartner, { pollId, withdrawnAt: IsNull() });
  if (quorum > asked) throw new DomainError(UserErrorCode.QUORUM_TOO_LARGE, path, { asked });
}

/** @throws DomainError HOST_NOT_ASKED, since without its answer no date could be chosen */
export async function ensureHostIsAsked(
  manager: EntityManager,
  { id: pollId, hostPartnerId: partnerId }: Pick<DatePoll, 'id' | 'hostPartnerId'>,
  path: readonly string[] = ['input', 'hostPartnerId'],
): Promise<void> {
  if (!partnerId) return;
  const isAsked = await manager.existsBy(DatePollPartner, { pollId, partnerId, withdrawnAt: IsNull() });
  if (!isAsked) throw new DomainError(UserErrorCode.HOST_NOT_ASKED, path);
}
