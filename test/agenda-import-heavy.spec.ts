import { describe, expect, it } from '@jest/globals';
import { MOST_BYTES } from '../src/imports/import-uploads.js';
import { JSON_BOUNDS, isTooMuchJson } from '../src/imports/json-bounds.js';
import { checked, problemsOf, sourceIn } from './factories/agenda-files.js';
import { row, workbook } from './factories/workbook.js';

const ENDLESS = { characters: Infinity, marks: Infinity, depth: Infinity };

/** As many as fit into an upload. */
const filled = (before: string, piece: string, after: string, most = MOST_BYTES): string =>
  before + piece.repeat(Math.floor((most - before.length - after.length) / piece.length)) + after;

/** What is said of a file, and how long its reading computes, in milliseconds. */
async function read(content: string | Buffer, name: string): Promise<{ told: string; took: number }> {
  const before = process.cpuUsage();
  const told = await sourceIn(content, name).then(
    ({ problems }) =>
      problems.map(({ code, values }) => [code, values['reason']].join(' ').trim()).join(', '),
    (error: { reason?: string; message: string }) => `REJECTED ${error.reason ?? error.message}`,
  );
  return { told, took: process.cpuUsage(before).user / 1_000 };
}

describe('a file that is small and becomes large', () => {
  const keys = (count: number): string =>
    `{${Array.from({ length: count }, (_, index) => `"${index}":0`).join(',')}}`;

  it.each([
    ['objects', filled('{"items":[', '{},', '{}]}')],
    ['lists in one another', filled('', '[', '', MOST_BYTES / 2) + filled('', ']', '', MOST_BYTES / 2)],
    ['keys', keys(400_000)],
    ['some more objects than are taken', filled('{"items":[', '{},', '{}]}', 3 * JSON_BOUNDS.marks)],
    ['a text as long as the file', filled('{"title":"', 'x', '"}')],
    ['what is no JSON', filled('', '{"a":[', '')],
  ])('is told before JSON is made of it: %s', async (_, content) => {
    const { told, took } = await read(content, 'agenda.json');
    expect(told).toBe('REFUSED TOO_MUCH');
    // Without the bound these end the process, or take seconds.
    expect(took).toBeLessThan(6_000);
    // The control: it is the bounds alone that keep it out.
    expect([isTooMuchJson(content), isTooMuchJson(content, ENDLESS)]).toEqual([true, false]);
  });

  it('is measured as JSON is written: what stands in a text makes nothing', () => {
    const text = JSON.stringify({ title: '[{,:"\\'.repeat(20_000) });
    expect(isTooMuchJson(text)).toBe(false);
    expect(isTooMuchJson(text.replaceAll(String.raw`\"`, ''))).toBe(false);
    const bounds = { ...ENDLESS, marks: 4, depth: 2 };
    expect(isTooMuchJson('{"a": [1, 2]}', bounds)).toBe(false);
    expect(isTooMuchJson('{"a": [1, 2, 3]}', bounds)).toBe(true);
    expect(isTooMuchJson('{"a": [[]]}', { ...bounds, marks: 9 })).toBe(true);
    for (const broken of ['"', '"\\', '{"a', ']]]]', '']) expect(isTooMuchJson(broken, bounds)).toBe(false);
  });

  it.each([
    ['commas alone', filled('', ',', '')],
    ['a line of semicolons', filled('day;title\n', ';', '')],
    ['tabs, semicolons and commas', filled('', '\t;,', '')],
    ['lines of empty cells', filled('day;title\n', `${';'.repeat(500)}\n`, '')],
  ])('is told before cells are made of it: %s', async (_, content) => {
    const { told, took } = await read(content, 'agenda.csv');
    expect(told).toBe('REFUSED TOO_MUCH');
    expect(took).toBeLessThan(6_000);
  });

  it.each([
    ['quotes', filled('day;title\n', '"', '')],
    ['lines', filled('day;title\n', '\n', '')],
    ['blanks', filled('', ' ', '')],
    ['other delimiters', filled('day;title\n', ',', '')],
  ])('is told soon: %s', async (_, content) => {
    const { told, took } = await read(content, 'agenda.csv');
    expect(told).toMatch(/UNREADABLE|TOO_MANY_LINES|TOO_MUCH/);
    expect(took).toBeLessThan(15_000);
  });

  it('is a workbook whose elements never end', async () => {
    const rows = (depth: number) =>
      workbook({
        rows: `${row(1, ['day', 'title'])}${row(2, ['2017-12-11', 'One'])}${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`,
      });
    expect(await read(rows(990_000), 'agenda.xlsx')).toEqual({
      told: expect.stringMatching(/^REJECTED (TOO_MUCH|ZIP_BOMB)$/),
      took: expect.any(Number),
    });
    expect((await read(rows(31), 'agenda.xlsx')).told).toBe('REJECTED TOO_MUCH');
    // The control: a little less deep it is read.
    expect((await read(rows(30), 'agenda.xlsx')).told).toBe('');
  });

  it('is a workbook that names one sheet again and again', async () => {
    const named = (count: number) => '<sheet name="A" r:id="rId1"/>'.repeat(count);
    const blank = (count: number) => workbook({ rows: ' '.repeat(900_000), sheets: named(count) });
    // Both are a little more than the bound; without it each is unpacked and parsed as often as it is named, sixteen times as long.
    const few = await read(blank(60), 'agenda.xlsx');
    const many = await read(blank(1_000), 'agenda.xlsx');
    expect([few.told, many.told]).toEqual(['REJECTED TOO_MUCH', 'REJECTED TOO_MUCH']);
    expect(many.took).toBeLessThan(4 * few.took);
    expect((await read(workbook({ rows: '', sheets: named(3_000) }), 'agenda.xlsx')).told).toBe(
      'REJECTED TOO_MUCH',
    );
    // The control: some times it may.
    expect((await read(blank(10), 'agenda.xlsx')).told).toBe('NO_LINES');
  });

  it('is no full agenda, in whatever format', async () => {
    const columns =
      'day start end endDay kind title description place room capacity speakers partners part'.split(' ');
    const cells = ['2017-12-11', '9:00', '10:00', '2017-12-11', 'session', 'One, two', 'a,b;c'].concat(
      Array.from({ length: 6 }, () => ''),
    );
    const quotedCells = cells.map((cell) => `"${cell}"`).join(';');
    const csv = [columns.join(';'), ...Array.from({ length: 399 }, () => quotedCells)].join('\n');
    const item = Object.fromEntries(columns.map((name, index) => [name, cells[index]]));
    const json = JSON.stringify({
      items: Array.from({ length: 399 }, () => item),
      participants: Array.from({ length: 200 }, (_, index) => ({
        name: `Town ${index}`,
        country: 'IT',
        count: 1,
      })),
    });
    for (const [content, name] of [
      [csv, 'agenda.csv'],
      [json, 'agenda.json'],
    ] as const) {
      const { items, problems } = await checked(content, name);
      expect([name, items.length, problems]).toEqual([name, 399, []]);
    }
  });
});

describe('a number in JSON', () => {
  const titled = (title: string, more = ''): string =>
    `{"items": [{"day": "2017-12-11", "start": "9:00", "end": "10:00", "title": ${title}${more}}]}`;

  it('that would be rounded is told, and not taken as another one', async () => {
    const result = await checked(titled('12345678901234567890'), 'agenda.json');
    expect(problemsOf(result)).toContain('1 title NUMBER_ROUNDED');
    expect(result.items[0]?.title).not.toContain('1234567890');
    expect(problemsOf(await checked(titled('-9007199254740993'), 'agenda.json'))).toContain(
      '1 title NUMBER_ROUNDED',
    );
    const list = titled('"One"', ', "speakers": [1, 12345678901234567890]');
    expect(problemsOf(await checked(list, 'agenda.json'))).toContain('1 speakers NUMBER_ROUNDED');
  });

  it('that is kept as it is, or stands there as a text, is taken (the control)', async () => {
    for (const title of ['9007199254740991', '2017', '"12345678901234567890"']) {
      const { items, problems } = await checked(titled(title), 'agenda.json');
      expect([items[0]?.title, problems]).toEqual([title.replaceAll('"', ''), []]);
    }
  });
});
