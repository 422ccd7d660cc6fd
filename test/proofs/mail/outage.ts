import { setTimeout as sleep } from 'node:timers/promises';
import { requestMaterial } from '../../factories/material.js';
import { type Partnership, openMeeting, partnership } from '../../factories/partnership.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { AppProcess } from '../../setup/app-process.js';
import { FaultySmtp } from '../../setup/faulty-smtp.js';
import { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import { mailsShownTo } from './shown.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }`;
const REMIND = 'mutation ($id: ID!) { remindMaterial(meetingId: $id) { userErrors { code } } }';

const WAITING = `
select count(*) filter (where state = 'active' or start_after <= now())::int as due, count(*)::int as jobs,
  coalesce(extract(epoch from max(start_after) - now()), 0)::float as seconds
from pgboss.job where name = 'deliver' and state in ('created', 'retry', 'active')`;
/** Time passes: for the rows, which all grow older by so many seconds, and the workers are told to look. */
const AGE = [
  `update pgboss.job set start_after = start_after - $1::float * interval '1 s', created_on = created_on - $1::float * interval '1 s',
     keep_until = keep_until - $1::float * interval '1 s' where name = 'deliver'`,
  `update email set queued_at = queued_at - $1::float * interval '1 s', expires_at = expires_at - $1::float * interval '1 s'`,
];
const WAKE = `select pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), 'deliver')`;
const MAILS = `select m.recipient, m.state, m.attempts, e.kind from email m join event e on e.id = m.event_id
  where e.kind in ('member.invited', 'material.reminded') and m.recipient like $1`;
const AGAIN = `with expired as (update email set state = 'QUEUED' where state = 'EXPIRED' returning id)
insert into pgboss.job (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, heartbeat_seconds,
  expire_seconds, keep_until, policy)
select q.name, jsonb_build_object('id', x.id), x.id, 2, 1, false, q.heartbeat_seconds, q.expire_seconds,
  now() + interval '28 days', q.policy
from expired x, pgboss.queue q where q.name = 'deliver'`;

/** A project whose mail server is away for days, and a meeting that is over before it comes back. */
export class Outage {
  private isAway = true;
  private invited = 0;

  private constructor(
    private readonly tavola: Tavola,
    private readonly of: Partnership,
    private readonly meetingId: string,
    private smtp: FaultySmtp,
    private app: AppProcess,
  ) {}

  static async begin(): Promise<Outage> {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    const today = new SystemClock().now();
    const days = {
      startsOn: today.plus({ days: 1 }).toISODate(),
      endsOn: today.plus({ days: 2 }).toISODate(),
    };
    const meetingId = await openMeeting(of, days);
    await requestMaterial(of, meetingId, { dueAtLocal: `${days.startsOn}T09:00` });
    await until(async () => (await tavola.sql(`select from email where state <> 'SENT'`)).length === 0);
    await tavola.retire();
    const answers = ['refuse the connection', '421 in place of a greeting', '450 to the recipient'] as const;
    let asked = 0;
    const smtp = await FaultySmtp.start({
      faultOf: () => (outage.isAway ? (answers[(asked += 1) % answers.length] ?? null) : null),
    });
    const app = await AppProcess.start({ database: tavola.database, smtpUrl: smtp.url });
    const outage: Outage = new Outage(tavola, of, meetingId, smtp, app);
    return outage;
  }

  /** Mails that stay news, to people of one domain. */
  async invite(size: number, domain: string): Promise<void> {
    const lead = this.of.lead.at(this.app.url);
    for (let n = 0; n < size; n += 1) {
      const email = `invited${(this.invited += 1)}@${domain}`;
      const input = {
        partnerId: this.of.partnerIds['skovde'],
        role: 'DELEGATE',
        name: email,
        email,
        language: 'sv',
      };
      await lead.ask(INVITE, { input });
    }
    await until(async () => (await this.mails(`%@${domain}`)).length === size, 30_000);
  }

  /** Mails that are of no use after the meeting. */
  async remind(): Promise<void> {
    await this.of.lead.at(this.app.url).ask(REMIND, { id: this.meetingId });
    await until(async () => (await this.mails('%')).some(({ kind }) => kind === 'material.reminded'), 30_000);
  }

  /** So many days go by. @returns how many seconds did, and the longest time between two tries */
  async pass(days: number): Promise<{ seconds: number; longest: number }> {
    const seen = { seconds: 0, longest: 0 };
    while (seen.seconds < days * 86_400) {
      const { jobs, seconds } = await this.settled();
      const step = jobs > 0 ? Math.max(seconds, 1) : days * 86_400 - seen.seconds;
      if (jobs > 0) seen.longest = Math.max(seen.longest, step);
      seen.seconds += step;
      await this.age(step);
    }
    return seen;
  }

  /** The mail server is there again; returns when no mail waits that has a job. */
  async end(): Promise<void> {
    this.isAway = false;
    for (;;) {
      const { jobs, seconds } = await this.settled();
      if (jobs === 0) return;
      await this.age(Math.max(seconds, 1));
    }
  }

  goAway(): void {
    this.isAway = true;
  }

  /** The control: tries end soon, as the queue's own default has it, and nobody looks for what was forgotten. */
  async cutTries(): Promise<void> {
    await this.sql(`delete from pgboss.schedule where name = 'sweep'`);
    await this.sql(
      `update pgboss.job set retry_limit = retry_count + 2 where name = 'deliver' and state <> 'completed'`,
    );
  }

  /** The control: what has expired is tried once more, by an application without the rule. */
  async sendExpired(): Promise<void> {
    await this.app.end('SIGKILL');
    await this.sql(AGAIN);
    this.app = await AppProcess.start({
      database: this.tavola.database,
      smtpUrl: this.smtp.url,
      without: ['the-expiry'],
    });
    await sleep(500);
    await this.end();
  }

  async mails(like: string) {
    const rows = await this.sql(MAILS, [like]);
    return rows as unknown as { recipient: string; state: string; attempts: number; kind: string }[];
  }

  /** How many copies the mail server has of mails to him. */
  copies(recipient: string): number {
    return this.smtp.attempts.filter((attempt) => attempt.taken && attempt.recipient === recipient).length;
  }

  /** The addresses of those mails that the lead partner is shown as expired. */
  async shownExpired(): Promise<string[]> {
    const shown = await mailsShownTo(this.of.lead.at(this.app.url));
    return shown.filter(({ state }) => state === 'EXPIRED').map(({ address }) => address);
  }

  async stop(): Promise<void> {
    await this.app.end('SIGKILL');
    await this.smtp.stop();
    await this.tavola.stop();
  }

  /** Waits until every job that is due has had its turn. */
  private async settled(): Promise<{ jobs: number; seconds: number }> {
    let found = { due: 1, jobs: 0, seconds: 0 };
    const isSettled = async () => {
      [found = found] = (await this.sql(WAITING)) as unknown as (typeof found)[];
      return found.due === 0;
    };
    await until(isSettled, 60_000);
    return found;
  }

  private async age(seconds: number): Promise<void> {
    for (const text of AGE) await this.sql(text, [seconds]);
    await this.sql(WAKE);
  }

  private sql(text: string, values: unknown[] = []) {
    return this.tavola.sql(text, values, this.tavola.database.superuserUrl);
  }
}
