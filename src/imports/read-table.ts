import { type ColumnName, columnOf } from './columns.js';
import { FIRST_LIKELY, dayIn, isYes } from './cell-values.js';
import { type ProblemCode, ProblemList, quoted } from './problem.js';
import {
  type Cell,
  type DayRow,
  FACTS,
  type Facts,
  type ParticipantsRow,
  type Source,
  type SourceRow,
} from './source.js';
import { type Layout, type Lines, type ReportOf, tabulate } from './table.js';

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

const LAYOUT: Layout<ColumnName> = {
  columnOf,
  needed: ['day', 'title'],
  // Also in a cell for a time, where somebody wrote both.
  isDay: (name, cell) =>
    DAYS.includes(name) || ((name === 'start' || name === 'end') && cell >= FIRST_LIKELY),
};

/** The lines of an agenda, and what else its table says. */
export function readTable(read: Lines): Source {
  const { format, headings, rows: lines, problems: before } = tabulate(read, LAYOUT, 'NO_LINES');
  const problems = new ProblemList(before);
  const report: ReportOf = (row, column, code, values = {}) => problems.add({ row, column, code, values });

  const rows: SourceRow[] = [];
  const days: DayRow[] = [];
  const participants: ParticipantsRow[] = [];
  let facts: Facts = {};
  let factRows: Source['factRows'] = {};
  let statedTotal: Cell | null = null;
  for (const { row, cells } of lines) {
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
  if (rows.length === 0 && !IS_TOLD.some((code) => problems.has(code))) report(null, null, 'NO_LINES');
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

/** Why there are none. */
const IS_TOLD: readonly ProblemCode[] = ['NO_LINES', 'REFUSED'];

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
  report: ReportOf,
): void {
  for (const [name, cell] of Object.entries(cells) as [ColumnName, Cell][])
    if (!TAKEN[aside].includes(name) && cell !== '')
      report(row, headings[name] ?? name, 'NOT_TAKEN', {
        text: quoted(cell),
        kind: quoted(String(cells.kind)),
      });
}

/** What two lines say of the same thing is not chosen from. */
function ensureOnce(
  row: number,
  column: string | null,
  one: Cell | undefined,
  other: Cell | undefined,
  report: ReportOf,
): void {
  if (one !== undefined && other !== undefined && one !== other)
    report(row, column, 'SAID_TWICE', { one: quoted(one), other: quoted(other) });
}

function isPart(row: number, text: string | null, heading: string | undefined, report: ReportOf): boolean {
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
