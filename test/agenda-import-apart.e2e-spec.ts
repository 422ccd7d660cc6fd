import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Apart } from '../src/imports/apart.js';
import { readAgendaFile } from '../src/imports/read-file.js';
import { importFile, openImport, showImport } from './factories/agenda-imports.js';
import { send } from './factories/material.js';
import { type Partnership, meeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CSV = 'day,start,end,title,kind\n2017-12-11,9:00,10:00,One,session\n';
const script = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
const ENDLESS = script('for (;;);');

describe('a file is read in a thread of its own', () => {
  const of = { path: '/nowhere', fileName: 'agenda.csv', of: 'agenda' } as const;
  const outcome = (reading: Promise<unknown>) =>
    reading.then(
      () => 'read',
      (error: { reason?: string; message: string }) => error.reason ?? error.message,
    );

  it('which alone ends where it takes more room than there is', async () => {
    const greedy = new Apart(script('const all = []; for (;;) all.push({ a: [all.length] });'));
    expect(await outcome(greedy.read(of))).toBe('TOO_MUCH');
  });

  it('which ends where it takes too long, and for which nothing else waits', async () => {
    let beats = 0;
    const beat = setInterval(() => (beats += 1), 10);
    expect(await outcome(new Apart(ENDLESS, 500).read(of))).toBe('TOO_MUCH');
    clearInterval(beat);
    // The control is the loop itself: here it would let none through.
    expect(beats).toBeGreaterThan(5);
  });

  it('one after another, whatever became of the one before', async () => {
    const counting = script(`import { parentPort } from 'node:worker_threads';
      const from = Date.now(); while (Date.now() < from + 100); parentPort.postMessage({ source: from });`);
    const apart = new Apart(counting);
    const [one, other] = (await Promise.all([apart.read(of), apart.read(of)])) as unknown as number[];
    expect(Number(other) - Number(one)).toBeGreaterThanOrEqual(100);
    const broken = new Apart(script('throw new Error("broken")'));
    expect(await Promise.all([broken.read(of), broken.read(of)].map(outcome))).toEqual(['broken', 'broken']);
  });

  it('with the same outcome as anywhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tavola-'));
    try {
      const path = join(folder, 'staged');
      await writeFile(path, CSV);
      const apart = new Apart();
      expect(await apart.read({ path, fileName: 'agenda.csv', of: 'agenda' })).toEqual(
        await readAgendaFile(path, 'agenda.csv'),
      );
      expect(await outcome(apart.read({ path, fileName: 'agenda.xlsx', of: 'agenda' }))).toBe('TYPE');
      expect(await outcome(apart.read(of))).toContain('ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a file that ended the process', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let number = 20;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
  });
  afterAll(() => tavola.stop());

  const opened = async () => {
    number += 1;
    const meetingId = await meeting(of, { slug: `meeting-${number}`, number });
    return openImport(host, tavola.url, { meetingId, fileName: 'agenda.csv', size: CSV.length });
  };
  const looked = async (uploadUrl: string): Promise<number> =>
    (await fetch(uploadUrl, { method: 'HEAD', headers: { ...host.headers, 'tus-resumable': '1.0.0' } }))
      .status;

  it('is not read a second time, and says so', async () => {
    const { id, uploadUrl } = await opened();
    await tavola.sql('update agenda_import set reading_since = requested_at where id = $1', [id]);
    expect(await send(host, uploadUrl, Buffer.from(CSV))).toMatch(/^422 .*"TOO_MUCH"/);
    expect(await showImport(host, id)).toMatchObject({
      state: 'REJECTED',
      problems: [{ code: 'REFUSED', severity: 'ERROR', message: expect.stringContaining('more cells') }],
    });
    // The control: another one with the same bytes is read, and was noted before.
    const meetingId = await meeting(of, { slug: 'meeting-90', number: 90 });
    const made = await importFile(host, tavola.url, meetingId, { name: 'agenda.csv', content: CSV });
    expect(made.answer).toBe('done');
    expect(
      await tavola.sql('select state, reading_since is null as unnoted from agenda_import where id = $1', [
        made.id,
      ]),
    ).toEqual([{ state: 'CHECKED', unnoted: false }]);
  });

  it('is not one whose outcome could not be recorded: that is read again', async () => {
    const { id, uploadUrl } = await opened();
    const owner = new Client({ connectionString: tavola.database.ownerUrl });
    await owner.connect();
    await owner.query(`create function refuse() returns trigger language plpgsql as $$ begin
      if new.state = 'CHECKED' then raise exception 'away'; end if; return new; end $$`);
    await owner.query(
      'create trigger refuse before update on agenda_import for each row execute function refuse()',
    );
    try {
      expect(await send(host, uploadUrl, Buffer.from(CSV))).toMatch(/^500/);
    } finally {
      await owner.query('drop trigger refuse on agenda_import');
      await owner.query('drop function refuse');
      await owner.end();
    }
    expect(await looked(uploadUrl)).toBe(200);
    expect(await showImport(host, id)).toMatchObject({ state: 'CHECKED', problems: [] });
  });
});
