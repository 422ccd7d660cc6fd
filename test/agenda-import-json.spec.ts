import { describe, expect, it } from '@jest/globals';
import { keysTwice } from '../src/imports/json-keys.js';
import { checked, problemsOf } from './factories/agenda-files.js';

const DAY = '"day": "2017-12-11"';
const item = (more: string, title = '"title": "One", '): string =>
  `{${DAY}, "start": "9:00", "end": "10:00", ${title}"kind": "session"${more && `, ${more}`}}`;
const file = (items: string[], more = ''): string => `{${more && `${more}, `}"items": [${items.join(', ')}]}`;
const problemsIn = async (content: string, name = 'agenda.json') => problemsOf(await checked(content, name));

describe('a key that stands twice in JSON', () => {
  it.each([
    ['another word for the same', '"speaker": "Anna Ek", "speakers": "Eva Berg"', '2 speakers COLUMN_TWICE'],
    [
      'other words for others',
      '"partner": "Cervia", "responsible": ["Skövde kommun"]',
      '2 responsible COLUMN_TWICE',
    ],
    ['capitals', '"place": "Here", "Place": "There"', '2 Place COLUMN_TWICE'],
    ['blanks', '"end_day": "2017-12-11", "end day": "2017-12-11"', '2 end day COLUMN_TWICE'],
    ['nothing', '"place": "Here", "place": "There"', '2 place COLUMN_TWICE'],
    ['how it is written', '"place": "Here", "pl\\u0061ce": "There"', '2 place COLUMN_TWICE'],
  ])('but for %s is told at its row, whichever would win', async (_, keys, expected) => {
    const problems = await problemsIn(file([item(''), item(keys)]));
    expect(problems.filter((problem) => !problem.includes('UNKNOWN'))).toEqual([expected]);
  });

  it('is none where one of them says nothing, or where they are of different things', async () => {
    const content = file([item('"speaker": null, "speakers": "Anna Ek"'), item('"partners": "Cervia Town"')]);
    expect(await problemsIn(content)).toEqual([]);
  });

  it('is told of the whole file, of parts, and of who took part', async () => {
    const parts = `"items": [{${DAY}, "title": "Part", "start": "9:00", "end": "9:30", "title": "Other"}]`;
    const content = file(
      [item(parts), item('"title": "Two"')],
      '"place": "Cervia", "place": "Ravenna", "participants": [{"name": "Riga", "organisation_or_city": "Linz", "count": 1}]',
    );
    expect(await problemsIn(content)).toEqual([
      '- place COLUMN_TWICE',
      '- participants[1].name COLUMN_TWICE',
      '- place FACT_DIFFERS',
      '2 title COLUMN_TWICE',
      '3 title COLUMN_TWICE',
    ]);
  });

  it('is found at once in a large file, and in one with quotes and braces in its texts', () => {
    expect([...keysTwice('{"a": "\\"b\\": {", "b": ["a", "a"], "c": {"a": 1, "a" : 2}}')]).toEqual([
      { row: null, key: 'a' },
    ]);
    const large = `{"items": [${'{},'.repeat(1_600_000)}{"a": 1, "a": 2}]}`;
    const before = process.cpuUsage();
    expect([...keysTwice(large)]).toEqual([{ row: 1_600_001, key: 'a' }]);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(10_000);
  });
});

describe('what a JSON file says', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is no word because every object has it: %s',
    async (word) => {
      expect(await problemsIn(file([item(`"startOffset": "${word}"`)]))).toEqual([
        '1 startOffset MALFORMED_WORD',
      ]);
      expect(await problemsIn(file([item(`"${word}": "x"`)]))).toEqual([`1 ${word} COLUMN_UNKNOWN`]);
      const table = `day;start;end;title;kind;part\n2017-12-11;9:00;10:00;One;${word};${word}\n`;
      expect(await problemsIn(table, 'agenda.csv')).toEqual(['2 part MALFORMED_WORD', '2 kind UNKNOWN_KIND']);
    },
  );

  it('of parts and containers is yes, no, or told', async () => {
    const content = file([
      item('"container": "yes"'),
      item('"part": "yes"'),
      item('"Part": true'),
      item('"part": false'),
      item('"part": "perhaps"'),
      item('"container": {}'),
    ]);
    const result = await checked(content, 'agenda.json');
    expect(problemsOf(result)).toEqual(['5 part MALFORMED_WORD', '6 container MALFORMED_WORD']);
    expect(result.items.map(({ parentRow }) => parentRow)).toEqual([null, 1, 1, 1, 1, 1]);
  });

  it('has a container within another one told, which comes in beside it', async () => {
    const at = (start: string, end: string, title: string, more = ''): string =>
      `{${DAY}, "start": "${start}", "end": "${end}", "title": "${title}", "kind": "session"${more}}`;
    const content = (end: string) =>
      file([
        at('9:00', end, 'Outer', ', "container": true'),
        at('9:00', '9:30', 'Its part'),
        at('10:00', '11:00', 'Inner', ', "container": true'),
        at('10:00', '10:30', 'Part of the inner one'),
      ]);
    const within = await checked(content('12:00'), 'agenda.json');
    expect(problemsOf(within)).toEqual(['3 start BESIDE_CONTAINER']);
    expect(within.items.map(({ parentRow }) => parentRow)).toEqual([null, 1, null, 3]);
    // The control: after it there is nothing to tell.
    expect(await problemsIn(content('10:00'))).toEqual([]);
  });

  it('of a day is known to it, and its place a line like others', async () => {
    const days = (place: string, more = '') =>
      file([item('')], `"days": [{"day": "2017-12-11", "place": "${place}"${more}}]`);
    expect(await problemsIn(days('Bologna', ', "city": "x"'))).toEqual(['- days[1].city COLUMN_UNKNOWN']);
    expect(await problemsIn(days('x'.repeat(10_000)))).toEqual(['- days[1].place TOO_LONG']);
    expect(await problemsIn(days('photo\\u202Egpj'))).toEqual(['- days[1].place HIDDEN_CHARACTERS']);
    const result = await checked(days('Town\\n hall'), 'agenda.json');
    expect(result.items[0]?.place).toBe('Town hall');
    const table =
      'day;kind;start;end;title;place\n2017-12-11;day;;;;a\u202Eb\n2017-12-11;session;9:00;10:00;One;\n';
    expect(await problemsIn(table, 'agenda.csv')).toEqual(['2 place HIDDEN_CHARACTERS']);
  });

  it('of a day twice, or of one that the meeting does not have, is told', async () => {
    const days = (...all: string[]) => file([item('')], `"days": [${all.join(', ')}]`);
    const one = `{${DAY}, "place": "Bologna", "end": "18:00"}`;
    expect(await problemsIn(days(one, one, `{${DAY}}`))).toEqual([]);
    const twice = await checked(days(one, `{${DAY}, "place": "Cervia", "end": "24:00"}`), 'agenda.json');
    expect(twice.problems.map(({ column, code, values }) => [column, code, values])).toEqual([
      ['days[2].end', 'SAID_TWICE', { one: '18:00', other: '24:00' }],
      ['days[2].place', 'SAID_TWICE', { one: 'Bologna', other: 'Cervia' }],
    ]);
    expect(await problemsIn(days('{"day": "2018-12-11", "place": "Bologna"}'))).toEqual([
      '- days[1].day OUTSIDE_MEETING',
    ]);
  });

  it('of the meeting twice in a table is told', async () => {
    const table = (...lines: string[]) =>
      ['day;kind;start;end;title;place;count', ...lines, '2017-12-11;session;9:00;10:00;One;;'].join('\n');
    const same = table(';meeting;;;;Cervia;', ';participants total;;;;;9', ';meeting;;;;Cervia;');
    expect(await problemsIn(same, 'agenda.csv')).toEqual([]);
    const other = table(
      ';meeting;;;;Cervia;',
      ';meeting;;;;Ravenna;',
      ';participants total;;;;;9',
      ';participants total;;;;;8',
    );
    expect(await problemsIn(other, 'agenda.csv')).toEqual([
      '3 - SAID_TWICE',
      '3 place FACT_DIFFERS',
      '5 count SAID_TWICE',
    ]);
  });

  it('of its source is a line like others', async () => {
    expect(await problemsIn(file([item('')], '"source": "a\\u202Eb"'))).toEqual([
      '- source HIDDEN_CHARACTERS',
    ]);
    expect(await problemsIn(file([item('')], `"source": "${'x'.repeat(501)}"`))).toEqual([
      '- source TOO_LONG',
    ]);
  });

  it('in lists without an end is refused for being too many', async () => {
    const objects = Array.from({ length: 20_000 }, () => '{}').join(',');
    expect(await problemsIn(`{"items": [${objects}]}`)).toEqual(['- - TOO_MANY_LINES']);
    const aside = await checked(
      file([item('')], `"days": [${objects}], "participants": [${objects}]`),
      'agenda.json',
    );
    expect(problemsOf(aside)).toEqual(
      expect.arrayContaining(['- days TOO_MANY_LINES', '- participants TOO_MANY_LINES']),
    );
  });
});
