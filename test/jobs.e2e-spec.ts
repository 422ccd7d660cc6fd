import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource } from '../src/data-source.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { type TestDatabase, cloneDatabase } from './setup/database.js';
import { until } from './setup/until.js';

describe('the queue', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let errors: string[];
  const started: Jobs[] = [];
  beforeEach(async () => {
    database = await cloneDatabase();
    dataSource = await applicationDataSource(database.url).initialize();
    errors = [];
  });
  afterEach(async () => {
    for (const jobs of started.splice(0)) await jobs.stop();
    await dataSource.destroy();
    await database.drop();
  });

  async function start(): Promise<Jobs> {
    const jobs = new Jobs(database.url, ({ message }) => errors.push(message));
    await jobs.start();
    started.push(jobs);
    return jobs;
  }

  async function asOwner(statement: string) {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      return (await client.query(statement)).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  it('holds one delivery per mail, and one notification per event', async () => {
    const jobs = await start();
    const [one, two] = [uuidv7(), uuidv7()];
    await dataSource.transaction((manager) => jobs.enqueue(manager, 'deliver', { id: one }));
    const add = (queue: 'deliver' | 'notify') =>
      dataSource.transaction((manager) => jobs.enqueueAll(manager, queue, [one, two]));
    expect([await add('deliver'), await add('deliver')]).toEqual([1, 0]);
    expect([await add('notify'), await add('notify')]).toEqual([2, 0]);
  });

  it('holds one delivery per mail also when two processes add it at once, and another after that one ended', async () => {
    const [jobs, id] = [await start(), uuidv7()];
    const add = () => dataSource.transaction((manager) => jobs.enqueueAll(manager, 'deliver', [id]));
    const both = await Promise.all([add(), add()]);
    expect(both.toSorted()).toEqual([0, 1]);
    const done: string[] = [];
    await jobs.work('deliver', async (id) => void done.push(id));
    await until(async () => done.length === 1 && (await add()) === 1);
    await until(() => done.length === 2);
    expect(done).toEqual([id, id]);
  });

  it('does what somebody waits for before all that came earlier', async () => {
    const jobs = await start();
    const bulk = Array.from({ length: 20 }, () => uuidv7());
    const awaited = uuidv7();
    await dataSource.transaction(async (manager) => {
      await jobs.enqueueAll(manager, 'deliver', bulk);
      await jobs.enqueue(manager, 'deliver', { id: awaited, isAwaited: true });
    });
    const done: string[] = [];
    await jobs.work('deliver', async (id) => void done.push(id));
    await until(async () => done.length === 21);
    // Four run side by side.
    expect(done.slice(0, 4)).toContain(awaited);
  });

  it('reports each failure of a job, and tries again', async () => {
    const [jobs, id] = [await start(), uuidv7()];
    let tries = 0;
    await jobs.work('notify', () => {
      tries += 1;
      return tries > 2 ? Promise.resolve() : Promise.reject(new Error(`no letter ${tries}`));
    });
    await dataSource.transaction((manager) => jobs.enqueue(manager, 'notify', { id }));
    await until(() => tries === 3, 20_000);
    expect(errors).toEqual(['no letter 1', 'no letter 2']);
  });

  it('adds nothing when the transaction rolls back', async () => {
    const jobs = await start();
    const rolledBack = dataSource.transaction(async (manager) => {
      await jobs.enqueueAll(manager, 'deliver', [uuidv7()]);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect(await asOwner('select count(*)::int as jobs from pgboss.job')).toEqual([{ jobs: 0 }]);
  });

  it('runs what recurs, on one of two workers, and reports when it fails', async () => {
    const runs: string[] = [];
    for (const name of ['first', 'second']) {
      const jobs = await start();
      await jobs.every('sweep', '* * * * *', async () => void runs.push(name));
      await jobs.every('seal', '* * * * *', () => Promise.reject(new Error('no seal')));
    }
    // The next look at the clock would be half a minute away; a new worker looks at once when nobody has yet.
    await asOwner('update pgboss.version set cron_on = null');
    await start();
    await until(() => runs.length > 0 && errors.length > 0, 20_000);
    await sleep(3_000);
    expect([runs.length, errors]).toEqual([1, ['no seal']]);
  });
});
