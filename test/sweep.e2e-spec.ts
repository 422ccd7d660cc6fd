import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource } from '../src/data-source.js';
import { Sweep } from '../src/platform/email/sweep.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const INSERT = `
insert into email (id, event_id, recipient, language, subject, text, html, message_id, state, attempts, queued_at, leased_until)
values ($1, $2, $3, 'en', 'Hello', 'Hello', 'Hello', $4, $5, $6, now() - $7::interval, now() - $8::interval)`;

describe('the sweep', () => {
  let tavola: Tavola;
  let dataSource: DataSource;
  let jobs: Jobs;
  let sweep: Sweep;
  beforeAll(async () => {
    tavola = await Tavola.start();
    dataSource = await applicationDataSource(tavola.database.url).initialize();
    // It runs by no clock, but when the test says so.
    await tavola.sql('delete from pgboss.schedule', [], tavola.database.ownerUrl);
    const running = `select from pgboss.job where name = 'sweep' and state < 'completed'`;
    await until(async () => (await tavola.sql(running)).length === 0);
    jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
    sweep = new Sweep(dataSource, jobs, new SystemClock());
  });
  afterAll(async () => {
    await jobs.stop();
    await dataSource.destroy();
    await tavola.stop();
  });

  interface Waiting {
    state?: string;
    attempts?: number;
    queuedFor?: string;
    /** Since when the lease is over. */
    leaseOverFor?: string | null;
  }

  async function mail(
    to: string,
    { state = 'QUEUED', attempts = 0, queuedFor = '6 min', leaseOverFor = null }: Waiting,
  ) {
    const id = uuidv7();
    await tavola.sql(INSERT, [id, uuidv7(), to, `<${id}@tavola>`, state, attempts, queuedFor, leaseOverFor]);
    return id;
  }

  const row = async (id: string) =>
    (await tavola.sql('select state, attempts, uncertain from email where id = $1', [id]))[0];

  it('has a mail without a job delivered', async () => {
    const id = await mail('forgotten@cervia.example', {});
    expect(await sweep.run()).toBe(1);
    await tavola.mailTo('forgotten@cervia.example');
    await until(async () => (await row(id))?.['state'] === 'SENT');
    expect(await row(id)).toEqual({ state: 'SENT', attempts: 1, uncertain: false });
  });

  it('has a mail sent again whose worker was killed, and says that the recipient may have it twice', async () => {
    const id = await mail('killed@cervia.example', { state: 'SENDING', attempts: 1, leaseOverFor: '1 s' });
    expect(await sweep.run()).toBe(1);
    await tavola.mailTo('killed@cervia.example');
    await until(async () => (await row(id))?.['state'] === 'SENT');
    expect(await row(id)).toEqual({ state: 'SENT', attempts: 2, uncertain: true });
  });

  it('leaves alone what is young, being sent, sent, or failed', async () => {
    await mail('young@cervia.example', { queuedFor: '4 min' });
    await mail('busy@cervia.example', { state: 'SENDING', leaseOverFor: '-20 s' });
    await mail('sent@cervia.example', { state: 'SENT' });
    await mail('failed@cervia.example', { state: 'FAILED' });
    expect(await sweep.run()).toBe(0);
  });

  /** An event as a mutation leaves it, but for its job. */
  async function untold(personId: string, happenedFor: string) {
    const id = uuidv7();
    await tavola.sql(
      `with sign_in as (insert into sign_in (id, person_id, address_hash, browser_hash, client_hash, requested_at)
           values ($1, $2, '', '', '', now())),
         event as (insert into event (id, kind, subject_id, at) values ($1, 'signIn.requested', $1, now()))
       insert into unnotified_event (event_id, at) values ($1, now() - $3::interval)`,
      [id, personId, happenedFor],
    );
    return id;
  }

  const notes = async () =>
    (await tavola.sql('select event_id from unnotified_event order by at')).map(({ event_id }) => event_id);

  it('has an event told whose job was lost, unless it is young or old news', async () => {
    const [lost, other] = [
      await tavola.person('lost@cervia.example'),
      await tavola.person('other@cervia.example'),
    ];
    const [old, , young] = [
      await untold(other, '121 h'),
      await untold(lost, '6 min'),
      await untold(other, '4 min'),
    ];
    expect(await sweep.run()).toBe(1);
    await tavola.mailTo('lost@cervia.example');
    await until(async () => (await notes()).length === 2);
    expect(await notes()).toEqual([old, young]);
    expect(tavola.mailsTo('other@cervia.example')).toEqual([]);
    await tavola.sql('delete from unnotified_event');
  });

  it('gives up a mail that was tried for five days, but not one that nobody has tried', async () => {
    const tried = await mail('tried@cervia.example', { attempts: 110, queuedFor: '121 h' });
    const untried = await mail('untried@cervia.example', { queuedFor: '121 h' });
    expect(await sweep.run()).toBe(1);
    await until(async () => (await row(untried))?.['state'] === 'SENT');
    expect(await row(tried)).toEqual({ state: 'FAILED', attempts: 110, uncertain: false });
  });
});

describe('the sweep, while nobody works', () => {
  let tavola: Tavola;
  let dataSource: DataSource;
  let jobs: Jobs;
  beforeEach(async () => {
    tavola = await Tavola.start({ worker: false });
    dataSource = await applicationDataSource(tavola.database.url).initialize();
    jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
  });
  afterEach(async () => {
    await jobs.stop();
    await dataSource.destroy();
    await tavola.stop();
  });

  it('gives an event whose job waits no second one', async () => {
    const id = uuidv7();
    await tavola.sql(`insert into unnotified_event (event_id, at) values ($1, now() - interval '6 min')`, [
      id,
    ]);
    await dataSource.transaction((manager) => jobs.enqueue(manager, 'notify', { id }));
    const sweep = new Sweep(dataSource, jobs, new SystemClock());
    expect(await sweep.run()).toBe(0);
    // The control: without that job it would have got one.
    await tavola.sql(`delete from pgboss.job where name = 'notify'`);
    expect(await sweep.run()).toBe(1);
  });

  it('gives each of many mails one job, however often and in how many places it runs', async () => {
    await tavola.sql(`
      insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at)
      select gen_random_uuid(), gen_random_uuid(), 'a@x.example', 'en', '', '', '', '', now() - interval '6 min'
      from generate_series(1, 2500)`);
    const sweep = new Sweep(dataSource, jobs, new SystemClock());
    const [one, two] = await Promise.all([sweep.run(), sweep.run()]);
    expect([one + two, await sweep.run()]).toEqual([2500, 0]);
    const delivered = await tavola.sql(`select count(*)::int as jobs from pgboss.job where name = 'deliver'`);
    expect(delivered).toEqual([{ jobs: 2500 }]);
  });
});
