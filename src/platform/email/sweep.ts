import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Jobs, type Queue } from '../jobs/jobs.js';
import { Clock } from '../time/clock.js';
import { Email, EmailState } from './email.entity.js';
import { findHold } from './mail-hold.js';

/** Older than any mail whose job simply has not had its turn. */
const LATE = { minutes: 5 };
/** RFC 5321, section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days". */
const GIVE_UP = { days: 5 };
const AT_ONCE = 1000;

/**
 * Mails that wait although they should not. Those whose tries are used up come here too, and are not tried for ever.
 * A lease that ran out is enough: the queue may know of a job for the mail, and then adds none.
 */
const FORGOTTEN = `
select id from email
where state in ('QUEUED', 'SENDING') and id > $1
  and (state = 'QUEUED' and queued_at < $2 or state = 'SENDING' and (leased_until is null or leased_until < now()))
order by id limit ${AT_ONCE}`;

/**
 * Events that nobody was told of although somebody should be. After some days they are old news: they stay, for
 * whoever looks for what was never told.
 */
const UNTOLD = `
select event_id as id from unnotified_event
where event_id > $1 and at < $2 and at > $3
order by event_id limit ${AT_ONCE}`;

/**
 * Finds mails that wait without a job, and events whose mails were never written; such as those of a restored copy, or
 * of a queue that was emptied by hand.
 */
@Injectable()
export class Sweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** @returns how many mails and events got a job; while mail is held, mails neither get one nor are given up */
  async run(): Promise<number> {
    const now = this.clock.now();
    const late = now.minus(LATE).toISO();
    const told = await this.enqueue('notify', UNTOLD, [late, now.minus(GIVE_UP).toISO()]);
    if (await findHold(this.dataSource.manager)) return told;
    await this.giveUp();
    return told + (await this.enqueue('deliver', FORGOTTEN, [late]));
  }

  /** @param query ids after $1 */
  private async enqueue(queue: Queue, query: string, values: readonly unknown[]): Promise<number> {
    let added = 0;
    let last: string | undefined = '00000000-0000-0000-0000-000000000000';
    while (last) {
      const rows: { id: string }[] = await this.dataSource.query(query, [last, ...values]);
      const ids = rows.map(({ id }) => id);
      added += await this.dataSource.transaction((manager) => this.jobs.enqueueAll(manager, queue, ids));
      last = ids.at(-1);
    }
    return added;
  }

  /** A mail that was never tried is not given up: no worker may have run all those days. */
  private async giveUp(): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .update(Email)
      .set({ state: EmailState.FAILED })
      .where(`state = 'QUEUED' and attempts > 0 and queued_at < :since`, {
        since: this.clock.now().minus(GIVE_UP).toISO(),
      })
      .execute();
  }
}
