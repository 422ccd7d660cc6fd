import { AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { isOneLine } from '../platform/graphql/limits.js';
import { countIn, dayIn, dayWithTimeIn, daysBetween, minutesIn, wallTime } from './cell-values.js';
import type { ColumnName } from './columns.js';
import type { DraftedItem } from './drafted-item.js';
import { orderOf } from './instants.js';
import { kindOf } from './kinds.js';
import { oneLine } from './one-line.js';
import { type Problem, quoted } from './problem.js';
import type { Report } from './report.js';
import type { Source, SourceRow } from './source.js';

/** As `addAgendaItem` takes them. */
export const LONGEST_LINE = 300;
const LONGEST_KIND = 100;
const LONGEST_ROOM = 200;
const LONGEST_DESCRIPTION = 10_000;
const LARGEST_CAPACITY = 10_000;
const MOST_PEOPLE = 50;

/** Reads the texts of each line; what cannot be read is reported and left out. */
export function draftItems(source: Source, timeZone: string, report: Report): DraftedItem[] {
  const items: DraftedItem[] = [];
  let parent: DraftedItem | null = null;
  for (const row of source.rows) {
    const drafted = draftItem(row, source, report);
    const parentRow = parentOf(row, drafted, parent, timeZone, report);
    const item = { ...drafted, parentRow };
    items.push(item);
    if (parentRow === null) parent = item;
  }
  return items;
}

/** Of which line before it a line is part: of one that is part of none. */
function parentOf(
  row: SourceRow,
  item: DraftedItem,
  parent: DraftedItem | null,
  timeZone: string,
  report: Report,
): number | null {
  if (row.isPart && row.isContainer) report.at(row.row, 'part', 'PART_OF_PART');
  if (row.isPart && !parent) report.at(row.row, 'part', 'NOTHING_BEFORE');
  if (row.isPart) return parent?.row ?? null;
  if (!parent?.isContainer || !beginsWithin(item, parent, timeZone)) return null;
  if (!row.isContainer) return parent.row;
  // Where neither follows from the other.
  if (item.start !== null && parent.end !== null)
    report.at(row.row, 'start', 'BESIDE_CONTAINER', { parent: parent.row });
  return null;
}

/** On its day, and before its end; what has no time of its own has that of the whole. */
function beginsWithin(item: DraftedItem, whole: DraftedItem, timeZone: string): boolean {
  const { day, start, end } = whole;
  if (item.day !== day) return false;
  if (day === null || item.start === null) return true;
  const order = (minutes: number, said: string | null): number =>
    orderOf(timeZone, wallTime(day, minutes), said);
  const begins = order(item.start, item.startOffset);
  return (
    (start === null || begins >= order(start, whole.startOffset)) &&
    (end === null || begins < order(end, whole.endOffset))
  );
}

function draftItem(row: SourceRow, source: Source, report: Report): DraftedItem {
  const cells = new Cells(row, source, report);
  const word = cells.line('kind', LONGEST_KIND);
  const kind = word === null ? AgendaItemKind.OTHER : kindOf(word);
  if (word !== null && kind === undefined) report.at(row.row, 'kind', 'UNKNOWN_KIND', { text: quoted(word) });
  const day = cells.day('day');
  const endDay = row.cells.endDay === undefined ? day : cells.day('endDay');
  if (row.cells.day === undefined) report.at(row.row, 'day', 'MISSING');
  const start = cells.minutes('start');
  const end = cells.minutes('end');
  const title = cells.line('title', LONGEST_LINE);
  if (row.cells.title === undefined) report.at(row.row, 'title', 'MISSING');
  if (row.cells.start === undefined && end !== null) report.at(row.row, 'start', 'MISSING');
  if (start === 24 * 60) report.at(row.row, 'start', 'MALFORMED_TIME', { text: '24:00' });
  return {
    row: row.row,
    parentRow: null,
    isContainer: row.isContainer,
    kind: kind ?? AgendaItemKind.OTHER,
    sourceKind: word,
    title: title ?? '',
    description: cells.paragraphs(),
    place: cells.line('place', LONGEST_LINE),
    room: cells.line('room', LONGEST_ROOM),
    capacity: cells.capacity(),
    speakers: cells.names('speakers'),
    partners: cells.names('partners'),
    day,
    start,
    end: end === null || day === null || endDay === null ? end : end + daysBetween(day, endDay) * 24 * 60,
    isMalformed: cells.isMalformed || day === null || (start === null && end !== null) || start === 24 * 60,
    startOffset: cells.line('startOffset', LONGEST_KIND),
    endOffset: cells.line('endOffset', LONGEST_KIND),
  };
}

/** The cells of a line, each read as what its column holds. */
class Cells {
  isMalformed = false;

  constructor(
    private readonly from: SourceRow,
    private readonly source: Source,
    private readonly report: Report,
  ) {}

  day(column: 'day' | 'endDay'): string | null {
    return this.read(column, 'MALFORMED_DAY', (cell) => dayIn(cell, this.source.format));
  }

  minutes(column: 'start' | 'end'): number | null {
    return this.read(column, 'MALFORMED_TIME', (cell) => minutesIn(cell, this.source.format));
  }

  capacity(): number | null {
    const count = this.read('capacity', 'MALFORMED_NUMBER', countIn);
    if (count === null || (count >= 1 && count <= LARGEST_CAPACITY)) return count;
    this.report.at(this.from.row, 'capacity', 'MALFORMED_NUMBER', { text: String(count) });
    return null;
  }

  line(column: ColumnName, most: number): string | null {
    const cell = this.from.cells[column];
    if (cell === undefined || cell === '') return null;
    const line = oneLine(cell, most);
    return 'text' in line ? line.text : this.refuse(column, line.code, line.values);
  }

  paragraphs(): string | null {
    const cell = this.from.cells.description;
    if (cell === undefined || cell === '') return null;
    const text = String(cell).normalize('NFC').replaceAll(/\r\n?/g, '\n').trim();
    if (text.length > LONGEST_DESCRIPTION)
      return this.refuse('description', 'TOO_LONG', { length: text.length, most: LONGEST_DESCRIPTION });
    if (!text.split('\n').every((each) => each.trim() === '' || isOneLine(each.replaceAll('\t', ' '))))
      return this.refuse('description', 'HIDDEN_CHARACTERS', { text: quoted(text) });
    return text;
  }

  /** Between semicolons or on lines of their own. */
  names(column: 'speakers' | 'partners'): string[] {
    const cell = this.from.cells[column];
    const all = String(cell ?? '')
      .split(/[;\n]/)
      .map((name) => name.normalize('NFC').replaceAll(/\s+/g, ' ').trim())
      .filter((name) => name !== '');
    const names = [...new Set(all)];
    if (names.length > MOST_PEOPLE) {
      this.refuse(column, 'TOO_LONG', { length: names.length, most: MOST_PEOPLE });
      return [];
    }
    const wrong = names.find((name) => name.length > LONGEST_LINE || !isOneLine(name));
    if (wrong !== undefined) this.refuse(column, 'HIDDEN_CHARACTERS', { text: quoted(wrong) });
    return wrong === undefined ? names : [];
  }

  private read<Value>(
    column: ColumnName,
    code: 'MALFORMED_DAY' | 'MALFORMED_TIME' | 'MALFORMED_NUMBER',
    value: (cell: string | number) => Value | null,
  ): Value | null {
    const cell = this.from.cells[column];
    if (cell === undefined) return null;
    const read = cell === '' ? null : value(cell);
    if (read !== null) return read;
    this.isMalformed = true;
    // An empty one is a formula or a fault, which was told.
    if (cell === '') return null;
    const both = code === 'MALFORMED_NUMBER' ? null : dayWithTimeIn(cell, this.source.format);
    if (both === null) this.report.at(this.from.row, column, code, { text: quoted(cell) });
    else this.report.at(this.from.row, column, 'DAY_WITH_TIME', { text: quoted(both) });
    return null;
  }

  private refuse(
    column: ColumnName,
    code: 'TOO_LONG' | 'HIDDEN_CHARACTERS',
    values: Problem['values'],
  ): null {
    this.report.at(this.from.row, column, code, values);
    return null;
  }
}
