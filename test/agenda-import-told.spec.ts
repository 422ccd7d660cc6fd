import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { checked, problemsOf } from './factories/agenda-files.js';
import { row, workbook } from './factories/workbook.js';

const csv = (...lines: string[]): string => lines.join('\r\n');
const messages = new Messages();
const DAY = 43_080;

describe('problems of a file', () => {
  it.each([
    ['', 0],
    ['<workbookPr date1904="1"/>', 1_462],
  ])('say that a cell holds a day and a time: %j', async (properties, earlier) => {
    const rows = [
      row(1, ['day', 'start', 'end', 'title']),
      row(2, [DAY - earlier, DAY - earlier + 13 / 24, 0.75, 'One']),
      row(3, [DAY - earlier + 9.5 / 24, '11.12.2017 9:30', DAY - earlier, 'Two']),
    ];
    const result = await checked(workbook({ rows: rows.join(''), properties }), 'agenda.xlsx');
    expect(problemsOf(result)).toEqual([
      '2 start DAY_WITH_TIME',
      '3 day DAY_WITH_TIME',
      '3 start DAY_WITH_TIME',
      '3 end DAY_WITH_TIME',
    ]);
    expect(result.problems.map(({ values }) => values['text'])).toEqual([
      '2017-12-11 13:00',
      '2017-12-11 09:30',
      '11.12.2017 9:30',
      '2017-12-11 00:00',
    ]);
  });

  it('name the rows without an end, and from what it follows', async () => {
    const { problems } = await checked(
      csv(
        'day;start;end;kind;title;part',
        '2017-12-11;9:00;;session;One;',
        '2017-12-11;10:00;12:00;session;Two;',
        '2017-12-11;11:00;;session;A part;yes',
        '2017-12-11;13:00;;session;Three;',
        '2017-12-11;;18:00;day;;',
      ),
      'agenda.csv',
    );
    expect(problems.map(({ code, values }) => [code, values])).toEqual([
      ['END_INFERRED', { from: 'next', count: 1, rows: '2' }],
      ['END_INFERRED', { from: 'whole', count: 1, rows: '4' }],
      ['END_INFERRED', { from: 'day', count: 1, rows: '5' }],
    ]);
    for (const language of LANGUAGES) {
      const told = problems.map(({ values }) => messages.say(language, 'import.END_INFERRED', values));
      expect([language, new Set(told.map((text) => text.replace(/\(.*/, ''))).size]).toEqual([language, 3]);
      expect(told[2]).toMatch(/: 5\)\.$/);
    }
  });

  it('name the rows of what differs, and of what has no number', async () => {
    const result = await checked(
      csv(
        'day;endDay;start;end;kind;title;place;count;responsible',
        '2017-12-11;;9:00;10:00;session;One;;;',
        '2017-12-10;2017-12-13;;;meeting;Final meeting;Ravenna;;Linz',
        ';;;;participants;Linz;;;',
        ';;;;participants;Riga;;;',
      ),
      'agenda.csv',
    );
    expect(problemsOf(result)).toEqual([
      '- participants COUNT_MISSING',
      '3 place FACT_DIFFERS',
      '3 day FACT_DIFFERS',
      '3 responsible FACT_DIFFERS',
    ]);
    expect(messages.say('en', 'import.COUNT_MISSING', result.problems[0]?.values ?? {})).toContain(
      '(rows: 4, 5)',
    );
  });

  it('say of JSON that it is not one object, and do not call it malformed', async () => {
    for (const content of ['[{"day": "2017-12-11", "title": "One"}]', '7', 'null'])
      expect(problemsOf(await checked(content, 'agenda.json'))).toEqual(['- - NO_OBJECT']);
    for (const language of LANGUAGES)
      expect(messages.say(language, 'import.NO_OBJECT', {})).toContain('items');
  });
});
