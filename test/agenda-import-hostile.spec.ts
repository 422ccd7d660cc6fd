import { describe, expect, it } from '@jest/globals';
import { MOST_PROBLEMS, quoted } from '../src/imports/problem.js';
import { checked, problemsOf, sourceIn } from './factories/agenda-files.js';
import { row, workbook } from './factories/workbook.js';

const HEADINGS = row(1, ['day', 'start', 'end', 'kind', 'title', 'capacity']);
/** 11 December 2017, as a sheet counts days; half past nine and eleven. */
const DAY = 43_080;
const line = (number: number, title: string | number, more: (string | number | null)[] = []): string =>
  row(number, [DAY, 9.5 / 24, 11 / 24, 'plenary', title, ...more]);

const sheet = (...rows: string[]): Buffer => workbook({ rows: [HEADINGS, ...rows].join('') });
const problemsIn = async (content: Buffer | string, name = 'agenda.xlsx') =>
  problemsOf(await checked(content, name));
const refusedAs = (content: Buffer, name = 'agenda.xlsx') =>
  sourceIn(content, name).then(
    () => 'read',
    (error: { reason?: string; message: string }) => error.reason ?? error.message,
  );

describe('a workbook', () => {
  it('has days and times as numbers or as texts, and texts wherever they are kept', async () => {
    const content = workbook({
      rows: [
        HEADINGS,
        line(2, '<c t="s"><v>0</v></c>', [30]),
        row(7, ['2017-12-12', '10:00', '12.00', '<c t="s"><v>1</v></c>', 'A &amp; B']),
        row(8, ['<c t="d"><v>2017-12-12T00:00:00</v></c>', 0.5, 1, '<c t="str"><v>lunch</v></c>', 2017]),
      ].join(''),
      texts: ['<t>Open</t>', '<r><t>site </t></r><r><t>visit</t></r><rPh><t>spoken</t></rPh>'],
    });
    const { items, problems } = await checked(content, 'agenda.xlsx');
    expect(problems).toEqual([]);
    expect(
      items.map(({ row: at, kind, title, capacity, startsAtLocal, endsAtLocal }) => [
        at,
        kind,
        title,
        capacity,
        startsAtLocal,
        endsAtLocal,
      ]),
    ).toEqual([
      [2, 'SESSION', 'Open', 30, '2017-12-11T09:30:00', '2017-12-11T11:00:00'],
      [7, 'SITE_VISIT', 'A & B', null, '2017-12-12T10:00:00', '2017-12-12T12:00:00'],
      [8, 'MEAL', '2017', null, '2017-12-12T12:00:00', '2017-12-13T00:00:00'],
    ]);
  });

  it('that counts its days from 1904 on has the same days', async () => {
    const rows = [HEADINGS, row(2, [DAY - 1_462, 0.5, 0.75, 'plenary', 'One', 1_462])].join('');
    const content = workbook({ rows, properties: '<workbookPr date1904="1"/>' });
    const { items } = await checked(content, 'agenda.xlsx');
    expect(items[0]).toMatchObject({ startsAtLocal: '2017-12-11T12:00:00', capacity: 1_462 });
  });

  it('is read in the first sheet that is shown', async () => {
    const hidden = '<sheet name="Notes" sheetId="2" state="hidden" r:id="rId9"/>';
    const shown = '<sheet name="Agenda" sheetId="1" r:id="rId1"/>';
    const content = workbook({ rows: HEADINGS + line(2, 'One'), sheets: hidden + shown });
    expect(await problemsIn(content)).toEqual([]);
  });

  it('has its formulas and faults told, and neither computed nor taken', async () => {
    const content = sheet(
      line(2, '<c t="str"><f>HYPERLINK("https://evil.example","Click")</f><v>Click</v></c>'),
      row(3, ['<c><f>TODAY()</f><v>43080</v></c>', 0.5, 0.75, 'plenary', 'Two']),
      line(4, 'Three', ['<c t="e"><v>#REF!</v></c>']),
      line(5, '=1+1 is text here'),
    );
    const result = await checked(content, 'agenda.xlsx');
    expect(problemsOf(result)).toEqual(['2 title FORMULA', '3 day FORMULA', '4 capacity BROKEN_CELL']);
    expect(result.problems.map(({ values }) => values['text'])).toEqual([
      '=HYPERLINK("https://evil.example","Click")',
      '=TODAY()',
      '#REF!',
    ]);
    expect(JSON.stringify(result.items)).not.toContain('Click');
    expect(result.items[3]?.title).toBe('=1+1 is text here');
    expect(await problemsIn('day;start;end;title\n2017-12-11;9:00;10:00;" =cmd|calc"\n', 'a.csv')).toEqual([
      '2 title FORMULA',
    ]);
  });

  it('has nothing where a cell refers to no text, and never another text instead', async () => {
    const read = async (cell: string) => {
      const { rows, problems } = await sourceIn(
        workbook({ rows: HEADINGS + line(2, 'One', [cell]), texts: ['<t>30</t>', '<t>40</t>'] }),
        'agenda.xlsx',
      );
      return [rows[0]?.cells.capacity, problems.map(({ code, values }) => `${code} ${values['text']}`)];
    };
    expect(await read('<c t="s"/>')).toEqual([undefined, []]);
    expect(await read('<c t="s"><v></v></c>')).toEqual([undefined, []]);
    expect(await read('<c t="n"><v> </v></c>')).toEqual([undefined, []]);
    expect(await read('<c t="b"/>')).toEqual([undefined, []]);
    expect(await read('<c t="b"><v>true</v></c>')).toEqual(['yes', []]);
    for (const value of ['0x1', '99', '-1', '1.0', '1e0', '2'])
      expect(await read(`<c t="s"><v>${value}</v></c>`)).toEqual(['', [`BROKEN_CELL ${value}`]]);
    for (const value of ['0x1E', '0b11', '1e999', 'NaN', '3O'])
      expect(await read(`<c><v>${value}</v></c>`)).toEqual(['', [`BROKEN_CELL ${value}`]]);
    expect(await read('<c t="b"><v>2</v></c>')).toEqual(['', ['BROKEN_CELL 2']]);
    // The control: what refers to one has it.
    expect(await read('<c t="s"><v>0</v></c>')).toEqual(['30', []]);
    expect(await read('<c t="s"><v> 1 </v></c>')).toEqual(['40', []]);
    expect(await read('<c><v>3.0E1</v></c>')).toEqual([30, []]);
  });

  it.each([
    ['two rows that are the same one', line(2, 'One') + line(2, 'Two')],
    ['rows the other way round', line(3, 'One') + line(2, 'Two')],
    [
      'a row without a number after one out of order',
      line(9, 'One') + line(3, 'Two') + line(4, 'Three').replace('<row r="4">', '<row>'),
    ],
    ['a row in a row', line(2, 'One').replace('</row>', `${line(3, 'Two')}</row>`)],
    ['a row that has no number', line(2, 'One').replace('<row r="2">', '<row r="two">')],
    ['two cells that are the same one', line(2, 'One').replace('</row>', '<c r="E2"><v>7</v></c></row>')],
    ['cells the other way round', line(2, 'One').replace('</row>', '<c r="B2"><v>7</v></c></row>')],
    ['a cell of another row', line(2, 'One', [7]).replace('"F2"', '"F3"')],
    ['a cell that is nowhere', line(2, 'One', [7]).replace('"F2"', '"2F"')],
    ['a cell in a cell', line(2, 'One', ['<c><c r="G2"><v>7</v></c></c>'])],
    ['two values in one cell', line(2, 'One', ['<c><v>7</v><v>0</v></c>'])],
    ['a cell between rows', `${line(2, 'One')}<c r="F2"><v>7</v></c>`],
  ])('has one line and one cell in a place, or is told to be damaged: %s', async (_, rows) => {
    const { items, problems } = await checked(sheet(rows), 'agenda.xlsx');
    expect(problems.map(({ code }) => code)).toContain('UNREADABLE');
    expect(new Set(items.map(({ row: at }) => at)).size).toBe(items.length);
  });

  it('counts rows and cells that do not say where they are (the control)', async () => {
    const noPlaces = line(2, 'One', [7]).replaceAll(/ r="[A-Z]*2"/g, '');
    const drawing = '<xdr:row>1</xdr:row><xdr:row>1</xdr:row>';
    const content = workbook({
      rows: `${HEADINGS}${noPlaces}${line(7, 'Two')}</sheetData>${drawing}<sheetData>`,
    });
    const { items, problems } = await checked(content, 'agenda.xlsx');
    expect(problems).toEqual([]);
    expect(items.map(({ row: at, title, capacity }) => [at, title, capacity])).toEqual([
      [2, 'One', 7],
      [7, 'Two', null],
    ]);
  });

  it('with a cell at the end of the sheet is read as soon as any other', async () => {
    const far = '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>';
    const before = process.memoryUsage().rss;
    const result = await checked(sheet(line(2, 'One'), far), 'agenda.xlsx');
    expect(problemsOf(result)).toContain('1048576 title MISSING');
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it('with more rows than are taken is left after those', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => line(index + 2, 'One'));
    expect(await problemsIn(sheet(...rows))).toEqual(['- - TOO_MANY_LINES']);
  });

  it.each([
    ['nothing of all this (the control)', sheet(line(2, 'One')), 'read'],
    [
      'a zip bomb',
      workbook({ rows: HEADINGS, more: [{ name: 'xl/media/a', content: Buffer.alloc(60_000_000) }] }),
      'ZIP_BOMB',
    ],
    ['a part that hides its size', workbook({ rows: HEADINGS + ' '.repeat(12_000_000) }), 'ZIP_BOMB'],
    [
      'a bomb of entities',
      workbook({
        rows: row(1, ['&b;']),
        prolog: '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
      }),
      'DAMAGED',
    ],
    [
      'an entity that is a file',
      workbook({ rows: row(1, ['&b;']), prolog: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' }),
      'DAMAGED',
    ],
    ['macros', workbook({ rows: HEADINGS, more: [{ name: 'xl/vbaProject.bin', content: 'x' }] }), 'MACROS'],
    ['XML that is none', workbook({ rows: '<row><c></row>' }), 'DAMAGED'],
    ['no sheet', workbook({ rows: HEADINGS, sheets: ' ' }), 'DAMAGED'],
    [
      'a sheet that is not there',
      workbook({ rows: HEADINGS, sheets: '<sheet name="A" r:id="rId7"/>' }),
      'DAMAGED',
    ],
    ['half of a file', sheet(line(2, 'One')).subarray(0, 900), 'DAMAGED'],
    ['no zip at all', Buffer.from('day;title\n'), 'TYPE'],
  ])('is refused: %s', async (_, content, reason) => {
    expect(await refusedAs(content)).toBe(reason);
  });
});

describe('a hostile text', () => {
  const title = (text: string): string =>
    JSON.stringify({ items: [{ day: '2017-12-11', start: '9:00', end: '10:00', title: text }] });

  it.each([
    ['of 10,000 characters', 'x'.repeat(10_000), 'TOO_LONG'],
    ['that turns the direction of what follows', 'photo\u202Egpj.exe', 'HIDDEN_CHARACTERS'],
    ['that isolates what follows', 'a\u2067b', 'HIDDEN_CHARACTERS'],
    ['with the character 0', 'a\u0000b', 'HIDDEN_CHARACTERS'],
    ['with a bell', 'a\u0007b', 'HIDDEN_CHARACTERS'],
    ['of which nothing is seen', '\u200B\u3164', 'HIDDEN_CHARACTERS'],
  ])('is told: %s', async (_, text, code) => {
    const result = await checked(title(text), 'agenda.json');
    expect(problemsOf(result)).toEqual([`1 title ${code}`]);
    // What the list quotes of it does the list no harm.
    for (const value of Object.values(result.problems[0]?.values ?? {})) {
      expect(String(value).length).toBeLessThanOrEqual(60);
      expect(String(value)).not.toMatch(/[\u202A-\u202E\u2066-\u2069\p{Cc}]/u);
    }
  });

  it.each(['שלום', 'Right\u200Fleft', 'a\r\nb', '<script>alert(1)</script>', '{{7*7}}', '__proto__'])(
    'is a title like others: %j',
    async (text) => {
      const { items, problems } = await checked(title(text), 'agenda.json');
      expect(problems).toEqual([]);
      expect(items[0]?.title).toBe(text.replace('\r\n', ' '));
    },
  );

  it('with half a character can be kept', async () => {
    const source = await sourceIn(title('a\ud800b'), 'agenda.json');
    expect(source.rows[0]?.cells.title).toBe('a\uFFFDb');
  });

  it('is cut between characters where it is quoted', () => {
    const text = `${'x'.repeat(58)}😀${'y'.repeat(10)}`;
    expect(quoted(text)).toBe(`${'x'.repeat(58)}…`);
    expect(quoted(text).isWellFormed()).toBe(true);
  });

  it('in a list is a word, or is told', async () => {
    const content = (speakers: string) =>
      `{"items": [{"day": "2017-12-11", "start": "09:00", "end": "10:00", "title": "One", "speakers": ${speakers}}]}`;
    for (const speakers of ['[{"toString": 1}]', '[{"name": "Ann"}]', '[["Ann"]]'])
      expect(await problemsIn(content(speakers), 'agenda.json')).toEqual(['1 speakers MALFORMED_WORD']);
  });

  it('is told when it lies outside all time, or its part on another day', async () => {
    const far = 'day;title\n9999-12-31;Foo\n';
    expect(await problemsIn(far, 'agenda.csv')).toContain('2 day OUTSIDE_MEETING');
    const long = 'day;start;endDay;end;title\n2017-12-11;09:00;9999-12-31;24:00;One\n';
    expect(await problemsIn(long, 'agenda.csv')).toContain('2 end OUTSIDE_MEETING');
    const parts = 'day;start;end;title;part\n2017-12-11;09:00;12:00;Whole;\n2017-12-12;;;Part;yes\n';
    expect(await problemsIn(parts, 'agenda.csv')).toContain('3 day OUTSIDE_PARENT');
  });

  it('names no key of every object', async () => {
    const content =
      '{"__proto__": {"x": 1}, "items": [{"constructor": "x", "day": "2017-12-11", "title": "One"}]}';
    expect(await problemsIn(content, 'agenda.json')).toEqual([
      '- __proto__ COLUMN_UNKNOWN',
      '1 constructor COLUMN_UNKNOWN',
      '1 start WHOLE_DAY',
    ]);
  });

  it.each([
    ['lists within lists', '['.repeat(200_000)],
    ['a line without an end', `day;title\n${'x'.repeat(4_000_000)}`],
    ['columns without an end', `${';'.repeat(100_000)}\n`.repeat(20)],
    ['items without an end', JSON.stringify({ items: Array.from({ length: 100_000 }, () => ({ a: 1 })) })],
  ])('of a whole file ends soon: %s', async (_, content) => {
    const name = content.startsWith('day') || content.startsWith(';') ? 'agenda.csv' : 'agenda.json';
    const started = performance.now();
    const { problems } = await checked(content, name);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(MOST_PROBLEMS);
  });
});
