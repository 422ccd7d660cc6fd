import { type Problem, type ProblemCode, ProblemList, quoted } from './problem.js';
import type { Cell, Format } from './source.js';

/** A cell of a table; a formula is not computed, and what it last gave is not taken. */
export type TableCell = Cell | { readonly formula: string } | { readonly broken: string } | null;

export interface Line {
  /** From 1, as a spreadsheet shows it. */
  readonly row: number;
  readonly cells: readonly TableCell[];
}

/** The lines of CSV or of a sheet, whatever they tell of. */
export interface Lines {
  readonly format: Exclude<Format, 'json'>;
  readonly lines: readonly Line[];
  /** Found while reading. */
  readonly problems: readonly Problem[];
  /** What is added to numbers of days, where they are counted from another day on. */
  readonly daysLater?: number;
}

/** Which columns a table has that tells of something. */
export interface Layout<Name extends string> {
  /** The column that is meant by a heading; undefined: none. */
  readonly columnOf: (heading: string) => Name | undefined;
  /** What is needed for any line. */
  readonly needed: readonly Name[];
  /** Whether a number in this column is one of a day. */
  readonly isDay: (name: Name, cell: number) => boolean;
}

type CellsOf<Name extends string> = Readonly<Partial<Record<Name, Cell>>>;

/** A table as it was read. */
export interface Table<Name extends string> {
  readonly format: Format;
  /** Headings as they are written there. */
  readonly headings: Readonly<Partial<Record<Name, string>>>;
  /** Those that are not empty, below the headings. */
  readonly rows: readonly { readonly row: number; readonly cells: CellsOf<Name> }[];
  readonly problems: readonly Problem[];
}

export type ReportOf = (
  row: number | null,
  column: string | null,
  code: ProblemCode,
  values?: Problem['values'],
) => void;
type Columns<Name extends string> = ReadonlyMap<number, { readonly name: Name; readonly heading: string }>;

/**
 * The first line that is not empty has the headings.
 * @param empty what is said of a file without any line
 */
export function tabulate<Name extends string>(
  { format, lines, problems: before, daysLater = 0 }: Lines,
  layout: Layout<Name>,
  empty: ProblemCode,
): Table<Name> {
  const problems = new ProblemList(before);
  const report: ReportOf = (row, column, code, values = {}) => problems.add({ row, column, code, values });
  const [first, ...rest] = lines.filter(({ cells }) => cells.some((cell) => cell !== null && cell !== ''));
  const columns: Columns<Name> = first ? headingsOf(first, layout, report) : new Map();
  if (!first && !problems.has('REFUSED')) report(null, null, empty);
  const headed = headedIn(first);
  const shift = { isDay: layout.isDay, daysLater };
  const rows = rest.flatMap((line) => {
    ensureHeaded(line, headed, report);
    const cells = cellsOf(line, columns, shift, report);
    return Object.keys(cells).length === 0 ? [] : [{ row: line.row, cells }];
  });
  const headings = Object.fromEntries([...columns.values()].map(({ name, heading }) => [name, heading]));
  return { format, headings: headings as Table<Name>['headings'], rows, problems: problems.all() };
}

function headingsOf<Name extends string>(
  line: Line,
  { columnOf, needed }: Layout<Name>,
  report: ReportOf,
): Columns<Name> {
  const columns = new Map<number, { name: Name; heading: string }>();
  for (const [index, cell] of line.cells.entries()) {
    const heading = typeof cell === 'string' ? cell.trim() : '';
    const name = columnOf(heading);
    if (name && [...columns.values()].some((column) => column.name === name))
      report(line.row, quoted(heading), 'COLUMN_TWICE');
    else if (name) columns.set(index, { name, heading: quoted(heading) });
    else if (heading !== '') report(line.row, quoted(heading), 'COLUMN_UNKNOWN');
  }
  const names = [...columns.values()].map(({ name }) => name);
  for (const name of needed)
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
function ensureHeaded({ row, cells }: Line, headed: ReadonlySet<number>, report: ReportOf): void {
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

function cellsOf<Name extends string>(
  { row, cells }: Line,
  columns: Columns<Name>,
  { isDay, daysLater }: Pick<Layout<Name>, 'isDay'> & { readonly daysLater: number },
  report: ReportOf,
): CellsOf<Name> {
  const found: Partial<Record<Name, Cell>> = {};
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
