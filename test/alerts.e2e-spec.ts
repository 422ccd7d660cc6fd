import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { PgBoss } from 'pg-boss';
import { parse } from 'yaml';
import { leasedMails } from './factories/leased-mails.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { type Rule, type Scrape, firesAt, holds, scrapeOf, secondsOf } from './setup/promql.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const TOKEN = 'metrics-token-of-at-least-32-characters';
const BROKEN = `
create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
create trigger broken before update on project for each row execute function broken()`;
const NO_EMAIL = `delete from email where recipient = 'x@cervia.example'`;
const OLD_EVENT = `insert into event (id, kind, subject_id, at)
  values ('01890000-0000-7000-8000-000000000000', 'a.b', gen_random_uuid(), now() - interval '16 minutes')`;
const UNTOLD = `insert into unnotified_event (event_id, at)
  select id, at from event where kind = 'a.b'`;

/** By their names, in the order of the file. */
async function readAlerts(): Promise<Map<string, Rule>> {
  const text = await readFile(new URL('../deploy/alerts.yml', import.meta.url), 'utf8');
  const { groups } = parse(text) as { groups: { rules: Rule[] }[] };
  return new Map(groups.flatMap(({ rules }) => rules.map((rule) => [rule.alert, rule])));
}

/** Seconds between two scrapes. */
const STEP = 30;
const COUNTED = /_(total|count|sum|bucket)$/;

/**
 * What Prometheus has seen when nothing was wrong until the second 0, and something is from then on.
 * @param isOver whether it happened once; else what is counted grows as much with each scrape
 */
function historyOf(before: Scrape, after: Scrape, seconds: number, isOver = false): Scrape[] {
  const earlier = new Map(before.samples.map(({ series, value }) => [series, value]));
  const later = (steps: number) =>
    after.samples.map((sample) => {
      const growth = sample.value - (earlier.get(sample.series) ?? sample.value);
      return { ...sample, value: sample.value + (COUNTED.test(sample.name) ? steps * growth : 0) };
    });
  const scrapes: Scrape[] = [];
  for (let at = -20 * STEP; at < 0; at += STEP) scrapes.push({ ...before, at });
  for (let at = 0; at <= seconds; at += STEP)
    scrapes.push({ at, samples: isOver ? after.samples : later(at / STEP) });
  return scrapes;
}

/** Never before; once it has lasted for as long as the rule says; and no more when its range does not reach back to it. */
function expectToFire(rule: Rule, before: Scrape, after: Scrape): void {
  const wait = secondsOf(rule.for ?? '0m');
  const [, range] = /\[(\w+)\]/.exec(rule.expr) ?? [];
  const once = range !== undefined && historyOf(before, after, secondsOf(range) + STEP, true);
  expect([
    firesAt(rule, historyOf(before, before, wait + STEP)),
    firesAt(rule, historyOf(before, after, wait + STEP)),
    once && holds(rule.expr, once),
  ]).toEqual([null, wait, false]);
}

async function scrape(url: string): Promise<Scrape> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const page = await fetch(`${url}/metrics`, { headers }).then(
    (answer) => answer.text(),
    () => null,
  );
  return scrapeOf(page, performance.now() / 1000);
}

describe('each alert', () => {
  const tried: string[] = [];
  let alerts: Map<string, Rule>;
  let tavola: Tavola;
  let of: Partnership;
  let url: string;
  let beforeAnyFailed: Scrape;

  beforeAll(async () => {
    alerts = await readAlerts();
    tavola = await Tavola.start({ metricsToken: TOKEN });
    ({ url } = tavola);
    of = await partnership(tavola);
    beforeAnyFailed = await scrape(url);
    await owner('revoke insert on seal from tavola_app');
    await owner(`insert into pgboss.job (name, policy, retry_limit) values ('seal', 'exclusive', 0)`);
  });
  afterAll(() => tavola.stop());

  const owner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);
  const superuser = (text: string) => {
    const postgres = new URL(tavola.database.superuserUrl);
    postgres.pathname = '/postgres';
    return tavola.sql(text, [], postgres.href);
  };
  const rule = (alert: string): Rule => {
    tried.push(alert);
    return alerts.get(alert) ?? { alert, expr: '' };
  };
  /** Now, as the queue itself does every ten seconds. */
  const countJobs = async () => {
    const boss = new PgBoss({
      connectionString: tavola.database.ownerUrl,
      migrate: false,
      createSchema: false,
      supervise: false,
      schedule: false,
    });
    await boss.start();
    await owner('update pgboss.queue set monitor_on = null, monitor_claim_on = null');
    await boss.supervise();
    await boss.stop();
  };
  const ask = () => of.lead.send('{ project(slug: "evolaq") { id } }');

  async function fires(alert: string, make: () => Promise<unknown>, mend?: () => Promise<unknown>) {
    const before = await scrape(url);
    await make();
    const after = await scrape(url);
    await mend?.();
    expectToFire(rule(alert), before, after);
  }

  /** While nobody can read projects. */
  async function whileLocked(work: () => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: tavola.database.ownerUrl });
    await client.connect();
    await client.query('begin; lock table project in access exclusive mode');
    try {
      await work();
    } finally {
      await client.query('commit');
      await client.end();
    }
  }
  async function askSlowly(): Promise<void> {
    let answer: Promise<unknown> | undefined;
    await whileLocked(async () => {
      answer = ask();
      await sleep(1_200);
    });
    await answer;
  }

  const nameOf = ({ database }: Tavola) => new URL(database.url).pathname.slice(1);
  const shut = async (server = tavola) => {
    await superuser(`alter database ${nameOf(server)} allow_connections false`);
    await superuser(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${nameOf(server)}'`,
    );
  };
  const open = async (server = tavola) => {
    await superuser(`alter database ${nameOf(server)} allow_connections true`);
    await until(async () => (await fetch(`${server.url}/health/ready`)).ok);
  };

  it('fires when somebody met a fault of ours, the first time already', () =>
    fires('TavolaOperationsFail', async () => {
      await owner(BROKEN);
      await of.lead.send(
        `mutation { updateProject(input: { id: "${of.projectId}", expectedVersion: 1, title: "X" }) { userErrors { code } } }`,
      );
      await owner('drop trigger broken on project');
    }));

  it('fires when GraphQL is slow', () => fires('TavolaSlow', askSlowly));
  it('fires when statements are slow', () => fires('TavolaStatementsSlow', askSlowly));

  it('fires when requests wait for a connection', async () => {
    let asked: Promise<unknown>[] = [];
    let unlock = (): void => undefined;
    let locked: Promise<void> | undefined;
    await fires(
      'TavolaPoolExhausted',
      async () => {
        await new Promise<void>((begun) => {
          locked = whileLocked(async () => {
            asked = Array.from({ length: 14 }, ask);
            begun();
            await new Promise<void>((resolve) => (unlock = resolve));
          });
        });
        // Each has its turn at the door first.
        await sleep(300);
      },
      async () => {
        unlock();
        await locked;
        await Promise.all(asked);
      },
    );
  });

  it('fires when a mail waits', () =>
    fires(
      'TavolaMailWaits',
      () => leasedMails(tavola, { state: 'SENDING', minutes: 16 }),
      () => owner(NO_EMAIL),
    ));

  it('fires when a mail is refused for good', () =>
    fires('TavolaMailFailed', () => leasedMails(tavola, { state: 'FAILED' })));

  it('fires when a mail may have arrived twice', () =>
    fires('TavolaMailUncertain', () => leasedMails(tavola, { state: 'SENT', uncertain: true })));

  it('fires when events wait for their seal, and for their mails', async () => {
    await fires('TavolaUnsealed', () => owner(OLD_EVENT));
    await fires(
      'TavolaMailUntold',
      () => owner(UNTOLD),
      () => owner('delete from unnotified_event'),
    );
  });

  it('fires when a process computes for too long', () =>
    fires('TavolaEventLoopBlocked', async () => {
      await sleep(50);
      const end = performance.now() + 700;
      while (performance.now() < end);
      // Once a second is enough to be felt, however many short delays are between.
      await sleep(1_200);
    }));

  it('fires at too much memory, which is written here: nobody should have to fill it', () => {
    const written = (bytes: number) => scrapeOf(`process_resident_memory_bytes ${bytes}\n`, 0);
    expectToFire(rule('TavolaMemory'), written(399e6), written(401e6));
  });

  it('fires when a recurring job failed', async () => {
    const failed = rule('TavolaJobsFail');
    const lost = `select from pgboss.job where name = 'seal' and state = 'failed'`;
    await until(async () => (await tavola.sql(lost)).length > 0);
    await countJobs();
    expectToFire(failed, beforeAnyFailed, await scrape(url));
  });

  it('fires when the database is away, and when requests fail, the first time already', async () => {
    await fires('TavolaDatabaseDown', shut, open);
    const fresh = await Tavola.start({ worker: false, metricsToken: TOKEN });
    const before = await scrape(fresh.url);
    await shut(fresh);
    await fetch(`${fresh.url}/health/ready`);
    const after = await scrape(fresh.url);
    await open(fresh);
    await fresh.stop();
    expectToFire(rule('TavolaRequestsFail'), before, after);
    // The control: of each status apart, the first answer is the first that Prometheus sees.
    const apart = 'sum(increase(tavola_http_request_seconds_count{status=~"5.."}[5m])) > 0';
    expect(holds(apart, [before, after])).toBe(false);
  }, 30_000);

  describe('where no worker', () => {
    let without: Tavola;
    beforeAll(async () => {
      without = await Tavola.start({ worker: false, metricsToken: TOKEN });
    });
    afterAll(() => without.stop());

    it.each([
      ['ever ran', `update pgboss.queue set created_on = now() - interval '6 minutes'`],
      [
        'lives long enough to end a round',
        `insert into pgboss.job (name, state, start_after) values ('sweep', 'created', now() - interval '6 minutes')`,
      ],
    ])('%s fires', async (_, cause) => {
      const { ownerUrl } = without.database;
      await without.sql('update pgboss.queue set created_on = now()', [], ownerUrl);
      const before = await scrape(without.url);
      await without.sql(cause, [], ownerUrl);
      expectToFire(rule('TavolaNoWorker'), before, await scrape(without.url));
    });
  });

  it('fires when a process does not answer; and none is left that was not tried', async () => {
    await fires('TavolaDown', () => tavola.pause());
    expect([...alerts.keys()].filter((alert) => !tried.includes(alert))).toEqual([]);
  });
});
