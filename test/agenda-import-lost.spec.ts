import { describe, expect, it } from '@jest/globals';
import { checked, problemsOf } from './factories/agenda-files.js';
import { row, workbook } from './factories/workbook.js';

const csv = (...lines: string[]): string => lines.join('\r\n');

describe('what somebody wrote into a file is not lost without a word', () => {
  it('where a text goes on in columns without a heading, since nobody quoted it', async () => {
    const rest = 'Youth, elderly and migrants, a discussion';
    const result = await checked(
      csv('Day,Start,End,Title', `2017-12-11,20:00,21:00,${rest}`, '2017-12-11,21:00,22:00,Two,,'),
      'agenda.csv',
    );
    expect(problemsOf(result)).toEqual(['2 - NO_HEADING']);
    expect(result.problems[0]?.values).toEqual({ text: ' elderly and migrants', column: 'E' });
    const quoted = csv('Day,Start,End,Title', `2017-12-11,20:00,21:00,"${rest}"`);
    expect(problemsOf(await checked(quoted, 'agenda.csv'))).toEqual([]);
  });

  it('under an empty heading, in CSV and in a sheet', async () => {
    const table = csv(
      'day;;start;end;title',
      '2017-12-11;Room 1;9:00;10:00;One',
      '2017-12-11; ;10:00;11:00;Two',
    );
    expect(problemsOf(await checked(table, 'agenda.csv'))).toEqual(['2 - NO_HEADING']);
    const rows = [
      row(1, ['day', null, 'start', 'end', 'title']),
      row(2, ['2017-12-11', null, '9:00', '10:00', 'One']),
      row(3, ['2017-12-11', 7, '10:00', '11:00', 'Two']),
    ];
    const result = await checked(workbook({ rows: rows.join('') }), 'agenda.xlsx');
    expect(problemsOf(result)).toEqual(['3 - NO_HEADING']);
    expect(result.problems[0]?.values).toEqual({ text: '7', column: 'B' });
  });

  it.each([
    ['meeting', 'SESSION', []],
    ['Day', 'OTHER', ['UNKNOWN_KIND']],
    ['participants', 'OTHER', ['UNKNOWN_KIND']],
  ])('where a line of the kind %s has times: it is an item, as in JSON', async (kind, becomes, codes) => {
    const item = { day: '2017-12-11', start: '9:00', end: '10:00', kind, title: 'Arrival day' };
    const table = csv(Object.keys(item).join(';'), Object.values(item).join(';'));
    for (const [content, name] of [
      [table, 'agenda.csv'],
      [JSON.stringify({ items: [item] }), 'agenda.json'],
    ] as const) {
      const { items, problems } = await checked(content, name);
      expect(items).toMatchObject([
        { kind: becomes, title: 'Arrival day', startsAtLocal: '2017-12-11T09:00:00' },
      ]);
      expect(problems.map(({ code }) => code)).toEqual(codes);
    }
  });

  it('in a line that is no item, in a column of which nothing is taken', async () => {
    const result = await checked(
      csv(
        'day;start;end;kind;title;place;description;count',
        '2017-12-11;9:00;10:00;session;One;;;',
        '2017-12-12;;18:00;day;Arrival day;Bologna;;',
        ';;;participants;Cervia;;Who came;3',
        ';;;participants total;All;;;3',
        '2017-12-11;;10:00;meeting;The end of it;;;',
      ),
      'agenda.csv',
    );
    expect(problemsOf(result)).toEqual([
      '3 title NOT_TAKEN',
      '4 description NOT_TAKEN',
      // An end makes it an item, which has a start.
      '6 start MISSING',
    ]);
  });

  const HEADINGS = row(1, ['day', 'start', 'end', 'title']);
  const one = (title: string) => row(2, ['2017-12-11', '9:00', '10:00', title]);
  /** A workbook with these sheets by their names. */
  const sheets = (...rows: (readonly [string, string])[]): Buffer =>
    workbook({
      rows: rows[0]?.[1] ?? '',
      sheets: rows
        .map(([name], index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="s${index + 1}"/>`)
        .join(''),
      relations: rows
        .map(
          (_, index) =>
            `<Relationship Id="s${index + 1}" Type="x/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
        )
        .join(''),
      more: rows.slice(1).map(([, content], index) => ({
        name: `xl/worksheets/sheet${index + 2}.xml`,
        content: `<worksheet><sheetData>${content}</sheetData></worksheet>`,
      })),
    });

  it.each([
    [
      'two days',
      sheets(['Day 1', HEADINGS + one('One')], ['Day 2', HEADINGS + one('Two')]),
      'One',
      'Day 1',
      '“Day 2”',
    ],
    ['an empty one in front', sheets(['Cover', ''], ['Agenda', HEADINGS + one('Two')]), 'Two', null, null],
    [
      'headings alone in front',
      sheets(['Plan', HEADINGS], ['Agenda', HEADINGS + one('Two')], ['Empty', '']),
      'Two',
      'Agenda',
      '“Plan”',
    ],
  ])('on sheets that are not read: %s', async (_, content, title, sheet, others) => {
    const { items, problems } = await checked(content, 'agenda.xlsx');
    expect(items.map((item) => item.title)).toEqual([title]);
    expect(problems).toEqual(
      sheet === null
        ? []
        : [{ row: null, column: null, code: 'OTHER_SHEETS', values: { sheet, others, count: 1 } }],
    );
  });

  it('and a workbook without a line still says so', async () => {
    const content = sheets(['One', ''], ['Two', HEADINGS]);
    expect(problemsOf(await checked(content, 'agenda.xlsx'))).toEqual(['- - NO_LINES']);
  });
});
