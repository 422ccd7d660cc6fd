import { MOST_ITEMS } from '../agenda/bounds.js';
import { type ColumnName, columnOf } from './columns.js';
import { MOST_PROBLEMS, type Problem, type ProblemCode, quoted } from './problem.js';
import {
  type Cell,
  type DayRow,
  FACTS,
  type ParticipantsRow,
  type Source,
  type SourceRow,
} from './source.js';

/** Keys that say something of the file and not of the meeting, or that follow from the rest. */
const IGNORED = ['id', 'programme', 'participantsSum', 'note', 'project'];
const LISTS = ['items', 'days', 'participants', 'participantsStatedTotal'];
const OF_AN_ITEM = ['container', 'parallel_group', 'items'];
const OF_A_PARTICIPANT = ['organisation_or_city', 'name', 'country', 'count', 'role', 'note'];

/** Objects in one another: items and their parts need three. */
const DEEPEST = 8;

/** More than are listed: enough to say that there are more. */
const MOST_KEPT = 2 * MOST_PROBLEMS;

type Json = Readonly<Record<string, unknown>>;

/** One object with facts of the meeting and its `items` (docs/import.md). */
export class JsonReading {
  private readonly problems: Problem[] = [];
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
    if (
      this.problems.every(({ code }) => code !== 'UNREADABLE' && code !== 'NOT_UTF8') &&
      this.rows.length === 0
    )
      this.report(null, 'items', 'NO_LINES');
    return {
      format: 'json',
      headings: this.headings,
      facts,
      rows: this.rows,
      days: this.days(whole['days']),
      participants: this.participants(whole['participants']),
      statedTotal: this.text(null, 'participantsStatedTotal', whole['participantsStatedTotal']) ?? null,
      problems: this.problems,
    };
  }

  private parsed(bytes: Buffer): Json {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      this.report(null, null, 'NOT_UTF8');
      return {};
    }
    try {
      const json: unknown = JSON.parse(text);
      if (isObject(json) && depth(json) <= DEEPEST) return json;
    } catch {
      // Told below, as anything else that is no such object.
    }
    this.report(null, null, 'UNREADABLE', { line: lineOfFault(text) });
    return {};
  }

  private items(value: unknown, isPart: boolean): void {
    for (const item of this.objects('items', value)) {
      if (this.rows.length > MOST_ITEMS) return;
      const row = this.rows.length + 1;
      const cells: Partial<Record<ColumnName, Cell>> = {};
      for (const [key, given] of Object.entries(item)) {
        const name = columnOf(key);
        if (OF_AN_ITEM.includes(key)) continue;
        if (!name || name === 'part') {
          if (name !== 'part') this.report(row, quoted(key), 'COLUMN_UNKNOWN');
          continue;
        }
        const cell = this.text(
          row,
          key,
          Array.isArray(given) && given.every(isWord) ? given.join('; ') : given,
        );
        if (cell === undefined) continue;
        cells[name] = cell;
        this.headings[name] = quoted(key);
      }
      const part = isPart || item['part'] === true;
      this.rows.push({ row, cells, isPart: part, isContainer: item['container'] === true });
      if (item['items'] === undefined) continue;
      if (isPart) this.report(row, 'items', 'PART_OF_PART');
      else this.items(item['items'], true);
    }
  }

  private days(value: unknown): DayRow[] {
    return this.objects('days', value).map((day, index) => {
      const row = index + 1;
      const place = this.text(null, 'days', day['place']);
      return {
        row,
        day: this.text(null, 'days', day['day']) ?? '',
        place: place === undefined ? null : String(place),
        end: this.text(null, 'days', day['end']) ?? null,
      };
    });
  }

  private participants(value: unknown): ParticipantsRow[] {
    return this.objects('participants', value).map((of, index) => {
      for (const key of Object.keys(of))
        if (!OF_A_PARTICIPANT.includes(key))
          this.report(null, `participants: ${quoted(key)}`, 'COLUMN_UNKNOWN');
      const country = this.text(null, 'participants', of['country']);
      return {
        row: index + 1,
        name: String(this.text(null, 'participants', of['organisation_or_city'] ?? of['name']) ?? ''),
        country: country === undefined ? null : String(country),
        count: this.text(null, 'participants', of['count']) ?? null,
      };
    });
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
    if (this.problems.length < MOST_KEPT) this.problems.push({ row, column, code, values });
  }
}

const clean = (value: Cell): Cell => (typeof value === 'string' ? value.trim() : value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function depth(value: unknown, at = 0): number {
  if (typeof value !== 'object' || value === null || at > DEEPEST) return at;
  return Math.max(at, ...Object.values(value).map((each) => depth(each, at + 1)));
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

/** What of a list can stand in a cell; anything else is malformed. */
const isWord = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';
