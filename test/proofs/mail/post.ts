import { setTimeout as sleep } from 'node:timers/promises';
import { AppProcess } from '../../setup/app-process.js';
import type { TestDatabase } from '../../setup/database.js';
import { type Fault, FaultySmtp } from '../../setup/faulty-smtp.js';
import { makeCertificate } from '../../setup/certificate.js';
import { SeededRandom } from '../../setup/seeded-random.js';
import { query } from '../../setup/query.js';
import { type Row, account } from './account.js';
import { addressees } from './addressees.js';

/**
 * A mail to each of them, each with two jobs, as when the sweep and the queue both remember it. One job after the other, as
 * they come: among jobs of the same age what was taken up again would wait for its turn by chance.
 */
const MAILS = `
with mails as (
  insert into email (id, event_id, project_id, person_id, recipient, language, subject, text, html, message_id, queued_at)
  select p.id, gen_random_uuid(), m.project_id, p.id, p.email, 'en', 'Hello', 'Hello', 'Hello', '<' || p.id || '@tavola>', now()
  from person p join membership m on m.person_id = p.id where p.name like 'addressee %' returning id)
insert into pgboss.job (name, data, created_on, singleton_key, retry_limit, retry_delay, retry_backoff, retry_delay_max,
  heartbeat_seconds, expire_seconds, keep_until, policy)
select q.name, jsonb_build_object('id', m.id), clock_timestamp(), m.id || t.times, q.retry_limit, 1, false, null,
  q.heartbeat_seconds, q.expire_seconds, now() + interval '28 days', q.policy
from mails m, pgboss.queue q, (values ('first'), ('second')) as t(times) where q.name = 'deliver'`;

const ROWS = `select id, recipient, message_id, state, uncertain, attempts, sent_at from email where subject = 'Hello'`;

interface Setting {
  readonly mails: number;
  readonly kills: number;
  /** How many of a hundred connections fail. */
  readonly percent: number;
  readonly faults: readonly Fault[];
  readonly without: readonly string[];
  readonly withinMs: number;
  /** How long the mail server takes for a mail, ms. */
  readonly takesMs?: number;
}

/** Has mails delivered by two workers, which are killed meanwhile. Returns what became of them, as both sides tell. */
export async function post({ mails, kills, percent, faults, without, withinMs, takesMs = 0 }: Setting) {
  const { database, shown, forget } = await addressees(mails);
  const random = new SeededRandom(mails);
  const faultOf = () => (random.below(100) < percent ? (faults[random.below(faults.length)] as Fault) : null);
  const certificate = makeCertificate();
  let connections = 0;
  const isOffered = () => (connections += 1) % 2 === 0;
  const smtp = await FaultySmtp.start({ faultOf, takesMs, tls: { certificate, isOffered } });
  const start = () =>
    AppProcess.start({
      database,
      program: 'worker',
      // Trusted, so that whoever is offered TLS goes on over it.
      smtpUrl: `${smtp.url}/?tls.ca=${encodeURIComponent(certificate.cert)}`,
      // Last, since it may be made even shorter.
      without: [...without, 'the-long-mail-time-outs'],
    });
  const workers: AppProcess[] = [];
  const pickups: Promise<number>[] = [];
  const killed = new Set<string>();
  try {
    await query(database.superuserUrl, MAILS);
    workers.push(...(await Promise.all([start(), start()])));
    const since = performance.now();
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(300 + random.below(1_500));
      await workers[kill % 2]?.end('SIGKILL');
      const inHand = await query<InHand>(database.superuserUrl, IN_HAND);
      for (const { id } of inHand) killed.add(id);
      workers[kill % 2] = await start();
      pickups.push(takenUp(database, inHand));
    }
    const waiting = `select count(*)::int as n from email where state in ('QUEUED', 'SENDING')`;
    const jobs = `select count(*)::int as n from pgboss.job where name = 'deliver' and state <> 'completed'`;
    const isOver = async () => (await count(database, waiting)) === 0 && (await count(database, jobs)) === 0;
    while (!(await isOver()) && performance.now() - since < withinMs) await sleep(500);
    const pickupSeconds = Math.max(0, ...(await Promise.all(pickups)));
    const rows = await query<Row>(database.superuserUrl, ROWS);
    const seen = account({ rows, attempts: smtp.attempts, shown: await shown(), killed });
    return { ...seen, ways: smtp.failed.size, pickupSeconds };
  } finally {
    for (const worker of workers) await worker.end('SIGKILL');
    await smtp.stop();
    await forget();
  }
}

const IN_HAND = `select id, attempts from email where state = 'SENDING'`;
/** A mail that somebody was sending when a worker was killed, by the number of the attempt. */
interface InHand {
  readonly id: string;
  readonly attempts: number;
}

/** Seconds from now until none of these is in the hands of its old attempt; those of the other worker soon are not. */
async function takenUp(database: TestDatabase, inHand: readonly InHand[]): Promise<number> {
  const since = performance.now();
  const left = `select count(*)::int as n from email e join jsonb_to_recordset($1) h (id uuid, attempts int) on h.id = e.id
    where e.state = 'SENDING' and e.attempts = h.attempts`;
  const values = [JSON.stringify(inHand)];
  const isLeft = async () =>
    ((await query<{ n: number }>(database.superuserUrl, left, values))[0]?.n ?? 0) > 0;
  while ((await isLeft()) && performance.now() - since < GIVEN_UP_MS) await sleep(500);
  return (performance.now() - since) / 1000;
}
const GIVEN_UP_MS = 120_000;

const count = async (database: TestDatabase, text: string): Promise<number> =>
  (await query<{ n: number }>(database.superuserUrl, text))[0]?.n ?? 0;
