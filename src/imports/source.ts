import type { ColumnName } from './columns.js';
import type { Problem } from './problem.js';

/** In a sheet numbers are days and times, too. */
export type Format = 'json' | 'csv' | 'xlsx';

/** What stands in a cell: text, or a number where the format has such. */
export type Cell = string | number;

/** A line of a file, whatever its format. */
export interface SourceRow {
  /** As a spreadsheet numbers it, where the headings are row 1; in JSON, the how-manieth of `items`. */
  readonly row: number;
  readonly cells: Readonly<Partial<Record<ColumnName, Cell>>>;
  /** It is part of the nearest line before it that is part of none. */
  readonly isPart: boolean;
  /** What follows and lies within it is part of it. */
  readonly isContainer: boolean;
}

/** Of a table, which may say more than an agenda's items. */
export const MOST_LINES = 1_000;

export const FACTS = [
  'title',
  'place',
  'country',
  'timeZone',
  'start',
  'end',
  'mode',
  'host',
  'source',
  'completeness',
] as const;

/** What a file says of the meeting itself. */
export type Facts = Readonly<Partial<Record<(typeof FACTS)[number], string>>>;

/** What a file says of one of its days. */
export interface DayRow {
  readonly row: number;
  readonly day: Cell;
  readonly place: string | null;
  /** When the day ends. */
  readonly end: Cell | null;
}

/** How many took part from a town or an organisation, as the file states it. */
export interface ParticipantsRow {
  readonly row: number;
  readonly name: string;
  readonly country: string | null;
  readonly count: Cell | null;
}

/** A file as it was read, before anything of it is compared with a meeting. */
export interface Source {
  readonly format: Format;
  /** Headings as they are written there. */
  readonly headings: Readonly<Partial<Record<ColumnName, string>>>;
  readonly facts: Facts;
  /** In which row of a table each stands. */
  readonly factRows?: Readonly<Partial<Record<keyof Facts, number>>>;
  readonly rows: readonly SourceRow[];
  readonly days: readonly DayRow[];
  readonly participants: readonly ParticipantsRow[];
  readonly statedTotal: Cell | null;
  /** Found while reading. */
  readonly problems: readonly Problem[];
}
