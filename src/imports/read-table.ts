import { type ColumnName, columnOf } from './columns.js';
import { FIRST_LIKELY, dayIn, isYes } from './cell-values.js';
import { type Problem, type ProblemCode, ProblemList, quoted } from './problem.js';
import {
  type Cell,
  type DayRow,
  FACTS,
  type Facts,
  type ParticipantsRow,
  type Source,
  type SourceRow,
} from './source.js';

/** A cell of a table; a formula is not computed, and what it last gave is not taken. */
export type TableCell = Cell | { readonly formula: string } | { readonly broken: string } | null;

export interface Line {
  /** From 1, as a spreadsheet shows it. */
  readonly row: number;
  readonly cells: readonly TableCell[];
}

/** Lines that are no item, by what stands in their column `kind`; with times they are items as in any other file. */
const ASIDE = {
  meeting: 'meeting',
  day: 'day',
  participants: 'participants',
  participantstotal: 'total',
} as const;

/** What is taken of them. What else stands there is told, so that nothing is lost without a word. */
const TAKEN: Readonly<Record<(typeof ASIDE)[keyof typeof ASIDE], readonly ColumnName[]>> = {
  meeting: ['kind', 'title', 'place', 'country', 'day', 'endDay', 'partners'],
  day: ['kind', 'day', 'place', 'end'],
  participants: ['kind', 'title', 'country', 'count'],
  total: ['kind', 'title', 'count'],
};

const DAYS: readonly ColumnName[] = ['day', 'endDay'];

/** What is needed for any line. */
const NEEDED: readonly ColumnName[] = ['day', 'title'];

/** The lines of CSV or of a sheet: the first one that is not empty has the headings. */
export function readTable(
  lines: readonly Line[],
  { format, problems: before, daysLater = 0 }: Pick<Source, 'format' | 'problems'> & { daysLater?: number },
): Source {
  const problems = new ProblemList(before);
  const report = (
    row: number | null,
    column: string | null,
    code: ProblemCode,
    values: Problem['values'] = {},
  ) => problems.add({ row, column, code, values });
  const [first, ...rest] = lines.filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
  const columns = headingsOf(first, report);
  const headed = headedIn(first);
  const headings = Object.fromEntries([...columns.values()].map(({ name, heading }) => [name, heading]));

  const rows: SourceRow[] = [];
  const days: DayRow[] = [];
  const participants: ParticipantsRow[] = [];
  let facts: Facts = {};
  let factRows: Source['factRows'] = {};
  let statedTotal: Cell | null = null;
  for (const line of rest) {
    ensureHeaded(line, headed, report);
    const cells = cellsOf(line, columns, daysLater, report);
    if (Object.keys(cells).length === 0) continue;
    const { row } = line;
    const text = (name: ColumnName): string | null =>
      cells[name] === undefined ? null : String(cells[name]);
    const word = (text('kind') ?? '').toLowerCase().replaceAll(/[\s_-]/g, '');
    const aside = asideOf(word, cells);
    if (aside) ensureTaken(row, aside, cells, headings, report);
    if (aside === 'meeting') {
      const more = factsOf(cells, format);
      for (const name of FACTS) ensureOnce(row, null, facts[name], more[name], report);
      facts = { ...facts, ...more };
      factRows = { ...factRows, ...Object.fromEntries(Object.keys(more).map((name) => [name, row])) };
    } else if (aside === 'day')
      days.push({ row, day: cells.day ?? '', place: text('place'), end: cells.end ?? null });
    else if (aside === 'participants')
      participants.push({
        row,
        name: text('title') ?? '',
        country: text('country'),
        count: cells.count ?? null,
      });
    else if (aside === 'total') {
      ensureOnce(row, headings['count'] ?? null, statedTotal ?? undefined, cells.count, report);
      statedTotal = cells.count ?? statedTotal;
    } else
      rows.push({
        row,
        cells,
        isPart: isPart(row, text('part'), headings['part'], report),
        isContainer: false,
      });
  }
  if (first && rows.length === 0) report(null, null, 'NO_LINES');
  return {
    format,
    headings,
    facts,
    factRows,
    rows,
    days,
    participants,
    statedTotal,
    problems: problems.all(),
  };
}

type Report = (
  row: number | null,
  column: string | null,
  code: ProblemCode,
  values?: Problem['values'],
) => void;
type Columns = ReadonlyMap<number, { readonly name: ColumnName; readonly heading: string }>;

function headingsOf(line: Line | undefined, report: Report): Columns {
  const columns = new Map<number, { name: ColumnName; heading: string }>();
  if (!line) {
    report(null, null, 'NO_LINES');
    return columns;
  }
  for (const [index, cell] of line.cells.entries()) {
    const heading = typeof cell === 'string' ? cell.trim() : '';
    const name = columnOf(heading);
    if (name && [...columns.values()].some((column) => column.name === name))
      report(line.row, quoted(heading), 'COLUMN_TWICE');
    else if (name) columns.set(index, { name, heading: quoted(heading) });
    else if (heading !== '') report(line.row, quoted(heading), 'COLUMN_UNKNOWN');
  }
  const names = [...columns.values()].map(({ name }) => name);
  for (const name of NEEDED)
    if (!names.includes(name)) report(line.row, null, 'COLUMN_MISSING', { column: name });
  return columns;
}

/** Where headings stand, whether anybody knows them or not. */
const headedIn = (line: Line | undefined): ReadonlySet<number> =>
  new Set(
    (line?.cells ?? []).flatMap((cell, index) =>
      typeof cell === 'string' && cell.trim() !== '' ? [index] : [],
    ),
  );

/** A text with the separator in it that is not quoted goes on in the next columns, and is cut where they end. */
function ensureHeaded({ row, cells }: Line, headed: ReadonlySet<number>, report: Report): void {
  const [index, cell] = [...cells.entries()].find(([at, value]) => !headed.has(at) && isFilled(value)) ?? [];
  if (index !== undefined && cell !== undefined)
    report(row, null, 'NO_HEADING', { text: quoted(textOf(cell)), column: lettersOf(index) });
}

const isFilled = (cell: TableCell): boolean => cell !== null && textOf(cell).trim() !== '';

const textOf = (cell: TableCell): string => {
  if (cell === null || typeof cell !== 'object') return String(cell ?? '');
  return 'formula' in cell ? cell.formula : cell.broken;
};

/** As a spreadsheet names its columns: A for the first. */
const lettersOf = (index: number): string =>
  (index < 26 ? '' : lettersOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

/** null: an item. When something begins is asked of no line that is none, and when it ends of a day alone. */
function asideOf(word: string, { start, end }: SourceRow['cells']): keyof typeof TAKEN | null {
  if (!Object.hasOwn(ASIDE, word) || start !== undefined) return null;
  const aside = ASIDE[word as keyof typeof ASIDE];
  return end !== undefined && aside !== 'day' ? null : aside;
}

function ensureTaken(
  row: number,
  aside: keyof typeof TAKEN,
  cells: SourceRow['cells'],
  headings: Source['headings'],
  report: Report,
): void {
  for (const [name, cell] of Object.entries(cells) as [ColumnName, Cell][])
    if (!TAKEN[aside].includes(name) && cell !== '')
      report(row, headings[name] ?? name, 'NOT_TAKEN', {
        text: quoted(cell),
        kind: quoted(String(cells.kind)),
      });
}

/** Also in a cell for a time, where somebody wrote both. */
const isDay = (name: ColumnName, cell: number): boolean =>
  DAYS.includes(name) || ((name === 'start' || name === 'end') && cell >= FIRST_LIKELY);

/** @param daysLater what is added to numbers of days, where they are counted from another day on */
function cellsOf(
  { row, cells }: Line,
  columns: Columns,
  daysLater: number,
  report: Report,
): SourceRow['cells'] {
  const found: Partial<Record<ColumnName, Cell>> = {};
  for (const [index, cell] of cells.entries()) {
    const column = columns.get(index);
    // Under a heading that nobody knows there may stand anything: the heading was told.
    if (!column || cell === null || cell === '') continue;
    const { name, heading } = column;
    if (typeof cell === 'number') found[name] = isDay(name, cell) ? cell + daysLater : cell;
    else if (typeof cell === 'string') {
      if (cell.trim() !== '') found[name] = cell.trim();
    } else {
      const [code, text] =
        'formula' in cell ? (['FORMULA', cell.formula] as const) : (['BROKEN_CELL', cell.broken] as const);
      report(row, heading, code, { text: quoted(text) });
      found[name] = '';
    }
  }
  return found;
}

/** What two lines say of the same thing is not chosen from. */
function ensureOnce(
  row: number,
  column: string | null,
  one: Cell | undefined,
  other: Cell | undefined,
  report: Report,
): void {
  if (one !== undefined && other !== undefined && one !== other)
    report(row, column, 'SAID_TWICE', { one: quoted(one), other: quoted(other) });
}

function isPart(row: number, text: string | null, heading: string | undefined, report: Report): boolean {
  const isSo = text === null ? false : isYes(text);
  if (isSo === null)
    report(row, heading ?? null, 'MALFORMED_WORD', { text: quoted(text ?? ''), words: 'yes, no' });
  return isSo === true;
}

/** Of the meeting a table tells what an item has as well. */
function factsOf({ day, endDay, ...cells }: SourceRow['cells'], format: Source['format']): Facts {
  const dayOf = (cell: Cell | undefined): Cell | undefined => cell && (dayIn(cell, format) ?? cell);
  const facts = {
    title: cells.title,
    place: cells.place,
    country: cells.country,
    start: dayOf(day),
    end: dayOf(endDay),
    host: cells.partners,
  };
  const said = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(said.map(([name, value]) => [name, String(value)]));
}
