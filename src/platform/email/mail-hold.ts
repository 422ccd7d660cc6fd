import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { Log } from '../log/log.js';
import { Email, EmailState } from './email.entity.js';
import { MailHold } from './mail-hold.entity.js';

/** As part of a WHERE, so that it is asked at the moment at which it counts. */
export const NOT_HELD = 'not exists (select from mail_hold)';

export const findHold = (manager: EntityManager): Promise<MailHold | null> =>
  manager.findOneBy(MailHold, { held: true });

/** Mails of one kind that would go out. */
export interface Waiting {
  /** Of the event that they tell of. */
  readonly kind: string;
  /** Written already. */
  readonly mails: number;
  /** Events of which nobody was told yet: their mails are written when a worker runs. */
  readonly events: number;
  readonly oldest: string;
  readonly newest: string;
}

const WAITING = `
select coalesce(e.kind, 'unknown') as kind, count(w.mail)::int as mails, (count(*) - count(w.mail))::int as events,
  to_json(min(w.at)) #>> '{}' as oldest, to_json(max(w.at)) #>> '{}' as newest
from (
  select event_id, id as mail, queued_at as at from email where state in ('QUEUED', 'HELD', 'SENDING')
  union all select event_id, null, at from unnotified_event
) w left join event e on e.id = w.event_id
where $1::timestamptz is null or w.at >= $1
group by 1 order by 1`;

/** What would go out, by kind; with `since`, only what is not older. */
export const waitingMail = (manager: EntityManager, since: DateTime | null = null): Promise<Waiting[]> =>
  manager.query(WAITING, [since?.toISO() ?? null]);

/** From now on nothing leaves. As the owner of the tables. */
export async function holdMail(manager: EntityManager, since: DateTime, takenAt: DateTime): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(MailHold)
    .values({ held: true, since, takenAt })
    .orUpdate(['since', 'taken_at'], ['held'])
    .execute();
}

/**
 * Lets mail out again, as the owner of the tables; the next sweep gives what waits its jobs.
 * @param discardBefore what is older is not sent, and events older than that are not told
 * @returns how many mails and events were discarded
 */
export async function releaseMail(manager: EntityManager, discardBefore: DateTime | null): Promise<number> {
  await manager.delete(MailHold, { held: true });
  if (!discardBefore) return 0;
  const before = discardBefore.toISO();
  const mails = await manager
    .createQueryBuilder()
    .update(Email)
    .set({ state: EmailState.DISCARDED, leasedUntil: null })
    .where(`state in ('QUEUED', 'HELD', 'SENDING') and queued_at < :before`, { before })
    .execute();
  const [, events] = await manager.query<[unknown[], number]>('delete from unnotified_event where at < $1', [
    before,
  ]);
  return (mails.affected ?? 0) + events;
}

/** So that whoever starts a copy knows why no mail comes. */
export async function warnOfHold(manager: EntityManager, log: Log): Promise<void> {
  const hold = await findHold(manager);
  if (!hold) return;
  const facts = { since: hold.since.toISO() ?? '', takenAt: hold.takenAt.toISO() ?? '' };
  log.warn('this is a restored copy: no mail is sent until `npm run cli -- release-mail`', facts);
}
