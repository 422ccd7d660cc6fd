import { isYes } from './cell-values.js';
import { type ColumnName, columnOf } from './columns.js';
import { isTooMuchJson } from './json-bounds.js';
import { keysTwice } from './json-keys.js';
import { type Problem, type ProblemCode, ProblemList, quoted } from './problem.js';
import {
  type Cell,
  type DayRow,
  FACTS,
  MOST_LINES,
  type ParticipantsRow,
  type Source,
  type SourceRow,
} from './source.js';

/** Keys that say something of the file and not of the meeting, or that follow from the rest. */
const IGNORED = ['id', 'programme', 'participantsSum', 'note', 'project'];
const LISTS = ['items', 'days', 'participants', 'participantsStatedTotal'];
const OF_AN_ITEM = ['container', 'parallel_group', 'items'];
const OF_A_DAY = ['day', 'place', 'end'];
const OF_A_PARTICIPANT = ['organisation_or_city', 'name', 'country', 'count', 'role', 'note'];

/** Objects in one another: items and their parts need three. */
const DEEPEST = 8;

/** Told of a file of which nothing was read. */
const UNREAD: readonly ProblemCode[] = ['UNREADABLE', 'NO_OBJECT', 'NOT_UTF8', 'REFUSED'];

type Json = Readonly<Record<string, unknown>>;

/** One object with facts of the meeting and its `items` (docs/import.md). */
export class JsonReading {
  private readonly problems = new ProblemList();
  private readonly rows: SourceRow[] = [];
  /** Keys as they are written here. */
  private readonly headings: Partial<Record<ColumnName, string>> = {};

  /** Of bytes in UTF-8. */
  static read(bytes: Buffer): Source {
    return new JsonReading().read(bytes);
  }

  private read(bytes: Buffer): Source {
    const whole = this.parsed(bytes);
    for (const key of Object.keys(whole))
      if (![...FACTS, ...LISTS, ...IGNORED].includes(key)) this.report(null, quoted(key), 'COLUMN_UNKNOWN');
    const facts: Record<string, string> = {};
    for (const name of FACTS) {
      const text = this.text(null, name, whole[name]);
      if (text !== undefined) facts[name] = String(text);
    }
    this.items(whole['items'], false);
    const isRead = !UNREAD.some((code) => this.problems.has(code));
    if (isRead && this.rows.length === 0) this.report(null, 'items', 'NO_LINES');
    const { headings, rows } = this;
    const days = this.days(whole['days']);
    const participants = this.participants(whole['participants']);
    const statedTotal = this.text(null, 'participantsStatedTotal', whole['participantsStatedTotal']) ?? null;
    const problems = this.problems.all();
    return { format: 'json', headings, facts, rows, days, participants, statedTotal, problems };
  }

  private parsed(bytes: Buffer): Json {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.report(null, null, 'NOT_UTF8');
      return {};
    }
    if (isTooMuchJson(text)) {
      this.report(null, null, 'REFUSED', { reason: 'TOO_MUCH' });
      return {};
    }
    try {
      const json: unknown = JSON.parse(text);
      if (!isObject(json)) {
        this.report(null, null, 'NO_OBJECT');
        return {};
      }
      if (!isDeeper(json, DEEPEST)) {
        for (const { row, key } of keysTwice(text)) this.report(row, quoted(key), 'COLUMN_TWICE');
        return json;
      }
    } catch {
      // Told below, as what goes deeper than any agenda.
    }
    this.report(null, null, 'UNREADABLE', { line: lineOfFault(text) });
    return {};
  }

  private items(value: unknown, isPart: boolean): void {
    for (const item of this.objects('items', value)) {
      if (this.rows.length > MOST_LINES) return;
      const row = this.rows.length + 1;
      const cells: Partial<Record<ColumnName, Cell>> = {};
      for (const [key, given] of Object.entries(item)) {
        if (OF_AN_ITEM.includes(key)) continue;
        const name = columnOf(key);
        const cell = name && this.cell(row, key, name, given);
        if (!name) this.report(row, quoted(key), 'COLUMN_UNKNOWN');
        if (!name || cell === undefined) continue;
        // Capitals, blanks and other words for the same make no other key.
        if (cells[name] !== undefined) this.report(row, quoted(key), 'COLUMN_TWICE');
        cells[name] = cell;
        this.headings[name] = quoted(key);
      }
      const { part, ...rest } = cells;
      const isContainer = this.isYes(row, 'container', item['container']) === 'yes';
      this.rows.push({ row, cells: rest, isPart: isPart || part === 'yes', isContainer });
      if (item['items'] === undefined) continue;
      if (isPart) this.report(row, 'items', 'PART_OF_PART');
      else this.items(item['items'], true);
    }
  }

  private cell(row: number, key: string, name: ColumnName, given: unknown): Cell | undefined {
    if (name === 'part') return this.isYes(row, key, given);
    if (!Array.isArray(given) || !given.every(isWord)) return this.text(row, key, given);
    return this.text(row, key, given.find(isRounded) ?? given.join('; '));
  }

  /** true and false, and the words that a table has for them; what is neither is told. */
  private isYes(row: number, key: string, given: unknown): 'yes' | 'no' | undefined {
    if (given === undefined || given === null) return undefined;
    const isSo = typeof given === 'boolean' ? given : isWord(given) ? isYes(String(given).trim()) : null;
    if (isSo === null)
      this.report(row, quoted(key), 'MALFORMED_WORD', { text: quoted(wordOf(given)), words: 'true, false' });
    return isSo ? 'yes' : 'no';
  }

  private days(value: unknown): DayRow[] {
    const days = this.objects('days', value);
    if (days.length > MOST_LINES) this.report(null, 'days', 'TOO_MANY_LINES', { most: MOST_LINES });
    return days.slice(0, MOST_LINES).map((day, index) => {
      const row = index + 1;
      const at = (key: string): string => `days[${row}].${quoted(key)}`;
      this.ensureKnown(day, OF_A_DAY, at);
      const place = this.text(null, at('place'), day['place']);
      return {
        row,
        day: this.text(null, at('day'), day['day']) ?? '',
        place: place === undefined ? null : String(place),
        end: this.text(null, at('end'), day['end']) ?? null,
      };
    });
  }

  private participants(value: unknown): ParticipantsRow[] {
    // More than are taken, which is told where they are compared.
    const all = this.objects('participants', value).slice(0, MOST_LINES);
    return all.map((of, index) => {
      const row = index + 1;
      const at = (key: string): string => `participants[${row}].${quoted(key)}`;
      this.ensureKnown(of, OF_A_PARTICIPANT, at);
      const { organisation_or_city: town, name, country, count } = of;
      if (isThere(town) && isThere(name)) this.report(null, at('name'), 'COLUMN_TWICE');
      const code = this.text(null, at('country'), country);
      return {
        row,
        name: String(this.text(null, at('name'), town ?? name) ?? ''),
        country: code === undefined ? null : String(code),
        count: this.text(null, at('count'), count) ?? null,
      };
    });
  }

  private ensureKnown(object: Json, known: readonly string[], at: (key: string) => string): void {
    for (const key of Object.keys(object))
      if (!known.includes(key)) this.report(null, at(key), 'COLUMN_UNKNOWN');
  }

  /** Objects of a list; what is no such thing is told. */
  private objects(key: string, value: unknown): Json[] {
    if (value === undefined || value === null) return [];
    const list = Array.isArray(value) ? value : [value];
    const objects = list.filter(isObject);
    if (!Array.isArray(value) || objects.length < list.length)
      this.report(null, key, 'MALFORMED_WORD', { text: quoted(typeof value), words: `[{ … }]` });
    return Array.isArray(value) ? objects : [];
  }

  /** A text or a number; undefined where there is none, or something else, which is told. */
  private text(row: number | null, key: string, value: unknown): Cell | undefined {
    if (value === undefined || value === null) return undefined;
    if (isRounded(value)) {
      this.report(row, quoted(key), 'NUMBER_ROUNDED', { text: quoted(value) });
      return undefined;
    }
    if (typeof value === 'string' || Number.isFinite(value))
      return typeof value === 'string' && value.trim() === '' ? undefined : clean(value as Cell);
    this.report(row, quoted(key), 'MALFORMED_WORD', { text: quoted(typeof value), words: '"…"' });
    return undefined;
  }

  private report(
    row: number | null,
    column: string | null,
    code: ProblemCode,
    values: Problem['values'] = {},
  ) {
    this.problems.add({ row, column, code, values });
  }
}

const clean = (value: Cell): Cell => (typeof value === 'string' ? value.trim() : value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** What stands there, if that is a word; else what it is instead. */
const wordOf = (value: unknown): string => (isWord(value) ? String(value) : typeof value);

function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((each) => isDeeper(each, most - 1));
}

/** On which line a parser gives up; its own words are English and quote the file. */
function lineOfFault(text: string): number {
  try {
    JSON.parse(text);
    return 1;
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    return at === undefined ? text.split('\n').length : text.slice(0, Number(at)).split('\n').length;
  }
}

/** Numbers with so many digits are read as the next one that there is. */
const isRounded = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER;

/** What of a list can stand in a cell; anything else is malformed. */
const isWord = (value: unknown): value is Cell => typeof value === 'string' || typeof value === 'number';
