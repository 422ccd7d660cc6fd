import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../src/commands/commands.js';
import type { Config } from '../src/platform/config/config.js';
import { checked, CERVIA, problemsOf } from './factories/agenda-files.js';
import { draftOf } from './factories/agenda-imports.js';
import { type Partnership, meeting, partnership } from './factories/partnership.js';
import { cli as runCli } from './setup/cli.js';
import { Tavola } from './setup/tavola.js';

const HOST = 'coordinator@cervia.example';

describe('npm run cli -- import', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let folder: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await meeting(of);
    folder = await mkdtemp(join(tmpdir(), 'tavola-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await tavola.stop();
  });

  /** As the terminal runs it, without a process for each, of which this has many. */
  const cli = async (...values: string[]) => {
    const out: string[] = [];
    const database = { kind: 'server', ...tavola.database } as const;
    const terminal = {
      projectDir: folder,
      config: () => ({ database }) as unknown as Config,
      say: (line: string) => void out.push(`${line}\n`),
    };
    try {
      const code = await commands['import']?.run(values, terminal);
      return { code: code ?? 0, out: out.join(''), err: '' };
    } catch (error) {
      return { code: 2, out: out.join(''), err: (error as Error).message };
    }
  };
  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const lines = async () => (await draftOf(of.lead, meetingId)).agenda.items.length;

  it('lists what is wrong, and imports nothing while there is an error', async () => {
    const path = await file('bad.csv', 'day,start,end,title\n2017-12-11,9:00,,One\n2017-12-11,x,12:00,Two\n');
    for (const by of [cli, (...values: string[]) => runCli(tavola, 'import', ...values)])
      expect(await by(path, 'evolaq', 'cervia', 'lead@norrkoping.example', '--yes')).toEqual({
        code: 1,
        out:
          'ERROR (row 2, end): There is no end here, and nothing comes after it on this day from which one follows. Write the end; or say how long the last line of a day lasts.\n' +
          'ERROR (row 3, start): “x” is not a time of day. Write it as 09:30, in hours and minutes; 24:00 only as an end.\n' +
          '2 errors, 0 warnings, 2 lines.\n' +
          'Nothing was imported. Mend the errors, then import the file again.\n',
        err: '',
      });
    expect(await lines()).toBe(0);
  });

  it('imports what is clean, or whose warnings are accepted, in the language of who does it', async () => {
    const path = await file('good.csv', 'day,start,title,kind\n2017-12-11,9:00,Uno,dance\n');
    const asked = [path, 'evolaq', 'cervia', HOST, '--last-item-minutes', '45'];
    const dry = await cli(...asked);
    expect([dry.code, dry.err]).toEqual([0, '']);
    expect(dry.out).toContain('WARNING (row 2, kind): Per la parola «dance» non è previsto un tipo');
    expect(dry.out).toContain('0 errors, 2 warnings, 1 lines.\nNothing was imported. Add --yes');
    expect(await lines()).toBe(0);
    const done = await cli(...asked, '--yes');
    expect([done.code, done.err]).toEqual([0, '']);
    expect(done.out).toContain('Imported into the draft.');
    expect((await draftOf(of.lead, meetingId)).agenda.items).toMatchObject([
      { kind: 'OTHER', sourceKind: 'dance', endsAtLocal: '2017-12-11T09:45:00', endIsInferred: true },
    ]);
    const again = await cli(...asked, '--yes');
    expect([again.code, again.out]).toEqual([2, '']);
    expect(again.err).toMatch(/^The draft has 1 line already\..* Here addToDraft is --add\.$/);
    expect((await cli(...asked, '--yes', '--add')).code).toBe(0);
    expect(await lines()).toBe(2);
  });

  it.each([
    [['nothing.csv', 'evolaq', 'cervia', HOST], /^FILE: there is no .*nothing\.csv\.$/],
    [
      ['good.ods', 'evolaq', 'cervia', HOST],
      /^FILE: one that ends with \.json, \.csv, \.xlsx, not good\.ods\.$/,
    ],
    [['good.csv', 'evolaq', 'nowhere', HOST], /^MEETING: .* sees no meeting nowhere in evolaq\.$/],
    [
      ['good.csv', 'evolaq', 'cervia', 'nobody@cervia.example'],
      /^ADDRESS: nobody has nobody@cervia\.example\.$/,
    ],
    // A draft is between its organisers: for others there is none.
    [['good.csv', 'evolaq', 'cervia', 'delegate@skovde.example'], /no meeting|Not found/i],
    [
      ['good.csv', 'evolaq', 'cervia', HOST, '--last-item-minutes', '0'],
      /^--last-item-minutes: a whole number/,
    ],
  ])('says what is wrong with %j', async ([name = '', ...values], err) => {
    const before = await lines();
    const answer = await cli(join(folder, name), ...values, '--yes');
    expect([answer.code, answer.out]).toEqual([2, '']);
    expect(answer.err.trim()).toMatch(err);
    expect(await lines()).toBe(before);
  });

  it.each(['csv', 'json', 'xlsx'])(
    'has a template that imports clean, for everybody: %s',
    async (extension) => {
      const response = await fetch(`${tavola.url}/templates/agenda.${extension}`);
      expect([response.status, response.headers.get('content-disposition')]).toEqual([
        200,
        `attachment; filename="agenda.${extension}"`,
      ]);
      const content = Buffer.from(await response.arrayBuffer());
      const target = { ...CERVIA.meeting, startsOn: '2027-05-11', endsOn: '2027-05-12' };
      const result = await checked(content, `agenda.${extension}`, { meeting: target });
      expect(problemsOf(result)).toEqual([]);
      expect(result.items.map(({ row, parentRow }) => row - (parentRow ?? row))).toEqual([
        0, 0, 0, 0, 1, 2, 0, 0, 0,
      ]);
      expect(result.items.at(-3)).toMatchObject({ kind: 'SOCIAL', endsAtLocal: '2027-05-12T00:30:00' });
    },
  );
});
