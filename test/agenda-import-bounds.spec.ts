import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MOST_BYTES } from '../src/imports/import-uploads.js';
import { rejection } from '../src/imports/outcome.js';
import { MOST_PROBLEMS, type Problem, ProblemList } from '../src/imports/problem.js';
import { MOST_TEXT } from '../src/imports/read-file.js';
import { LIMITS, readXlsx } from '../src/imports/read-xlsx.js';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { checked, problemsOf, sourceIn } from './factories/agenda-files.js';
import { row, workbook } from './factories/workbook.js';

const HEADINGS = row(1, ['day', 'start', 'end', 'kind', 'title', 'description']);
const line = (number: number, title: string, more: string[] = []): string =>
  row(number, ['2017-12-11', '9:30', '11:00', 'plenary', title, ...more]);
const text = (content: string): string => `<c t="inlineStr"><is><t>${content}</t></is></c>`;

/** Letters that no archive makes much smaller, so that it is the number of pieces that counts. */
const many = (count: number, piece: (letter: string) => string): string => {
  let seed = 7;
  return Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return piece(String.fromCharCode(97 + ((seed >>> 8) % 26)));
  }).join('');
};

/** What a workbook is refused as, or `read`. */
async function outcomeOf(content: Buffer, marks = LIMITS.marks): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tavola-'));
  try {
    const path = join(folder, 'staged');
    await writeFile(path, content);
    await readXlsx(path, 'agenda.xlsx', { ...LIMITS, marks });
    return 'read';
  } catch (error) {
    return (error as { reason?: string }).reason ?? String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a workbook in millions of pieces', () => {
  const PIECES = 100_000;
  const strings = (content: string) =>
    workbook({ rows: HEADINGS + line(2, '<c t="s"><v>0</v></c>'), texts: [content] });
  const relation = (letter: string) => `<Relationship Id="${letter}" Type="${letter}" Target="${letter}"/>`;

  it.each([
    [
      'a cell',
      () => workbook({ rows: HEADINGS + line(2, text(many(PIECES, (one) => `<![CDATA[${one}]]>`))) }),
    ],
    ['a text that cells share', () => strings(`<t>${many(PIECES, (one) => `<![CDATA[${one}]]>`)}</t>`)],
    ['texts that cells share', () => strings(many(PIECES / 2, (one) => `<t>${one}</t>`))],
    ['runs of letters', () => strings(many(PIECES / 4, (one) => `<r><t>${one}</t></r>`))],
    ['entities', () => strings(`<t>${many(PIECES, (one) => `&#${one.charCodeAt(0)};`)}</t>`)],
    [
      'cells that are empty',
      () => workbook({ rows: HEADINGS + row(2, [many(PIECES, (one) => `<c s="${one}"/>`)]) }),
    ],
    [
      'relationships',
      () => workbook({ rows: HEADINGS + line(2, 'One'), relations: many(PIECES / 4, relation) }),
    ],
    [
      'comments',
      () => workbook({ rows: `${HEADINGS}${line(2, 'One')}${many(PIECES, (one) => `<!--${one}-->`)}` }),
    ],
  ])('is refused: %s', async (_, make) => {
    const content = make();
    expect(await outcomeOf(content, PIECES - 1)).toBe('TOO_MUCH');
    // The control: it is the bound alone that keeps it out.
    expect(await outcomeOf(content, Number.POSITIVE_INFINITY)).toBe('read');
  });

  it('is refused soon also when it has all that fit into an upload', async () => {
    const pieces = many(34_000, (one) => `<![CDATA[${one}]]>`).repeat(100);
    const content = workbook({
      rows: HEADINGS + line(2, text(pieces)),
    });
    expect(content.length).toBeLessThan(MOST_BYTES);
    expect(content.length).toBeGreaterThan(3_000_000);
    const before = process.cpuUsage();
    expect(await outcomeOf(content)).toBe('TOO_MUCH');
    // What it computes, since the machine may do other things. Outside of a test it is half a second.
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(10_000);
  });

  it('is told in words of its own in each language', () => {
    const messages = new Messages();
    const [tooMuch, other] = (['TOO_MUCH', 'DAMAGED'] as const).map(
      (reason) => rejection(reason, messages)[0]?.message,
    );
    for (const language of LANGUAGES) {
      expect(tooMuch?.[language]).toEqual(expect.any(String));
      expect(tooMuch?.[language]).not.toBe(other?.[language]);
    }
  });

  it('is no full one: 1,000 rows of 17 columns are read', async () => {
    const rows = Array.from({ length: 1_000 }, (_, index) =>
      row(
        index + 2,
        Array.from({ length: 17 }, () => 'A &amp; B'),
      ),
    );
    expect(await outcomeOf(workbook({ rows: HEADINGS + rows.join('') }))).toBe('read');
  });

  it('has a text that stands in CDATA, in a cell and where cells share it', async () => {
    const content = workbook({
      rows: HEADINGS + line(2, text('Opening <![CDATA[& <welcome>]]>')) + line(3, '<c t="s"><v>0</v></c>'),
      texts: ['<t>Site <![CDATA[visit & lunch]]></t>'],
    });
    const { items } = await checked(content, 'agenda.xlsx');
    expect(items.map(({ title }) => title)).toEqual(['Opening & <welcome>', 'Site visit & lunch']);
  });

  it('has one text in each of its cells only as long as a cell is', async () => {
    const long = `<t>${'_x0041_'.repeat(140_000)}</t>`;
    const shared = '<c t="s"><v>0</v></c>';
    const rows = Array.from({ length: 900 }, (_, index) =>
      row(index + 2, ['2017-12-11', '9:30', '11:00', shared, shared, shared, shared, shared]),
    );
    const started = performance.now();
    const headings = row(1, ['day', 'start', 'end', 'kind', 'title', 'description', 'place', 'room']);
    const result = await checked(workbook({ rows: headings + rows.join(''), texts: [long] }), 'agenda.xlsx');
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(problemsOf(result)).toEqual(['- - TOO_MUCH_TEXT']);
  });
});

describe('what is kept of a file', () => {
  const description = 'x'.repeat(9_000);
  const csv = (lines: number): string =>
    `day;start;end;title;description\n${`2017-12-11;9:00;10:00;One;${description}\n`.repeat(lines)}`;

  it('is bounded, and says so', async () => {
    const large = await checked(csv(120), 'agenda.csv');
    expect([problemsOf(large), large.items]).toEqual([['- - TOO_MUCH_TEXT'], []]);
    expect(large.problems[0]?.values).toMatchObject({ most: MOST_TEXT });
    expect(JSON.stringify(await sourceIn(csv(120), 'agenda.csv')).length).toBeLessThan(1_000);
    // The control: a little less comes in.
    const fits = await checked(csv(105), 'agenda.csv');
    expect([problemsOf(fits), fits.items.length]).toEqual([[], 105]);
  });
});

describe('the problems of a file', () => {
  const lines = (count: number, line: string): string => `day;start;end;title\n${`${line}\n`.repeat(count)}`;

  it('are listed up to a bound, with how many more there are, in every format', async () => {
    const csv = lines(390, 'x;y;z;One');
    const rows = Array.from({ length: 390 }, (_, index) => row(index + 2, ['x', 'y', 'z', '', 'One']));
    const json = JSON.stringify({
      items: Array.from({ length: 390 }, () => ({ day: 'x', start: 'y', end: 'z', title: 'One' })),
    });
    for (const [name, content] of [
      ['agenda.csv', csv],
      ['agenda.json', json],
      ['agenda.xlsx', workbook({ rows: HEADINGS + rows.join('') })],
    ] as const) {
      const { problems } = await checked(content, name);
      expect([name, problems.length, problems.at(-1)]).toEqual([
        name,
        MOST_PROBLEMS,
        { row: null, column: null, code: 'MORE_PROBLEMS', values: { more: 390 * 3 - MOST_PROBLEMS + 1 } },
      ]);
    }
  });

  it('are kept up to a bound, already where the file is read', async () => {
    const headings = Array.from({ length: 20_000 }, (_, index) => `a${index}`).join(';');
    const { problems } = await sourceIn(
      `day;start;end;title;${headings}\n2017-12-11;9:00;10:00;One\n`,
      'agenda.csv',
    );
    expect(problems).toHaveLength(2 * MOST_PROBLEMS + 1);
    expect(problems.at(-1)?.values).toEqual({ more: 20_000 - 2 * MOST_PROBLEMS });
  });

  it('have the errors among those that are shown, whatever warnings come before them', () => {
    const list = new ProblemList();
    const problem = (row: number, code: Problem['code']): Problem => ({
      row,
      column: null,
      code,
      values: {},
    });
    for (let at = 1; at <= 600; at += 1) list.add(problem(at, 'UNKNOWN_SPEAKER'));
    list.add(problem(601, 'MALFORMED_DAY'));
    expect(list.listed().slice(-2)).toEqual([
      problem(601, 'MALFORMED_DAY'),
      { ...problem(0, 'MORE_PROBLEMS'), row: null, values: { more: 102 } },
    ]);
    expect(list.listed()).toHaveLength(MOST_PROBLEMS);
  });
});
