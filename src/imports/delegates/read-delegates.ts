import { bareHeading } from '../columns.js';
import { FIRST_LIKELY } from '../cell-values.js';
import { type Lines, type Table, tabulate } from '../table.js';

/** What a list says of somebody whom a partner sends, by the heading of its column (docs/import.md). */
export const DELEGATE_COLUMNS = [
  'name',
  'email',
  'language',
  'partner',
  'arrivalDay',
  'arrivalTime',
  'departureDay',
  'departureTime',
] as const;

export type DelegateColumn = (typeof DELEGATE_COLUMNS)[number];

/** A list as it was read, before anything of it is compared with a meeting. */
export type DelegateTable = Table<DelegateColumn>;

/** Other headings for the same, as other tools write them. */
const ALSO: Readonly<Record<string, DelegateColumn>> = {
  fullname: 'name',
  delegate: 'name',
  mail: 'email',
  emailaddress: 'email',
  organisation: 'partner',
  organization: 'partner',
  arrival: 'arrivalDay',
  departure: 'departureDay',
};

const BY_HEADING = new Map<string, DelegateColumn>([
  ...DELEGATE_COLUMNS.map((name) => [bareHeading(name), name] as const),
  ...Object.entries(ALSO),
]);

export function readDelegates(lines: Lines): DelegateTable {
  const layout = {
    columnOf: (heading: string) => BY_HEADING.get(bareHeading(heading)),
    needed: ['name', 'email'] as const,
    // Also in a cell for a time, where somebody wrote both.
    isDay: (name: DelegateColumn, cell: number) =>
      name.endsWith('Day') || (name.endsWith('Time') && cell >= FIRST_LIKELY),
  };
  const table = tabulate(lines, layout, 'NO_PEOPLE');
  const isTold = table.problems.some(({ code }) => code === 'NO_PEOPLE' || code === 'REFUSED');
  if (table.rows.length > 0 || isTold) return table;
  return {
    ...table,
    problems: [...table.problems, { row: null, column: null, code: 'NO_PEOPLE', values: {} }],
  };
}
