import type { DateTime } from 'luxon';
import { type Occurrence, instantOf } from '../platform/time/wall-time.js';
import { dayIn, minutesIn, wallTime } from './cell-values.js';
import type { DraftedItem } from './drafted-item.js';
import { listOf, quoted } from './problem.js';
import type { Report } from './report.js';
import type { Source } from './source.js';

/** The days of a meeting, and where its clocks hang. */
interface Days {
  readonly timeZone: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

/** When a line takes place; null times where something is wrong with them. */
export interface Timed {
  readonly startsAtLocal: string | null;
  readonly endsAtLocal: string | null;
  readonly startsAt: DateTime | null;
  readonly endsAt: DateTime | null;
  readonly endIsInferred: boolean;
}

export interface TimeRules {
  readonly days: Days;
  /** How long the last line of a day lasts where the file does not say, in minutes; null: that must be in the file. */
  readonly lastItemMinutes: number | null;
}

const DAY = 24 * 60;

interface Span {
  readonly start: number;
  readonly end: number | null;
  readonly endIsInferred: boolean;
}

/** When each line takes place: as the file says, or as docs/import.md says what follows from it. */
export function timeItems(
  source: Source,
  items: readonly DraftedItem[],
  rules: TimeRules,
  report: Report,
): Map<number, Timed> {
  const spans = spansOf(items, endsOfDays(source, report), rules.lastItemMinutes, report);
  const timed = new Map<number, Timed>();
  for (const item of items) {
    const span = spans.get(item.row);
    timed.set(item.row, span ? onTheClock(item, span, rules.days, report) : NO_TIME);
  }
  for (const item of items) within(item, timed, report);
  return timed;
}

const NO_TIME: Timed = {
  startsAtLocal: null,
  endsAtLocal: null,
  startsAt: null,
  endsAt: null,
  endIsInferred: false,
};

/** When days end, where the file says so, in minutes; midnight is the end of the day. */
function endsOfDays({ days, format }: Source, report: Report): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { row, day: cell, end } of days) {
    const day = dayIn(cell, format);
    if (day === null) report.aside('days', row, 'day', 'MALFORMED_DAY', { text: quoted(cell) });
    const minutes = end === null ? null : minutesIn(end, format);
    if (end !== null && minutes === null)
      report.aside('days', row, 'end', 'MALFORMED_TIME', { text: quoted(end) });
    if (day === null || end === null || minutes === null) continue;
    const at = minutes === 0 ? DAY : minutes;
    const other = ends.get(day) ?? at;
    const clock = (of: number): string => (of === DAY ? '24:00' : wallTime(day, of).slice(11, 16));
    if (other !== at) report.aside('days', row, 'end', 'SAID_TWICE', { one: clock(other), other: clock(at) });
    ends.set(day, at);
  }
  return ends;
}

function spansOf(
  items: readonly DraftedItem[],
  ends: ReadonlyMap<string, number>,
  lastItemMinutes: number | null,
  report: Report,
): Map<number, Span> {
  const spans = new Map<number, Span>();
  const byRow = new Map(items.map((item) => [item.row, item]));
  /** Rows without an end, by what it follows from. */
  const inferred: Record<'next' | 'whole' | 'day', number[]> = { next: [], whole: [], day: [] };
  // What others are part of comes first, since parts may have its time.
  for (const item of items.toSorted(
    (one, other) => Number(one.parentRow !== null) - Number(other.parentRow !== null),
  )) {
    if (item.isMalformed || item.day === null) continue;
    const parent = item.parentRow === null ? undefined : byRow.get(item.parentRow);
    const span = parent && spans.get(parent.row);
    const { row, start } = item;
    if (start === null) {
      if (parent && !span) continue;
      if (parent && span && parent.day !== item.day) {
        const [from, to] = [span.start, span.end ?? DAY].map((at) =>
          wallTime(item.day as string, at).slice(11, 16),
        );
        report.at(row, 'day', 'OUTSIDE_PARENT', {
          parent: parent.row,
          from: from as string,
          to: to as string,
        });
        continue;
      }
      report.at(row, 'start', span ? 'TIME_OF_PARENT' : 'WHOLE_DAY');
      spans.set(row, { start: span?.start ?? 0, end: span ? span.end : DAY, endIsInferred: true });
    } else if (item.end !== null) spans.set(row, { start, end: item.end, endIsInferred: false });
    else {
      const next = nextStart(item, items);
      const last = parent ? span?.end : ends.get(item.day);
      const end = next ?? (last !== undefined && last !== null && last > start ? last : null);
      if (end !== null) inferred[next === null ? (parent ? 'whole' : 'day') : 'next'].push(row);
      else if (lastItemMinutes === null) report.at(row, 'end', 'END_UNKNOWN');
      else report.at(row, 'end', 'END_ASSUMED', { minutes: lastItemMinutes });
      spans.set(row, {
        start,
        end: end ?? (lastItemMinutes === null ? null : start + lastItemMinutes),
        endIsInferred: true,
      });
    }
  }
  for (const [from, rows] of Object.entries(inferred)) {
    const inOrder = rows.toSorted((one, other) => one - other);
    if (rows.length > 0) report.whole('END_INFERRED', { from, count: rows.length, rows: listOf(inOrder) });
  }
  return spans;
}

/** When the next line of the same day begins, among those that are part of the same. */
function nextStart(item: DraftedItem, items: readonly DraftedItem[]): number | null {
  const start = item.start as number;
  const later = items
    .filter((other) => other.day === item.day && other.parentRow === item.parentRow)
    .flatMap((other) => (other.start !== null && other.start > start ? [other.start] : []));
  return later.length === 0 ? null : Math.min(...later);
}

function onTheClock(
  item: DraftedItem,
  { start, end, endIsInferred }: Span,
  days: Days,
  report: Report,
): Timed {
  const day = item.day as string;
  const startsAtLocal = wallTime(day, start);
  const endsAtLocal = end === null ? null : wallTime(day, end);
  const { row } = item;
  const isInside = insideMeeting(row, startsAtLocal, endsAtLocal, days, report);
  if (!isInside) return NO_TIME;
  const startsAt = instantIn(days.timeZone, startsAtLocal, item.startOffset, row, 'start', report);
  const endsAt = endsAtLocal && instantIn(days.timeZone, endsAtLocal, item.endOffset, row, 'end', report);
  if (startsAt && endsAt && (endsAt <= startsAt || endsAtLocal <= startsAtLocal)) {
    report.at(row, 'end', 'END_BEFORE_START', {
      start: startsAtLocal.slice(11, 16),
      end: endsAtLocal.slice(11, 16),
    });
    return NO_TIME;
  }
  return isInside ? { startsAtLocal, endsAtLocal, startsAt, endsAt: endsAt || null, endIsInferred } : NO_TIME;
}

function insideMeeting(
  row: number,
  startsAtLocal: string,
  endsAtLocal: string | null,
  { startsOn, endsOn }: Days,
  report: Report,
): boolean {
  const day = startsAtLocal.slice(0, 10);
  const isOutside = day < startsOn || day > endsOn;
  const lasts = endsAtLocal !== null && endsAtLocal > wallTime(endsOn, DAY);
  if (isOutside) report.at(row, 'day', 'OUTSIDE_MEETING', { day, startsOn, endsOn });
  else if (lasts)
    report.at(row, 'end', 'OUTSIDE_MEETING', { day: endsAtLocal.slice(0, 10), startsOn, endsOn });
  return !isOutside && !lasts;
}

const OCCURRENCES: ReadonlyMap<string, Occurrence> = new Map([
  ['first', 'EARLIER'],
  ['second', 'LATER'],
]);
const OFFSET = /^([+-])(\d{1,2}):?(\d\d)?$/;

function instantIn(
  timeZone: string,
  local: string,
  said: string | null,
  row: number,
  column: 'start' | 'end',
  report: Report,
): DateTime | null {
  const offsetColumn = `${column}Offset` as const;
  const values = { time: local.slice(11, 16), day: local.slice(0, 10) };
  const occurrence = said === null ? undefined : OCCURRENCES.get(said.toLowerCase());
  const offset = said === null || occurrence ? null : offsetIn(said);
  if (said !== null && !occurrence && offset === null) {
    report.at(row, offsetColumn, 'MALFORMED_WORD', { text: quoted(said), words: 'first, second, +02:00' });
    return null;
  }
  const found = instantOf(local, timeZone, occurrence);
  if (!found.ok && found.problem === 'NONEXISTENT_TIME') {
    report.at(row, column, 'NONEXISTENT_TIME', { ...values, proposal: found.proposal.slice(11, 16) });
    return null;
  }
  if (!found.ok && found.problem !== 'AMBIGUOUS_TIME') throw new RangeError(`${local} in ${timeZone}`);
  const possible = found.ok
    ? [found.instant]
    : (['EARLIER', 'LATER'] as const).flatMap((each) => {
        const result = instantOf(local, timeZone, each);
        return result.ok ? [result.instant] : [];
      });
  const fitting =
    offset === null ? possible : possible.filter((each) => each.setZone(timeZone).offset === offset);
  const offsets = possible.map((each) => each.setZone(timeZone).toFormat('ZZ')).join(', ');
  if (fitting.length === 0)
    report.at(row, offsetColumn, 'WRONG_OFFSET', { ...values, text: quoted(said ?? ''), offsets });
  if (fitting.length > 1) {
    const [first = '', second = ''] = offsets.split(', ');
    report.at(row, column, 'AMBIGUOUS_TIME', { ...values, first, second, column: offsetColumn });
  }
  return fitting.length === 1 ? (fitting[0] as DateTime) : null;
}

/** Minutes east of Greenwich. */
function offsetIn(text: string): number | null {
  const [, sign, hours, minutes = '00'] = OFFSET.exec(text.replace('−', '-')) ?? [];
  return hours === undefined ? null : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A part does not outlast what it is part of. */
function within(item: DraftedItem, timed: ReadonlyMap<number, Timed>, report: Report): void {
  const part = timed.get(item.row);
  const whole = item.parentRow === null ? undefined : timed.get(item.parentRow);
  if (!part?.startsAt || !part.endsAt || !whole?.startsAt || !whole.endsAt || item.start === null) return;
  const values = {
    parent: item.parentRow as number,
    from: (whole.startsAtLocal as string).slice(11, 16),
    to: (whole.endsAtLocal as string).slice(11, 16),
  };
  if (part.startsAt < whole.startsAt) report.at(item.row, 'start', 'OUTSIDE_PARENT', values);
  else if (part.endsAt > whole.endsAt) report.at(item.row, 'end', 'OUTSIDE_PARENT', values);
}
