import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource } from '../src/data-source.js';
import { anonymous } from '../src/platform/access/viewer.js';
import { record } from '../src/platform/events/record.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { type TestDatabase, cloneDatabase } from './setup/database.js';

const clock = new SystemClock();

/** The protection taken away: two sealers that do not exclude each other, but wait until both have looked. */
function unlocked(dataSource: DataSource): Sealing[] {
  const begun: (() => void)[] = [];
  const both = () =>
    new Promise<void>((resolve) => {
      begun.push(resolve);
      if (begun.length >= 2) for (const go of begun) go();
    });
  class Unlocked extends Sealing {
    protected override lock(manager: EntityManager): Promise<void> {
      const insert = manager.insert.bind(manager);
      manager.insert = async (...row) => {
        await both();
        return insert(...row);
      };
      return Promise.resolve();
    }
  }
  return [new Unlocked(dataSource, clock), new Unlocked(dataSource, clock)];
}

describe('sealing', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let sealing: Sealing;
  const [ours, theirs] = [uuidv7(), uuidv7()];
  beforeEach(async () => {
    database = await cloneDatabase();
    dataSource = await applicationDataSource(database.url).initialize();
    sealing = new Sealing(dataSource, clock);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const add = (projectId: string | null, manager: EntityManager = dataSource.manager) =>
    record(manager, anonymous('en'), clock.now(), {
      kind: 'partner.added',
      subjectId: uuidv7(),
      projectId,
      details: { role: 'PARTNER', seats: 3 },
    });

  const many = (projectId: string, count: number) =>
    dataSource.query(
      `insert into event (id, project_id, kind, subject_id, at)
       select gen_random_uuid(), $1, 'partner.added', gen_random_uuid(), now() from generate_series(1, $2::int)`,
      [projectId, count],
    );

  const seals = () =>
    dataSource.query(
      'select project_id, number, cardinality(event_ids) as events from seal order by project_id, number',
    );

  async function asOwner(statement: string, values: unknown[] = []): Promise<void> {
    const client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  it('makes a chain for each project and one for what is outside, and nothing where nothing is new', async () => {
    await many(ours, 2_300);
    await many(theirs, 2);
    await add(null);
    expect([await sealing.run(), await sealing.run()]).toEqual([5, 0]);
    expect(await seals()).toEqual([
      { project_id: ours, number: 1, events: 1000 },
      { project_id: ours, number: 2, events: 1000 },
      { project_id: ours, number: 3, events: 300 },
      { project_id: theirs, number: 1, events: 2 },
      { project_id: null, number: 1, events: 1 },
    ]);
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    const fits = { broken: null, hash, printed: null, ofEventsAlone: 0, changes: [] };
    expect(await sealing.verify(ours)).toEqual({ seals: 3, events: 2_300, ...fits });
    expect(await sealing.verify(theirs)).toEqual({ seals: 1, events: 2, ...fits });
    expect(await sealing.verify(null)).toEqual({ seals: 1, events: 1, ...fits });
  });

  it('has an event that commits late in a later seal', async () => {
    const early = dataSource.createQueryRunner();
    await early.startTransaction();
    const late = await add(ours, early.manager);
    const others = [await add(ours), await add(ours)];
    expect(await sealing.run()).toBe(1);
    await early.commitTransaction();
    await early.release();
    expect(await sealing.run()).toBe(1);
    expect(await dataSource.query('select event_ids from seal order by number')).toEqual([
      { event_ids: others },
      { event_ids: [late] },
    ]);
    expect(late < (others[0] as string)).toBe(true);
    expect(await sealing.verify(ours)).toMatchObject({ seals: 2, events: 3, broken: null });
  });

  it('makes one chain when two sealers run at once', async () => {
    await many(ours, 1_500);
    const made = await Promise.all([sealing.run(), new Sealing(dataSource, clock).run()]);
    expect(made[0] + made[1]).toBe(2);
    expect(await sealing.verify(ours)).toMatchObject({ seals: 2, events: 1_500, broken: null });
  });

  it('is refused by the unique number where two sealers do not wait (control)', async () => {
    await add(ours);
    const both = await Promise.allSettled(unlocked(dataSource).map((sealer) => sealer.run()));
    const failed = both.filter(({ status }) => status === 'rejected');
    expect(failed.map((result) => String((result as PromiseRejectedResult).reason))).toEqual([
      expect.stringContaining('seal_number_unique'),
    ]);
    expect(await sealing.verify(ours)).toMatchObject({ seals: 1, events: 1, broken: null });
  });

  it('forks without the unique number (control)', async () => {
    await asOwner('drop index seal_number_unique');
    await add(ours);
    expect(await Promise.all(unlocked(dataSource).map((sealer) => sealer.run()))).toEqual([1, 1]);
    expect(await sealing.verify(ours)).toMatchObject({ seals: 1, broken: 2 });
  });

  describe('finds', () => {
    let events: string[];
    beforeEach(async () => {
      events = [];
      for (let seal = 0; seal < 3; seal++) {
        events.push(await add(ours), await add(ours));
        await sealing.run();
      }
    });

    it('nothing where nothing was altered (control)', async () => {
      expect(await sealing.verify(ours)).toMatchObject({ seals: 3, events: 6, broken: null });
    });

    it.each([
      ['a detail', `update event set details = details || '{"seats": 4}' where id = $1`],
      ['an actor', `update event set actor_id = subject_id where id = $1`],
      ['an instant', `update event set at = at + interval '1 microsecond' where id = $1`],
      ['an event that is gone', `delete from event where id = $1`],
      [
        'an event taken out of its seal',
        `update seal set event_ids = array_remove(event_ids, $1) where number = 2`,
      ],
      ['a seal that is gone', `delete from seal where $1::uuid = any(event_ids)`],
    ])('%s', async (_what, statement) => {
      await asOwner(statement, [events[3]]);
      expect(await sealing.verify(ours)).toMatchObject({ seals: 1, events: 2, broken: 2 });
    });

    it('a seal made anew over an altered event, since the next one does not follow from it', async () => {
      await asOwner(`update seal set root = repeat('0', 64), hash = encode(
        sha256(convert_to(previous || repeat('0', 64) || number, 'utf8')), 'hex') where number = 2`);
      expect(await sealing.verify(ours)).toMatchObject({ seals: 1, broken: 2 });
    });
  });
});
