import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { tell } from '../platform/events/record.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { DateOption } from './date-option.entity.js';
import { DateOptionKind, DatePoll, MOST_OPTIONS } from './date-poll.entity.js';
import type { AddDateOptionsInput } from './date-poll.input.js';
import { DatePollPartner } from './date-poll-people.entity.js';
import { canOrganisePoll } from './date-poll.policy.js';
import { ensureAnswerable, ensureUndecided, lockOption, lockPoll } from './locked-poll.js';
import { optionsOf } from './option-dates.js';
import { noteProgress, recordProgress } from './progress.js';

/** The dates that a poll asks about. */
@Injectable()
export class DateOptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /** Everybody who is asked is told of new dates, since his partner has not answered them yet. */
  add(viewer: Viewer, { datePollId, ...dates }: AddDateOptionsInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const path = ['input', 'datePollId'];
      const poll = await lockPoll(manager, viewer, datePollId);
      ensure(canOrganisePoll(viewer, poll), path);
      const now = this.clock.now();
      ensureAnswerable(poll, now, path);
      const { id: subjectId, projectId, kind } = poll;
      const optionIds = await addOptions(manager, optionsOf(poll, dates, now));
      if (optionIds.length === 0) return subjectId;
      const listed = await manager.countBy(DateOption, { pollId: subjectId, withdrawnAt: IsNull() });
      if (listed > MOST_OPTIONS)
        throw new DomainError(UserErrorCode.INVALID, [
          'input',
          kind === DateOptionKind.DAYS ? 'days' : 'times',
        ]);
      await manager.update(DatePollPartner, { pollId: subjectId }, { askedAt: now });
      await noteProgress(manager, subjectId, now);
      const version = await raiseVersion(manager, poll);
      const details = { optionIds, version };
      const event = { kind: 'datePoll.optionsAdded', subjectId, projectId, details };
      await tell(manager, this.jobs, viewer, now, event);
      return subjectId;
    });
  }

  /** Nobody is asked about it any more; what was said of it stays. Withdrawing it again changes nothing. */
  withdraw(viewer: Viewer, id: string): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { option, poll } = await lockOption(manager, viewer, id);
      ensure(canOrganisePoll(viewer, poll), ['id']);
      if (option.withdrawnAt) return poll.id;
      ensureUndecided(poll, ['id']);
      if ((await manager.countBy(DateOption, { pollId: poll.id, withdrawnAt: IsNull() })) === 1)
        throw new DomainError(UserErrorCode.LAST_OPTION, ['id']);
      const now = this.clock.now();
      await manager.update(DateOption, { id }, { withdrawnAt: now });
      const details = { optionId: id, version: await raiseVersion(manager, poll) };
      const { id: subjectId, projectId } = poll;
      const event = { kind: 'datePoll.optionWithdrawn', subjectId, projectId, details };
      // It may have been the only one that somebody had not answered.
      await recordProgress(manager, this.jobs, viewer, now, event);
      return subjectId;
    });
  }
}

/** The poll is held, so nobody else has changed it since it was read. */
async function raiseVersion(manager: EntityManager, { id, version }: DatePoll): Promise<number> {
  await manager.update(DatePoll, { id }, { version: version + 1 });
  return version + 1;
}

/**
 * Adds dates to a poll that is held, or brings back those that were withdrawn.
 * @returns the ids of those that were not listed before
 */
export async function addOptions(
  manager: EntityManager,
  rows: readonly Omit<DateOption, 'withdrawnAt' | 'chosenAt'>[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const row of rows) {
    const { pollId, startsOn, endsOn, startsAt, endsAt } = row;
    const same = startsOn ? { startsOn, endsOn } : { startsAt, endsAt };
    const known = await manager.findOneBy(DateOption, { pollId, ...(same as object) });
    if (known && !known.withdrawnAt) continue;
    if (known) await manager.update(DateOption, { id: known.id }, { withdrawnAt: null });
    else await manager.insert(DateOption, row);
    ids.push(known?.id ?? row.id);
  }
  return ids;
}
