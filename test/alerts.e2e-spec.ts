import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parse } from 'yaml';
import { leasedMails } from './factories/leased-mails.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { type Scrape, holds, scrapeOf } from './setup/promql.js';
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
async function readAlerts(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../deploy/alerts.yml', import.meta.url), 'utf8');
  const { groups } = parse(text) as { groups: { rules: { alert: string; expr: string }[] }[] };
  return new Map(groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr])));
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
  let alerts: Map<string, string>;
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
    // It takes a while until the queue has counted.
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
  const expression = (alert: string): string => {
    tried.push(alert);
    return alerts.get(alert) ?? '';
  };
  const ask = () => of.lead.send('{ project(slug: "evolaq") { id } }');

  /** It is silent before, and fires when this happened; `make` may scrape once in between itself. */
  async function fires(alert: string, make: () => Promise<Scrape | void>, mend?: () => Promise<unknown>) {
    const expr = expression(alert);
    const before: [Scrape, Scrape] = [await scrape(url), await scrape(url)];
    const between = await make();
    const after = await scrape(url);
    await mend?.();
    expect([holds(expr, before), holds(expr, [between ?? before[1], after])]).toEqual([false, true]);
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

  const databaseName = () => new URL(tavola.database.url).pathname.slice(1);
  const shut = async () => {
    await superuser(`alter database ${databaseName()} allow_connections false`);
    await superuser(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${databaseName()}'`,
    );
  };
  const open = async () => {
    await superuser(`alter database ${databaseName()} allow_connections true`);
    await until(async () => (await fetch(`${url}/health/ready`)).ok);
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
    await fires('TavolaUnsealed', () => owner(OLD_EVENT).then(() => undefined));
    await fires(
      'TavolaMailUntold',
      () => owner(UNTOLD).then(() => undefined),
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
    const expr = expression('TavolaMemory');
    const written = (bytes: number) => scrapeOf(`process_resident_memory_bytes ${bytes}\n`, 0);
    const fired = [399e6, 401e6].map((bytes) => holds(expr, [written(0), written(bytes)]));
    expect(fired).toEqual([false, true]);
  });

  it('fires when a recurring job failed', async () => {
    const expr = expression('TavolaJobsFail');
    expect(holds(expr, [beforeAnyFailed, beforeAnyFailed])).toBe(false);
    await until(async () => holds(expr, [beforeAnyFailed, await scrape(url)]), 30_000);
  }, 40_000);

  it('fires when the database is away, and when requests fail', async () => {
    await fires('TavolaDatabaseDown', shut, open);
    await fires(
      'TavolaRequestsFail',
      async () => {
        await shut();
        await fetch(`${url}/health/ready`);
        // The first one of its kind: from here on Prometheus sees more of them.
        const first = await scrape(url);
        await fetch(`${url}/health/ready`);
        return first;
      },
      open,
    );
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
      const expr = expression('TavolaNoWorker');
      const { ownerUrl } = without.database;
      await without.sql('update pgboss.queue set created_on = now()', [], ownerUrl);
      const before = await scrape(without.url);
      await without.sql(cause, [], ownerUrl);
      const after = await scrape(without.url);
      expect([holds(expr, [before, before]), holds(expr, [before, after])]).toEqual([false, true]);
    });
  });

  it('fires when a process does not answer; and none is left that was not tried', async () => {
    const expr = expression('TavolaDown');
    const before = await scrape(url);
    await tavola.pause();
    const after = await scrape(url);
    expect([holds(expr, [before, before]), holds(expr, [before, after])]).toEqual([false, true]);
    expect([...alerts.keys()].filter((alert) => !tried.includes(alert))).toEqual([]);
  });
});
