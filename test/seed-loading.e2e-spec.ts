import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DateTime } from 'luxon';
import { Clock } from '../src/platform/time/clock.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

/** What the example consists of; what mails, jobs and seals make of it comes later. */
const TABLES = `project partner person membership stated_count agenda_item agenda_item_partner agenda_release
  agenda_release_line invitation needs material_request attendance_record outcome closing`.split(/\s+/);
/** Where not only the number of rows tells how far it came. */
const WITH_STATE = ['meeting', 'registration', 'sign_up', 'presentation'];

async function rowsOf(tavola: Tavola, others: readonly string[] = []): Promise<object[]> {
  const counts = [...TABLES, ...others].map(
    (table) => `select '${table}' as name, null as state, count(*)::int from ${table}`,
  );
  const states = WITH_STATE.map(
    (table) => `select '${table}', state, count(*)::int from ${table} group by state`,
  );
  return tavola.sql(`${[...counts, ...states].join(' union all ')} order by name, state`);
}

/** Shows the time so many times, then the process "dies": the call in hand rolls back, and nothing follows it. */
class DyingClock extends Clock {
  constructor(
    private readonly clock: Clock,
    private looks: number,
  ) {
    super();
  }

  override now(): DateTime {
    this.looks -= 1;
    if (this.looks < 0) throw new Error('killed');
    return this.clock.now();
  }
}

describe('loading the example', () => {
  let tavola: Tavola;
  const clock = new FixedClock('2026-03-05T21:30:00Z');

  beforeAll(async () => {
    tavola = await Tavola.start({ worker: false, clock });
  });
  afterAll(() => tavola.stop());

  /** @returns whether it was killed */
  const startAndDie = (looks: number): Promise<boolean> =>
    tavola.restart({ demo: true, clock: new DyingClock(clock, looks) }).then(
      () => false,
      (error: Error) => error.message === 'killed',
    );

  it('comes to the same end when it is killed again and again', async () => {
    const whole = await Tavola.start({ demo: true, worker: false, clock });
    const expected = await rowsOf(whole);
    await whole.stop();
    let deaths = 0;
    while (deaths < 50 && (await startAndDie(15 + deaths * 15))) deaths += 1;
    expect(deaths).toBeGreaterThan(10);
    expect(deaths).toBeLessThan(50);
    expect(await rowsOf(tavola)).toEqual(expected);
    // Some fifteen starts, each of which goes through what the one before had loaded.
  }, 90_000);

  it('changes nothing on the next start', async () => {
    const others = ['event', 'idempotency_key', 'email'];
    const before = await rowsOf(tavola, others);
    await tavola.restart({ demo: true });
    expect(await rowsOf(tavola, others)).toEqual(before);
  });

  it('leaves a database alone that has a project of somebody else', async () => {
    const other = await Tavola.start({ worker: false });
    try {
      await other.sql(
        `insert into project (id, slug, acronym, title, languages)
         values (gen_random_uuid(), 'own', 'OWN', '{"en": "Own"}', '{en}')`,
      );
      await other.restart({ demo: true });
      expect(await other.sql('select slug from project')).toEqual([{ slug: 'own' }]);
    } finally {
      await other.stop();
    }
  });
});
