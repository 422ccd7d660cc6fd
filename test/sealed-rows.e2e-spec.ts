import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { applicationDataSource, ownerDataSource } from '../src/data-source.js';
import type { Ward } from '../src/doctor/check.js';
import { seals } from '../src/doctor/seals.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { WRITTEN } from '../src/platform/events/written.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { closedMeeting, sealAtOnce, sealEventsAlone } from './factories/history.js';
import { SHIRT, formOf } from './factories/forms.js';
import { type Partnership, partnership, step } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const ISSUE_LETTER = `mutation ($id: ID!) { issueInvitationLetter(id: $id) { userErrors { code } } }`;
const AMEND = `mutation ($id: ID!, $reason: String!) { amendMeeting(id: $id, reason: $reason) { userErrors { code } } }`;
/** Tables that the application can add to and not change. */
const APPEND_ONLY = `
select c.relname::text as name from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege('tavola_app', c.oid, 'INSERT')
  and not has_table_privilege('tavola_app', c.oid, 'DELETE') and not has_any_column_privilege('tavola_app', c.oid, 'UPDATE')
order by 1`;

describe('seals over what events have written', () => {
  const clock = new SystemClock();
  let tavola: Tavola;
  let of: Partnership;
  let app: DataSource;
  let sealing: Sealing;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-12T08:00:00Z') });
    of = await partnership(tavola);
    const id = await closedMeeting(of);
    await of.lead.ask(AMEND, { id, reason: 'One was missing' });
    const [guest] = await tavola.sql('select id from registration where meeting_id = $1', [id]);
    await of.lead.ask(ISSUE_LETTER, { id: guest?.['id'] });
    await formOf(of, id).publish([SHIRT], 0);
    await of.lead.ask(step('closeMeeting'), { id });
    app = await applicationDataSource(tavola.database.url).initialize();
    sealing = new Sealing(app, clock);
    await sealAtOnce(tavola.database.superuserUrl, sealing);
  });
  afterAll(async () => {
    await app.destroy();
    await tavola.stop();
  });

  const asSuperuser = (statement: string, values: unknown[] = []) =>
    tavola.sql(statement, values, tavola.database.superuserUrl);
  const coversOf = async (): Promise<[row: string, hash: string][]> =>
    (await tavola.sql('select covers from seal')).flatMap(({ covers }) => Object.entries(covers as object));
  const says = async (printedSeal?: string): Promise<string[]> => {
    const findings = await seals.examine({ app, clock, printedSeal } as Ward);
    return findings.map(({ state, what }) => `${state}: ${what}`);
  };
  const wrongs = async (): Promise<string[]> => (await says()).filter((line) => line.startsWith('wrong'));

  it('are over every table that can only be added to, but for that of the seals', async () => {
    const tables = new Set((await coversOf()).map(([row]) => row.split(' ')[0]));
    const appendOnly = (await tavola.sql(APPEND_ONLY)).map(({ name }) => name);
    expect([...tables, 'seal'].toSorted()).toEqual(appendOnly);
  });

  it('hold no more of a row than its hash', async () => {
    for (const [row, hash] of await coversOf())
      expect(`${row} ${hash}`).toMatch(/^[a-z_]+( [0-9a-f-]{36}){1,2}( [a-z][a-z0-9_]*)? [0-9a-f]{64}$/);
  });

  it('say of each row what became of it', async () => {
    const [{ id: moved } = {}, { id: gone } = {}] = await tavola.sql(
      'select id from attendance_record order by id',
    );
    const [record] = await tavola.sql('select * from attendance_record where id = $1', [gone]);
    expect(await wrongs()).toEqual([]);
    await asSuperuser('update attendance_record set day = day + 1 where id = $1', [moved]);
    await asSuperuser('delete from attendance_record where id = $1', [gone]);
    expect(await wrongs()).toEqual([
      `wrong: Seal 1 of project evolaq does not fit: attendance_record ${String(moved)} was altered, attendance_record ${String(gone)} was removed.`,
    ]);
    await asSuperuser('update attendance_record set day = day - 1 where id = $1', [moved]);
    const again =
      'insert into attendance_record select * from jsonb_populate_record(null::attendance_record, $1)';
    await asSuperuser(again, [JSON.stringify(record)]);
    expect(await wrongs()).toEqual([]);
  });

  it('are not taken in by a seal that names a row which was added', async () => {
    const forged = `update seal set covers = covers || jsonb_build_object('closing ' || $1::text, root) where covers ? $2`;
    const [{ id } = {}] = await tavola.sql('select id from closing where version = 2');
    await asSuperuser(forged, ['00000000-0000-0000-0000-000000000000', `closing ${String(id)}`]);
    expect(await wrongs()).toEqual([
      expect.stringMatching(/^wrong: Seal \d of project evolaq does not fit: it, or events under it/),
    ]);
    await asSuperuser(`update seal set covers = covers - 'closing 00000000-0000-0000-0000-000000000000'`);
    expect(await wrongs()).toEqual([]);
  });

  it('fit what a release was before it had a zone, which is guessed beside it', async () => {
    const owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
    const hasZone = async (): Promise<boolean> =>
      (
        await owner.query(`select from information_schema.columns
          where table_name = 'agenda_release' and column_name = 'time_zone'`)
      ).length > 0;
    while (await hasZone()) await owner.undoLastMigration();
    const [{ before, name } = {}] = await tavola.sql(
      `select to_jsonb(r) as before, 'agenda_release ' || id as name from agenda_release r`,
    );
    await owner.runMigrations();
    await owner.destroy();
    const sealed = async () =>
      (await tavola.sql(`select content from ${WRITTEN} w where w.name = $1`, [name]))[0]?.['content'];
    expect(await sealed()).toEqual(before);
    const zones = await tavola.sql('select time_zone, assumed_time_zone from agenda_release');
    expect(zones).toEqual([{ time_zone: null, assumed_time_zone: 'Europe/Rome' }]);
    // The control: a zone that was filled in as if it had been fixed would break the seal.
    await asSuperuser(`update agenda_release set time_zone = assumed_time_zone, assumed_time_zone = null`);
    expect(await sealed()).not.toEqual(before);
  });

  it('fit what a line of a release was before it had an end that is known to be a guess', async () => {
    const owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
    const isFixed = async (): Promise<boolean> =>
      (
        await owner.query(`select from information_schema.columns
          where table_name = 'agenda_release_line' and column_name = 'end_is_inferred'`)
      ).length > 0;
    while (await isFixed()) await owner.undoLastMigration();
    const [{ before, name } = {}] = await tavola.sql(
      `select to_jsonb(l) - 'room_id' as before, 'agenda_release_line ' || release_id || ' ' || item_id as name
       from agenda_release_line l limit 1`,
    );
    await owner.runMigrations();
    await owner.destroy();
    const sealed = async () =>
      (await tavola.sql(`select content from ${WRITTEN} w where w.name = $1`, [name]))[0]?.['content'];
    expect(await sealed()).toEqual(before);
    const fill = (value: string) =>
      asSuperuser(`update agenda_release_line set is_mandatory = ${value}, end_is_inferred = ${value}`);
    // The control: what is filled in for an old line would break the seal.
    await fill('false');
    expect(await sealed()).not.toEqual(before);
    await fill('null');
  });

  it('follow those from before, which stay as they are and cover events alone', async () => {
    const owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
    const isCovered = async (): Promise<boolean> =>
      (
        await owner.query(`select from information_schema.columns
          where table_name = 'seal' and column_name = 'covers'`)
      ).length > 0;
    while (await isCovered()) await owner.undoLastMigration();
    expect(await tavola.sql('select from unsealed_event where project_id = $1', [of.projectId])).not.toEqual(
      [],
    );
    // As it was: a closing had an id of its own.
    await asSuperuser('update closing set id = gen_random_uuid()');
    const old = await sealEventsAlone(tavola.database.superuserUrl, of.projectId);
    await owner.runMigrations();
    await owner.destroy();
    await sealing.run();
    expect(await sealing.verify(of.projectId, old)).toMatchObject({
      seals: 2,
      broken: null,
      printed: 1,
      ofEventsAlone: 1,
    });
    const { hash } = await sealing.verify(of.projectId);
    expect(await wrongs()).toEqual([]);
    const printed = (line: string): boolean => line.includes('The printed seal');
    const untouched = (number: number): string =>
      `note: The printed seal is number ${number} of project evolaq: nothing under it or those before was altered.`;
    const alone =
      ' It covers events alone: of attendance, releases and closings it tells nothing, but a newer one does.';
    expect((await says(old)).filter(printed)).toEqual([`${untouched(1)}${alone}`]);
    expect((await says(hash as string)).filter(printed)).toEqual([untouched(2)]);
    const [{ id } = {}] = await tavola.sql('select id from closing where version = 1');
    await asSuperuser(`update closing set signatory = 'Somebody else' where version = 1`);
    expect(await wrongs()).toEqual([
      `wrong: Seal 2 of project evolaq does not fit: closing ${String(id)} was altered.`,
    ]);
  });
});
