import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { QUEUES } from '../src/platform/metrics/database-figures.js';
import { leasedMails } from './factories/leased-mails.js';
import { requestMaterial, upload } from './factories/material.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { figuresIn } from './setup/figures.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const TOKEN = 'metrics-token-of-at-least-32-characters';
/** As when the server shuts down in the middle of a mutation. */
const GONE = `
create function gone() returns trigger language plpgsql as $$ begin raise exception 'gone' using errcode = '57P01'; end $$;
create trigger gone before update on project for each row execute function gone()`;
const PDF = Buffer.from(`%PDF-1.7\n${'x'.repeat(100_000)}\n%%EOF\n`);

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

describe('the metrics', () => {
  let tavola: Tavola;
  let of: Partnership;
  const statements = new Statements({ quotas: true });
  beforeAll(async () => {
    tavola = await Tavola.start({
      clock: new FixedClock('2017-11-20T09:00:00Z'),
      worker: true,
      metricsToken: TOKEN,
    });
    // What runs each minute would make statements between the two counts of them.
    await tavola.sql('delete from pgboss.schedule');
    of = await partnership(tavola);
  });
  afterAll(async () => {
    statements.stop();
    await tavola.stop();
  });

  const page = (headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
    fetch(`${tavola.url}/metrics`, { headers });
  const figures = async () => figuresIn(await (await page()).text());
  /** How much each has grown while this ran; the metrics themselves cost two statements. */
  async function growth(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
    const before = await figures();
    await work();
    const after = await figures();
    return names.map((name) => (after[name] ?? 0) - (before[name] ?? 0));
  }

  it('are for whoever has the token, and not there for others', async () => {
    const answers = [
      await page(),
      await page({}),
      await page({ authorization: `Bearer ${TOKEN}x` }),
      await page({ authorization: `Bearer ` }),
      await page(of.lead.headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404]);
    expect(answers[0]?.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answers[1]?.text()).toContain('Cannot GET /metrics');
  });

  it('count requests by route and status, and operations by type and outcome', async () => {
    const route = (path: string, status: number, method = 'POST') =>
      `tavola_http_request_seconds_count{method="${method}",route="${path}",status="${status}"}`;
    const operation = (type: string, outcome: string) =>
      `tavola_graphql_operations_total{type="${type}",outcome="${outcome}"}`;
    const names = [
      route('/graphql', 200),
      route('/graphql', 400),
      route('(none)', 404, 'GET'),
      operation('query', 'ok'),
      operation('query', 'refused'),
      operation('mutation', 'refused'),
    ];
    const grown = await growth(names, async () => {
      await of.lead.ask('{ viewer { name } }');
      await of.lead.ask('{ viewer { name } }');
      await tavola.anonymous().send('{ viewer { name } project(slug: "evolaq") { id } }');
      await of.lead.send(
        `mutation { updateProject(input: { id: "${of.projectId}", expectedVersion: 7, title: "X" }) { userErrors { code } } }`,
      );
      await tavola.anonymous().send('{ canary }');
      for (const path of ['canary1', 'canary2', 'canary3']) await fetch(`${tavola.url}/${path}`);
    });
    expect(grown).toEqual([4, 1, 3, 2, 1, 1]);
    expect(await (await page()).text()).not.toContain('canary');
  });

  it('count a subscription as no failure, since it is none of ours', async () => {
    const kinds = ['query', 'mutation', 'subscription'];
    const names = kinds.map((type) => `tavola_graphql_operations_total{type="${type}",outcome="failed"}`);
    const grown = await growth(names, async () => {
      const asked = { method: 'POST', headers: { 'content-type': 'application/json' } };
      const body = JSON.stringify({ query: 'subscription { __typename }' });
      const response = await fetch(`${tavola.url}/graphql`, { ...asked, body });
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('no subscriptions'),
      ]);
    });
    expect(grown).toEqual([0, 0, 0]);
  });

  it('count apart what had to be left undone for want of the database', async () => {
    const outcomes = ['ok', 'refused', 'unavailable', 'failed'];
    const names = outcomes.map(
      (outcome) => `tavola_graphql_operations_total{type="mutation",outcome="${outcome}"}`,
    );
    await tavola.sql(GONE, [], tavola.database.ownerUrl);
    const grown = await growth(names, () =>
      of.lead.send(
        `mutation { updateProject(input: { id: "${of.projectId}", expectedVersion: 1, title: "X" }) { userErrors { code } } }`,
      ),
    );
    await tavola.sql('drop trigger gone on project', [], tavola.database.ownerUrl);
    expect(grown).toEqual([0, 0, 1, 0]);
  });

  it('count the statements that were made, whoever made them', async () => {
    let made = 0;
    const refused = `mutation { updateProject(input: { id: "${of.projectId}", expectedVersion: 7, title: "X" }) {
      userErrors { code } } }`;
    const [count] = await growth(['tavola_sql_statement_seconds_count'], async () => {
      const texts = await statements.during(async () => {
        await of.lead.ask('{ viewer { name } project(slug: "evolaq") { id } }');
        await of.lead.ask(refused);
      });
      made = texts.length;
    });
    // Who asks, twice; a read for each root field; and a transaction that is rolled back.
    expect(made).toBeGreaterThan(6);
    expect(count).toBe(made + 2);
  });

  it('count the bytes of uploads', async () => {
    const meetingId = await openMeeting(of, { number: 2, slug: 'second' });
    const { cervia } = await requestMaterial(of, meetingId);
    const coordinator = await of.as('coordinator@cervia.example');
    const [bytes = 0] = await growth(['tavola_http_received_bytes_total{route="/files/uploads/:id"}'], () =>
      upload(coordinator, tavola.url, cervia, PDF),
    );
    expect([bytes >= PDF.length, bytes < PDF.length + 2_000]).toEqual([true, true]);
  });

  it('tell of mails that wait, that were refused and that may be there twice', async () => {
    const emails = (state: string) => `tavola_emails{state="${state}"}`;
    const names = ['waiting', 'failed', 'uncertain'].map(emails);
    await until(
      async () => (await tavola.sql(`select from email where state <> 'SENT'`)).length === 0,
      20_000,
    );
    const grown = await growth(names, async () => {
      await leasedMails(tavola, { state: 'SENDING', uncertain: true, count: 3 });
      await leasedMails(tavola, { state: 'FAILED', count: 2 });
    });
    expect(grown).toEqual([3, 2, 3]);
    const { tavola_outbox_oldest_seconds: age = 0 } = await figures();
    expect([age >= 600, age < 700]).toEqual([true, true]);
  });

  it('tell of the queues, the pools, and the process', async () => {
    const found = await figures();
    const queues = Object.keys(found).flatMap(
      (name) => /^tavola_jobs_ready_oldest_seconds\{queue="([\w-]+)"/.exec(name)?.[1] ?? [],
    );
    const known = await tavola.sql('select name from pgboss.queue order by name');
    expect(queues.toSorted()).toEqual(known.map(({ name }) => name));
    expect(found['tavola_pool_waiting{pool="application"}']).toBe(0);
    expect(found['tavola_pool_connections{pool="application",state="busy"}']).toBe(0);
    expect(found['tavola_pool_connections{pool="application",state="idle"}']).toBeGreaterThan(0);
    expect(found['process_resident_memory_bytes']).toBeGreaterThan(50_000_000);
    expect(Object.keys(found)).toContain('nodejs_eventloop_lag_max_seconds');
  });

  it('are what the alerts speak of, and each alert has its line of advice', async () => {
    const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');
    const { groups } = parse(await read('deploy/alerts.yml')) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const known: string[] = (await (await page()).text()).match(/(?<=^# HELP )\w+/gm) ?? [];
    const named = rules.flatMap(({ expr }) => expr.match(/\b(tavola|process|nodejs)_\w+/g) ?? []);
    const unknown = named.filter((name) => !known.includes(name.replace(/_(count|bucket|sum)$/, '')));
    expect([named.length > 15, unknown]).toEqual([true, []]);
    const advised = (await read('docs/operations.md')).match(/(?<=^\| `)Tavola\w+/gm);
    expect(advised).toEqual(rules.map(({ alert }) => alert));
  });

  it('say that the database does not answer, instead of what it said last', async () => {
    const owner = tavola.database.ownerUrl;
    await tavola.sql('revoke select on email from tavola_app', [], owner);
    const without = await figures();
    await tavola.sql('grant select on email to tavola_app', [], owner);
    const names = ['tavola_database_up', 'tavola_emails{state="failed"}', 'tavola_worker_silent_seconds'];
    expect(names.map((name) => without[name])).toEqual([0, undefined, undefined]);
    const back = await figures();
    expect(names.map((name) => back[name])).toEqual([1, 2, expect.any(Number)]);
  });

  it('find mails in trouble by an index, among all that were ever sent', async () => {
    await leasedMails(tavola, { state: 'SENT', count: 5_000 });
    await tavola.sql('analyze email', [], tavola.database.ownerUrl);
    for (const condition of [`state = 'FAILED'`, 'uncertain', `state in ('QUEUED', 'SENDING')`]) {
      const plan = await tavola.sql(`explain select count(*) from email where ${condition}`);
      expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index (Only )?Scan/);
    }
  });
});

describe('the metrics where nobody works', () => {
  let tavola: Tavola;
  beforeAll(async () => {
    tavola = await Tavola.start({ worker: false, metricsToken: TOKEN });
  });
  afterAll(() => tavola.stop());

  const ages = async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const figures = figuresIn(await (await fetch(`${tavola.url}/metrics`, { headers })).text());
    return (queue: string) => figures[`tavola_jobs_ready_oldest_seconds{queue="${queue}"}`] ?? -1;
  };

  it('tell how long the oldest job that could run has waited, and more the longer it waits', async () => {
    const queues = ['sweep', 'seal', 'remind', 'purge', 'uploads'];
    const before = await ages();
    expect(queues.map(before)).toEqual([0, 0, 0, 0, 0]);
    await tavola.sql(`insert into pgboss.job (name, state, start_after) values
      ('sweep', 'created', now() - interval '10 minutes'), ('sweep', 'created', now()),
      ('sweep', 'completed', now() - interval '1 hour'), ('seal', 'created', now()),
      ('seal', 'retry', now() - interval '20 minutes'), ('remind', 'created', now() + interval '1 hour'),
      ('purge', 'active', now() - interval '1 hour'), ('uploads', 'failed', now() - interval '1 hour')`);
    const first = await ages();
    const minutes = queues.map((queue) => Math.floor(first(queue) / 60));
    expect(minutes).toEqual([10, 20, 0, 0, 0]);
    await sleep(300);
    const later = await ages();
    const grown = queues.map((queue) => later(queue) - first(queue) >= 0.3);
    expect(grown).toEqual([true, true, false, false, false]);
  });

  it('find the oldest job by an index, however many wait', async () => {
    await tavola.sql(`insert into pgboss.job (name, start_after)
      select 'deliver', now() - interval '1 hour' from generate_series(1, 5000)`);
    await tavola.sql('analyze pgboss.job', [], tavola.database.ownerUrl);
    const plan = await tavola.sql(`explain (analyze, costs off, timing off) ${QUEUES}`);
    const scans = plan.map((line) => String(line['QUERY PLAN'])).filter((line) => / on job_/.test(line));
    expect(scans.length).toBeGreaterThan(0);
    expect(
      scans.filter((scan) => !/Index (Only )?Scan .*(rows=[01](\.\d+)? |never executed)/.test(scan)),
    ).toEqual([]);
  });
});

describe('the metrics of a demo', () => {
  let tavola: Tavola;
  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true, worker: false });
  });
  afterAll(() => tavola.stop());

  it('are open to this machine, but not through a proxy on it', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await fetch(`${tavola.url}/metrics`, { headers })).status;
    expect([await ask({}), await ask({ 'x-forwarded-for': '127.0.0.1' })]).toEqual([200, 404]);
  });
});
