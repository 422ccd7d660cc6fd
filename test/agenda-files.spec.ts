import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { KINDS, kindOf } from '../src/imports/kinds.js';
import { AGENDA_FILES, agendaFile, checked, meetingOf, problemsOf } from './factories/agenda-files.js';

const rows = (column: string, code: string, ...numbers: number[]): string[] =>
  numbers.map((row) => `${row} ${column} ${code}`);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** What each has to say where the length of the last line of a day is not known. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '01': ['- - END_INFERRED', ...rows('start', 'WHOLE_DAY', 1, 25), ...rows('end', 'END_UNKNOWN', 11, 20, 24)],
  '02': [
    '- completeness INCOMPLETE_SOURCE',
    '- participants COUNT_MISSING',
    '- - END_INFERRED',
    ...rows('end', 'END_UNKNOWN', 5, 13, 17),
  ],
  '03': ['- participants COUNT_MISSING', '- - END_INFERRED', ...rows('end', 'END_UNKNOWN', 9)],
  '04': ['- completeness INCOMPLETE_SOURCE', '- - END_INFERRED', ...rows('end', 'END_UNKNOWN', 2)],
  '07': ['- completeness INCOMPLETE_SOURCE', ...rows('start', 'WHOLE_DAY', ...upTo(6))],
  '08': ['- completeness INCOMPLETE_SOURCE', ...rows('start', 'WHOLE_DAY', ...upTo(14))],
  '11': ['- - END_INFERRED', ...rows('end', 'END_UNKNOWN', 1)],
  '12': [
    '- completeness INCOMPLETE_SOURCE',
    '- - END_INFERRED',
    ...rows('start', 'WHOLE_DAY', 1),
    ...rows('end', 'END_UNKNOWN', 7, 13),
  ],
  '13': [
    '- - END_INFERRED',
    ...rows('start', 'WHOLE_DAY', 1, 2, 3, 4, 14),
    ...rows('end', 'END_UNKNOWN', 6, 10, 13),
  ],
  '20': ['- participants COUNT_MISSING', ...rows('end', 'END_UNKNOWN', 11)],
  '22': [
    ...rows('start', 'TIME_OF_PARENT', 2, 3, 4, 7, 8, 9),
    ...rows('responsible', 'UNKNOWN_PARTNER', 2, 3, 4, 5, 7, 8, 9),
  ],
  '27': ['- completeness INCOMPLETE_SOURCE', '- - END_INFERRED', ...rows('end', 'END_UNKNOWN', 15)],
  '28': [
    '- completeness INCOMPLETE_SOURCE',
    '- - SEVERAL_MEETINGS',
    ...rows('start', 'WHOLE_DAY', ...upTo(4)),
  ],
};

describe('the facts of real agendas', () => {
  it.each(AGENDA_FILES)('are imported, or the list says what is to be filled in: %s', async (id) => {
    const meeting = await meetingOf(id);
    const result = await checked(await agendaFile(id), `${id}.json`, { meeting });
    expect(problemsOf(result).toSorted()).toEqual([...(EXPECTED[id] ?? [])].toSorted());
  });

  it.each(AGENDA_FILES.filter((id) => id !== '28'))(
    'lack nothing where it is said how long the last line of a day lasts: %s',
    async (id) => {
      const meeting = await meetingOf(id);
      const content = await agendaFile(id);
      const result = await checked(content, `${id}.json`, { meeting, lastItemMinutes: 60 });
      const { items } = JSON.parse(content.toString()) as { items: Record<string, string | null>[] };
      expect(problemsOf(result).filter((problem) => /UNKNOWN$|OUTSIDE|MALFORMED/.test(problem))).toEqual([]);
      // What the file says stands as it says so.
      expect(
        result.items.map(({ startsAtLocal, endsAtLocal, endIsInferred, sourceKind }, index) => [
          startsAtLocal?.slice(0, 10),
          items[index]?.['start'] ? startsAtLocal?.slice(11, 16) : null,
          endIsInferred ? null : endsAtLocal?.slice(11, 16),
          sourceKind,
        ]),
      ).toEqual(items.map(({ day, start, end, kind }) => [day, start, end, kind]));
      for (const { startsAt, endsAt } of result.items)
        expect(Number(endsAt)).toBeGreaterThan(Number(startsAt));
    },
  );

  it('have parts where a line holds others', async () => {
    const of = async (id: string) => {
      const { items } = await checked(await agendaFile(id), `${id}.json`, { meeting: await meetingOf(id) });
      return items.flatMap(({ row, parentRow }) => (parentRow === null ? [] : [[row, parentRow]]));
    };
    expect(await of('04')).toEqual([5, 6, 7, 8, 9, 10].map((row) => [row, 4]));
    expect(await of('22')).toEqual([
      ...[2, 3, 4].map((row) => [row, 1]),
      ...[7, 8, 9].map((row) => [row, 6]),
    ]);
  });

  it('state the numbers of participants by town', async () => {
    const { stated } = await checked(await agendaFile('08'), '08.json', { meeting: await meetingOf('08') });
    expect(stated.map(({ exact, town, countryCode }) => [town, countryCode, exact])).toEqual([
      [null, null, 168],
      ['Miercurea Nirajului', 'RO', 67],
      ['Aszod', 'HU', 29],
      ['Szerencs', 'HU', 23],
      ['Orkeny', 'HU', 24],
      ['Stadt Worth am Donau', 'DE', 25],
    ]);
  });
});

describe('the table of kinds in the documentation', () => {
  it('is the one that is used', async () => {
    const page = await readFile(new URL('../docs/import.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| ([A-Z_]+) +\| ([a-z][^|;]*?) *[|;]/gm)].map(
      ([, kind, words = '']) => [kind, words.replace(/,? and, with.*/, '').split(', ')],
    );
    const own = (kind: string): string => kind.toLowerCase().replaceAll('_', ' ');
    expect(rows).toEqual([
      ...Object.entries(KINDS).map(([kind, words]) => [kind, [own(kind), ...words]]),
      ['OTHER', ['other', 'press']],
    ]);
    for (const [kind, words] of rows) for (const word of words as string[]) expect(kindOf(word)).toBe(kind);
  });
});
