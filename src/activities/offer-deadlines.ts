import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { MeetingState } from '../meetings/meeting.entity.js';
import { anonymous } from '../platform/access/viewer.js';
import { findHold } from '../platform/email/mail-hold.js';
import { tell } from '../platform/events/record.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Clock } from '../platform/time/clock.js';
import { SignUp } from './sign-up.entity.js';
import { WaitingList } from './waiting-list.js';

/** By the clock, so nobody did it. */
const NOBODY = anonymous('en');
/** In one run; the next one comes in a minute. */
const MOST_AT_ONCE = 500;

/** Of meetings that are over or off nobody is told anything any more. */
const DUE = `
select s.id from sign_up s join meeting m on m.id = s.meeting_id
where s.state = 'OFFERED' and s.offered_until <= $1 and m.state <> all ($2::text[])
order by s.offered_until, s.id limit $3`;

/**
 * What became of the mail. `ASKED`: it left in the first half of the time that he had. `NEVER`: it could not be written
 * or delivered, or came back. `LATE`: it waits, or came too late, or was taken out of the outbox. One
 * that was sent again counts by the best of its mails.
 */
const MAIL = `
select * from (select case
  when m.state = 'SENT' and m.sent_at <= e.at + (s.offered_until - e.at) / 2 then 'ASKED'
  when m.state in ('FAILED', 'BOUNCED') or m.id is null and u.event_id is null then 'NEVER'
  else 'LATE' end as became
from sign_up s
join event e on e.id = s.offer_event_id
left join email m on m.event_id = e.id
left join unnotified_event u on u.event_id = e.id
where s.id = $1) mail
order by became = 'ASKED' desc, became = 'LATE' desc limit 1`;

/** Ends offers that nobody took in time. Only who was asked loses his turn. */
@Injectable()
export class OfferDeadlines {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly waitingList: WaitingList,
  ) {}

  /**
   * Often run, it ends each offer once. In a copy whose mail is held nobody is asked, so no offer ends.
   * @returns the number of offers that it ended or made anew
   */
  async run(): Promise<number> {
    const { manager } = this.dataSource;
    if (await findHold(manager)) return 0;
    const over = [MeetingState.CLOSED, MeetingState.CANCELLED];
    const due = await manager.query<{ id: string }[]>(DUE, [this.clock.now().toISO(), over, MOST_AT_ONCE]);
    let ended = 0;
    for (const { id } of due) ended += await this.end(id);
    return ended;
  }

  /** @returns 0 where he or somebody else was faster */
  private end(id: string): Promise<0 | 1> {
    return this.dataSource.transaction(async (manager) => {
      const { itemId, registrationId } = await manager.findOneByOrFail(SignUp, { id });
      await this.waitingList.lock(manager, itemId);
      // Read again: only now nobody else changes it.
      const { offeredUntil } = await manager.findOneByOrFail(SignUp, { id });
      const now = this.clock.now();
      if (!offeredUntil || offeredUntil > now) return 0;
      const became = await mailOf(manager, id);
      const terms = await this.waitingList.termsOf(manager, itemId);
      const hasBegun = terms.startsAt <= now;
      if (became === 'LATE' && !hasBegun) await this.waitingList.offer(manager, NOBODY, terms, id);
      else if (became !== 'ASKED' && (await this.waitingList.isFree(manager, registrationId, itemId)))
        await this.waitingList.give(manager, NOBODY, terms, id);
      else {
        await this.waitingList.giveBack(manager, NOBODY, { id, itemId });
        const { meetingId, projectId } = terms;
        const details = { itemId };
        const event = { kind: 'signUp.offerEnded', subjectId: id, projectId, meetingId, details };
        await tell(manager, this.jobs, NOBODY, now, event);
      }
      return 1;
    });
  }
}

async function mailOf(manager: EntityManager, id: string): Promise<'ASKED' | 'NEVER' | 'LATE'> {
  const [row] = await manager.query<[{ became: 'ASKED' | 'NEVER' | 'LATE' }]>(MAIL, [id]);
  return row.became;
}
