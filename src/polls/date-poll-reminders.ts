import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { anonymous } from '../platform/access/viewer.js';
import { findHold } from '../platform/email/mail-hold.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';

/** How long before the deadline, each once; the last one goes to the coordinators of the partner as well. */
const STEPS = [{ days: 3 }, { days: 1 }] as const;
/** Whoever was asked or reminded less than a day ago has not forgotten. */
export const AT_MOST_EVERY = { hours: 24 };

/**
 * Whoever has answered for each date hears nothing. The letter is not written either when he answers between this and
 * that (`datePoll.reminded` among the notices).
 */
const REMIND = `
update date_poll_partner r set reminders = $1, reminded_at = $2
from date_poll p
where p.id = r.poll_id and p.state = 'OPEN' and p.answers_until > $2 and p.answers_until <= $3
  and r.reminders < $1 and greatest(r.invited_at, r.asked_at, r.reminded_at) <= $4
  and exists (select from date_option_partner o
    where o.poll_id = r.poll_id and o.partner_id = r.partner_id and o.answer is null)
returning r.poll_id, r.project_id, r.partner_id`;

interface Reminded {
  readonly poll_id: string;
  readonly project_id: string;
  readonly partner_id: string;
}

/** Reminds partners that have not said which dates suit, before it is too late. */
@Injectable()
export class DatePollReminders {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Often run, it reminds as rarely; a copy whose mail is held reminds nobody, since the original does.
   * @returns the number of partners that were reminded
   */
  run(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      if (await findHold(manager)) return 0;
      const now = this.clock.now();
      let count = 0;
      // The last step first: whoever is there needs no earlier one.
      for (const step of [STEPS.length, 1]) {
        const range = [now.toISO(), now.plus(STEPS[step - 1] as object).toISO()];
        const values = [step, ...range, now.minus(AT_MOST_EVERY).toISO()];
        const [reminded] = await manager.query<[Reminded[], number]>(REMIND, values);
        for (const [subjectId, { projectId, partnerIds }] of byPoll(reminded)) {
          const details = { partnerIds, isLast: step === STEPS.length };
          const event = { kind: 'datePoll.reminded', subjectId, projectId, details };
          await tell(manager, this.jobs, anonymous('en'), now, event);
        }
        count += reminded.length;
      }
      return count;
    });
  }
}

/** One event for all partners of a poll. */
function byPoll(
  reminded: readonly Reminded[],
): ReadonlyMap<string, { projectId: string; partnerIds: string[] }> {
  const polls = new Map<string, { projectId: string; partnerIds: string[] }>();
  for (const { poll_id: pollId, project_id: projectId, partner_id: partnerId } of reminded) {
    const poll = polls.get(pollId) ?? { projectId, partnerIds: [] };
    poll.partnerIds.push(partnerId);
    polls.set(pollId, poll);
  }
  return polls;
}
