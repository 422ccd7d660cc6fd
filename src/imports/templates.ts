import type { FastifyInstance } from 'fastify';
import type { Viewers } from '../viewers/viewers.js';
import { COLUMNS, type ColumnName } from './columns.js';
import { DELEGATE_COLUMNS } from './delegates/read-delegates.js';

type TemplateRow = Readonly<Partial<Record<ColumnName, string>>>;

/** Two short days, as an example of each way to say something. To be written over. */
const ROWS: readonly TemplateRow[] = [
  { day: '2027-05-11', start: '09:00', end: '09:30', kind: 'registration', title: 'Registration' },
  { day: '2027-05-11', start: '09:30', end: '10:30', kind: 'plenary', title: 'Opening' },
  { day: '2027-05-11', start: '10:30', end: '11:00', kind: 'break', title: 'Coffee' },
  { day: '2027-05-11', start: '11:00', end: '13:00', kind: 'session', title: 'What the partners have done' },
  { day: '2027-05-11', start: '11:00', end: '12:00', kind: 'presentation', title: 'The first', part: 'yes' },
  { day: '2027-05-11', start: '12:00', end: '13:00', kind: 'presentation', title: 'The second', part: 'yes' },
  { day: '2027-05-11', start: '21:00', end: '00:30', endDay: '2027-05-12', kind: 'social', title: 'Music' },
  { day: '2027-05-12', start: '09:00', end: '12:00', kind: 'workshop', title: 'In groups', capacity: '20' },
  { day: '2027-05-12', start: '12:00', end: '12:30', kind: 'closing', title: 'Closing' },
];

const WIDTHS: Readonly<Partial<Record<ColumnName, number>>> = { title: 40, description: 40, place: 24 };
const WIDTH = 12;

interface Template {
  readonly type: string;
  readonly make: () => Promise<Buffer> | string;
}

/** A table to fill in. */
interface Example {
  readonly sheet: string;
  readonly headings: readonly string[];
  readonly widths: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

const csvOf = ({ headings, rows }: Example): Template => ({
  type: 'text/csv; charset=utf-8',
  // With a byte order mark, since Excel takes it for Windows letters otherwise.
  make: () => `\uFEFF${[headings, ...rows].map((cells) => `${cells.join(';')}\r\n`).join('')}`,
});

const xlsxOf = ({ sheet, headings, widths, rows }: Example): Template => ({
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  make: async () => {
    // Only when somebody asks: it would take 20 MB from every process.
    const { default: writeXlsxFile } = await import('write-excel-file/node');
    const first = headings.map((value) => ({ value, fontWeight: 'bold' as const }));
    const columns = widths.map((width) => ({ width }));
    // Texts: in cells that are formatted so, spreadsheets make no dates of their own.
    const others = rows.map((row) => row.map((value) => ({ value, type: String, format: '@' })));
    return writeXlsxFile([first, ...others], { sheet, stickyRowsCount: 1, columns }).toBuffer();
  },
});

const AGENDA: Example = {
  sheet: 'Agenda',
  headings: COLUMNS,
  widths: COLUMNS.map((name) => WIDTHS[name] ?? WIDTH),
  rows: ROWS.map((row) => COLUMNS.map((name) => row[name] ?? '')),
};

const DELEGATES: Example = {
  sheet: 'Delegates',
  headings: DELEGATE_COLUMNS,
  widths: DELEGATE_COLUMNS.map((name) => (name === 'name' || name === 'email' ? 28 : WIDTH)),
  rows: [
    ['Anna Example', 'anna@example.org', 'sv', '', '2027-05-10', '18:30', '2027-05-12', '14:00'],
    ['Marco Example', 'marco@example.org', 'it', '', '', '', '', ''],
  ],
};

/** Parts within what they are part of. */
function nested(): object[] {
  const items: (TemplateRow & { items?: TemplateRow[] })[] = [];
  for (const { part, ...row } of ROWS) {
    const whole = items.at(-1);
    if (part && whole) whole.items = [...(whole.items ?? []), row];
    else items.push(row);
  }
  return items;
}

/** By the names of their files; each made of one table, so that all of it are right when one is. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  'agenda.csv': csvOf(AGENDA),
  'agenda.json': {
    type: 'application/json; charset=utf-8',
    make: () => `${JSON.stringify({ start: '2027-05-11', end: '2027-05-12', items: nested() }, null, 2)}\n`,
  },
  'agenda.xlsx': xlsxOf(AGENDA),
  'delegates.csv': csvOf(DELEGATES),
  'delegates.xlsx': xlsxOf(DELEGATES),
};

/** Templates to fill in and import, for everybody; like all that strangers may ask for, so many times in a minute. */
export function importTemplates(app: FastifyInstance, viewers: Viewers): void {
  for (const [name, { type, make }] of Object.entries(TEMPLATES)) {
    // Made once, by whoever asks first: the next one must not cost what anybody could ask for all day.
    let made: Promise<Buffer | string> | undefined;
    app.get(`/templates/${name}`, async (request, reply) => {
      await viewers.admit(request, null);
      return reply
        .headers({
          'content-type': type,
          'content-disposition': `attachment; filename="${name}"`,
          'cache-control': 'public, max-age=3600',
        })
        .send(await (made ??= Promise.resolve(make())));
    });
  }
}
