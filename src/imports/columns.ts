/** What a file says of a line of an agenda, by the heading of its column (docs/import.md). */
export const COLUMNS = [
  'day',
  'start',
  'end',
  'endDay',
  'startOffset',
  'endOffset',
  'kind',
  'title',
  'description',
  'place',
  'room',
  'capacity',
  'speakers',
  'partners',
  'part',
  'country',
  'count',
] as const;

export type ColumnName = (typeof COLUMNS)[number];

/** Other headings for the same, as other tools write them. */
const ALSO: Readonly<Record<string, ColumnName>> = {
  date: 'day',
  enddate: 'endDay',
  responsible: 'partners',
  speaker: 'speakers',
  partner: 'partners',
};

/** A heading without what people add to it: capitals, blanks, lines. */
export const bareHeading = (heading: string): string =>
  heading
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');

const BY_HEADING = new Map<string, ColumnName>([
  ...COLUMNS.map((name) => [bareHeading(name), name] as const),
  ...Object.entries(ALSO),
]);

/** The column that is meant by a heading; undefined: none. */
export const columnOf = (heading: string): ColumnName | undefined => BY_HEADING.get(bareHeading(heading));
