import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource } from '../src/data-source.js';
import type { Ward } from '../src/doctor/check.js';
import { seals } from '../src/doctor/seals.js';
import { anonymous } from '../src/platform/access/viewer.js';
import { record } from '../src/platform/events/record.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { type TestDatabase, cloneDatabase } from './setup/database.js';
import { query } from './setup/query.js';

const clock = new SystemClock();
const REQUEUE = 'insert into unsealed_event select id, project_id from event where project_id = $1';

describe('doctor, on the seals of a history that a superuser has rewritten', () => {
  let database: TestDatabase;
  let app: DataSource;
  let sealing: Sealing;
  let printed: string;
  let events: string[];
  const [ours, theirs, nobodys] = [uuidv7(), uuidv7(), uuidv7()];

  beforeEach(async () => {
    database = await cloneDatabase();
    app = await applicationDataSource(database.url).initialize();
    sealing = new Sealing(app, clock);
    for (const [id, slug] of [
      [ours, 'ours'],
      [theirs, 'theirs'],
    ])
      await asSuperuser(
        `insert into project (id, slug, acronym, title, languages) values ($1, $2, 'P', '{}', '{en}')`,
        [id, slug],
      );
    events = [];
    for (let seal = 0; seal < 2; seal++) {
      events.push(await add(ours), await add(ours));
      await sealing.run();
    }
    printed = (await sealing.verify(ours)).hash as string;
  });
  afterEach(async () => {
    await app.destroy();
    await database.drop();
  });

  const add = (projectId: string) =>
    record(app.manager, anonymous('en'), clock.now(), {
      kind: 'partner.added',
      subjectId: uuidv7(),
      projectId,
      details: {},
    });
  const asSuperuser = (statement: string, values: unknown[]) =>
    query(database.superuserUrl, statement, values);

  /** What doctor says is wrong, and whether it knows the printed seal. */
  async function says(): Promise<{ wrong: string[]; knows: boolean }> {
    const findings = await seals.examine({ app, clock, printedSeal: printed } as Ward);
    return {
      wrong: findings.filter(({ state }) => state === 'wrong').map(({ what }) => what),
      knows: findings.some(({ what }) => what.startsWith('The printed seal is number 2 of project ours')),
    };
  }
  const broken = (whose: string, what: string, number = 1) =>
    `Seal ${number} of project ${whose} does not fit: ${what}.`;
  const gone = (...ids: (string | undefined)[]) => ids.map((id) => `event ${id} was removed`).join(', ');
  const ITSELF = 'it, or events under it, were altered or removed';
  const unknown = () =>
    `There is no seal ${printed} that fits: the history before it was altered or written anew, or it is mistyped, or of another installation.`;
  const foreign = () => `There is a history of project ${nobodys}, which is no project.`;

  it('finds nothing where nothing was rewritten (control)', async () => {
    expect(await says()).toEqual({ wrong: [], knows: true });
  });

  it('finds that all events of a project are gone', async () => {
    await asSuperuser('delete from event where project_id = $1', [ours]);
    expect(await says()).toEqual({
      wrong: [broken('ours', gone(events[0], events[1])), unknown()],
      knows: false,
    });
  });

  it('finds that the project is gone from under its history', async () => {
    await asSuperuser('delete from project where id = $1', [ours]);
    const wrong = [`There is a history of project ${ours}, which is no project.`];
    expect((await says()).wrong).toEqual(wrong);
  });

  it('finds seals that were put aside before the history was made anew', async () => {
    await asSuperuser(`update event set kind = 'partner.edited' where project_id = $1`, [ours]);
    await asSuperuser('update seal set project_id = $2 where project_id = $1', [ours, nobodys]);
    await asSuperuser(REQUEUE, [ours]);
    await sealing.run();
    expect((await sealing.verify(ours)).broken).toBeNull();
    expect(await says()).toEqual({
      wrong: [foreign(), broken(nobodys, gone(events[0], events[1])), unknown()],
      knows: false,
    });
  });

  it('finds seals that were put aside into another project, though the events under them are as they were', async () => {
    await asSuperuser('update seal set project_id = $2 where project_id = $1', [ours, theirs]);
    await asSuperuser(REQUEUE, [ours]);
    await sealing.run();
    expect(await says()).toEqual({
      wrong: [broken('theirs', gone(events[0], events[1])), unknown()],
      knows: false,
    });
  });

  it('does not know a printed seal that stands behind one that does not fit', async () => {
    await asSuperuser(
      `update event set kind = 'partner.edited' where id = (select event_ids[1] from seal where project_id = $1 and number = 1)`,
      [ours],
    );
    expect(await says()).toEqual({
      wrong: [broken('ours', `event ${events[0]} was altered`), unknown()],
      knows: false,
    });
  });

  it('knows a printed seal that stands before one that does not fit', async () => {
    const id = await add(ours);
    await sealing.run();
    await asSuperuser('delete from event where id = $1', [id]);
    expect(await says()).toEqual({ wrong: [broken('ours', gone(id), 3)], knows: true });
  });

  it('finds ids under a seal that are of no event, or there twice', async () => {
    for (const ids of [
      'event_ids || null::uuid',
      'event_ids || gen_random_uuid()',
      'event_ids || event_ids[1]',
    ]) {
      const before = await app.query('select id, event_ids from seal where number = 2');
      await asSuperuser(`update seal set event_ids = ${ids} where number = $1`, [2]);
      expect(await says()).toEqual({ wrong: [broken('ours', ITSELF, 2), unknown()], knows: false });
      await asSuperuser('update seal set event_ids = $2 where id = $1', [before[0].id, before[0].event_ids]);
    }
  });
});
