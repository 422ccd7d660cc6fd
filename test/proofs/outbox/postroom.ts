import { setTimeout as sleep } from 'node:timers/promises';
import { crowd } from '../../factories/crowd.js';
import { type Partnership, openMeeting, partnership } from '../../factories/partnership.js';
import { AppProcess } from '../../setup/app-process.js';
import { FaultySmtp } from '../../setup/faulty-smtp.js';
import type { GraphqlClient } from '../../setup/graphql-client.js';
import { SeededRandom } from '../../setup/seeded-random.js';
import { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';

const ACTORS = 10;
/** How long the mail server takes for a mail, ms: so long somebody may still be at it. */
const TAKES_MS = 40;
/** People look at mails that leave about now: this many that come, and twice as many that did. */
const NEAR = 8;
/** How long it is watched that nothing leaves that is held, ms. */
const STILL_MS = 2_000;

/** A mail to each addressee of one announcement. */
const MAILS = `
insert into email (id, event_id, project_id, person_id, recipient, language, subject, text, html, message_id, queued_at)
select p.id, e.id, e.project_id, p.id, p.email, 'en', 'Version 1', E'Hello\\n\\n--\\nWhy', '<p>Hello</p>', '<' || p.id || '@tavola>', now()
from person p, (select * from event where kind = 'meeting.announced' limit 1) e where p.name like 'addressee %'`;
/** Now a worker may take this one. */
const JOB = `
insert into pgboss.job (name, data, singleton_key, retry_limit, retry_delay, retry_backoff, heartbeat_seconds, expire_seconds, keep_until, policy)
select q.name, jsonb_build_object('id', $1::text), $1, q.retry_limit, 1, false, q.heartbeat_seconds, q.expire_seconds,
  now() + interval '28 days', q.policy
from pgboss.queue q where q.name = 'deliver' on conflict do nothing`;

const VERBS = ['holdMail', 'sendMail', 'discardMail', 'resendMail', 'updateMail'] as const;
const verb = (name: string) =>
  `mutation ($id: ID!) { ${name}(id: $id) { mail { id state } userErrors { code } } }`;
const UPDATE = `mutation ($input: UpdateMailInput!) { updateMail(input: $input) {
  mail { version } userErrors { code } } }`;
const SEND_HELD = `mutation ($input: SendHeldMailsInput!) { sendHeldMails(input: $input) { mails { id } } }`;
const WAITING = `select id from email where state = 'QUEUED' and subject like 'Version %'`;
const EVENTS = `select kind, count(*)::int as count from event
  where kind in ('mail.discarded', 'mail.resent', 'mail.updated') group by kind`;
const HELD = `select id from email where state = 'HELD'`;
const UNDER_WAY = `select id from email where state in ('QUEUED', 'SENDING') and subject like 'Version %'`;

/** What was done, and what became of the mails, as the mail server knows it. */
export interface Seen {
  readonly mails: number;
  readonly done: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly discarded: number;
  readonly held: number;
  readonly sent: number;
  readonly resent: number;
  readonly resentLeft: number;
  readonly edits: number;
  /** Left although they were discarded. */
  readonly discardedLeft: number;
  /** Left while all that waited were held. */
  readonly leftMeanwhile: number;
  readonly unlikeTheText: number;
  readonly twice: number;
  /** Of discarding, sending again and editing, each. */
  readonly events: readonly number[];
}

/** Mails that wait, those who work on them, and two workers that send them. */
export class Postroom {
  private readonly discarded = new Set<string>();
  private readonly resent = new Set<string>();
  private readonly subjects = new Map<string, { version: number; subject: string }>();
  private readonly refused: Record<string, number> = {};
  private done = 0;
  private edits = 0;

  private constructor(
    private readonly tavola: Tavola,
    private readonly of: Partnership,
    private readonly smtp: FaultySmtp,
    private readonly processes: readonly AppProcess[],
    private readonly actors: readonly GraphqlClient[],
    private readonly ids: readonly string[],
  ) {}

  static async open(mails: number, without: string[]): Promise<Postroom> {
    const tavola = await Tavola.start();
    const of = await partnership(tavola);
    await openMeeting(of);
    await until(async () => (await tavola.sql(`select from email where state <> 'SENT'`)).length === 0);
    const those = await crowd(tavola, of, {
      size: mails,
      partner: 'skovde',
      role: 'DELEGATE',
      name: 'addressee',
    });
    const team = await crowd(tavola, of, { size: ACTORS, partner: 'norrkoping', role: 'COORDINATOR' });
    await tavola.sql('update session set requests_per_minute = 100000');
    await tavola.retire();
    const smtp = await FaultySmtp.start({ faultOf: () => null, takesMs: TAKES_MS });
    const start = (program: 'main' | 'worker') =>
      AppProcess.start({
        database: tavola.database,
        program,
        smtpUrl: smtp.url,
        without: ['a-quick-hand', ...without],
        env: program === 'main' ? { WORKER: 'off' } : {},
      });
    const processes = await Promise.all((['main', 'main', 'worker', 'worker'] as const).map(start));
    const actors = team.map(({ browser }, index) => browser.at((processes[index % 2] as AppProcess).url));
    const ids = those.map(({ personId }) => personId).toSorted();
    return new Postroom(tavola, of, smtp, processes, actors, ids);
  }

  /** One mail after the other may leave, and so many steps are done meanwhile for each. */
  async work(stepsForEach: number): Promise<Seen> {
    const url = this.tavola.database.superuserUrl;
    await this.tavola.sql(MAILS, [], url);
    let steps = 0;
    const next = async (actor: GraphqlClient, random: SeededRandom): Promise<void> => {
      const due = Math.floor(steps / stepsForEach);
      if (steps % stepsForEach === 0) await this.tavola.sql(JOB, [this.ids[due]], url);
      steps += 1;
      const near = due + random.below(3 * NEAR) - 2 * NEAR;
      await this.step(actor, this.ids.at(near % this.ids.length) as string, random);
    };
    await Promise.all(
      this.actors.map(async (actor, index) => {
        const random = new SeededRandom(index + 1);
        while (steps < stepsForEach * this.ids.length) await next(actor, random);
      }),
    );
    const held = await this.holdAll();
    const before = this.smtp.copies();
    await sleep(STILL_MS);
    const leftMeanwhile = [...this.smtp.copies().keys()].filter((id) => !before.has(id)).length;
    await Promise.all(this.actors.map((actor) => this.letOut(actor)));
    await until(async () => (await this.tavola.sql(UNDER_WAY)).length === 0, 60_000);
    return { ...(await this.account()), held, leftMeanwhile };
  }

  async close(): Promise<void> {
    for (const process of this.processes) await process.end('SIGKILL');
    await this.smtp.stop();
    await this.tavola.stop();
  }

  private async step(actor: GraphqlClient, id: string, random: SeededRandom): Promise<void> {
    const does = VERBS[random.below(VERBS.length)] as (typeof VERBS)[number];
    if (does === 'updateMail') return this.edit(actor, id, random);
    // What is discarded is out of the story: of three that could be, two are not.
    if (does === 'discardMail' && random.below(3) > 0) return;
    const mail = await this.does(actor, does, verb(does), { id });
    if (!mail) return;
    if (does === 'discardMail') this.discarded.add(id);
    if (does === 'resendMail') this.resent.add(mail.id);
  }

  private async edit(actor: GraphqlClient, id: string, random: SeededRandom): Promise<void> {
    const { version: expectedVersion } = this.subjects.get(id) ?? { version: 1 };
    const subject = `Version ${expectedVersion + 1}, ${random.below(1e9)}`;
    const mail = await this.does(actor, 'updateMail', UPDATE, { input: { id, expectedVersion, subject } });
    if (!mail) return;
    this.edits += 1;
    const known = this.subjects.get(id);
    if (!known || known.version < mail.version) this.subjects.set(id, { version: mail.version, subject });
  }

  /** @returns the mail as it is then; null: it was refused, or went wrong, as it may without a protection */
  private async does(actor: GraphqlClient, name: string, mutation: string, variables: object) {
    const { data, errors } = await actor.send(mutation, variables);
    const code = errors?.[0]?.extensions.code ?? data[name].userErrors[0]?.code;
    if (code) this.refused[code] = (this.refused[code] ?? 0) + 1;
    else this.done += 1;
    return code ? null : data[name].mail;
  }

  /** Whatever still waits is held. Returns how many are, when none is under way any more. */
  private async holdAll(): Promise<number> {
    const [actor] = this.actors as [GraphqlClient];
    for (const { id } of await this.tavola.sql(WAITING)) await actor.ask(verb('holdMail'), { id });
    await until(async () => (await this.tavola.sql(UNDER_WAY)).length === 0, 30_000);
    return (await this.tavola.sql(HELD)).length;
  }

  private async letOut(actor: GraphqlClient): Promise<void> {
    const input = { projectId: this.of.projectId };
    for (let sent = 1; sent > 0;) sent = (await actor.ask(SEND_HELD, { input })).sendHeldMails.mails.length;
  }

  private async account() {
    const copies = this.smtp.copies();
    const of = (id: string) => copies.get(`<${id}@tavola>`) ?? [];
    const events = new Map((await this.tavola.sql(EVENTS)).map(({ kind, count }) => [kind, count as number]));
    return {
      mails: this.ids.length,
      done: this.done,
      refused: this.refused,
      discarded: this.discarded.size,
      sent: this.ids.filter((id) => of(id).length > 0).length,
      resent: this.resent.size,
      resentLeft: [...this.resent].filter((id) => of(id).length === 1).length,
      edits: this.edits,
      discardedLeft: [...this.discarded].filter((id) => of(id).length > 0).length,
      unlikeTheText: this.ids.filter((id) => {
        const { subject } = this.subjects.get(id) ?? { subject: 'Version 1' };
        return of(id).some((copy) => copy.subject !== subject);
      }).length,
      twice: this.ids.filter((id) => of(id).length > 1).length,
      events: ['mail.discarded', 'mail.resent', 'mail.updated'].map((kind) => events.get(kind) ?? 0),
    };
  }
}
