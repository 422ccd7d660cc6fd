import type { DateTime } from 'luxon';
import { dayIn, daysBetween, minutesIn, wallTime } from './cell-values.js';
import type { DraftedItem } from './drafted-item.js';
import { instantIn, isClear, orderOf } from './instants.js';
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

/** In minutes of its day, each with the word of the file for which of two equal hours is meant. */
interface Span {
  readonly start: number;
  readonly startOffset: string | null;
  readonly end: number | null;
  readonly endOffset: string | null;
  readonly endIsInferred: boolean;
}

/** An end, likewise. */
type End = Pick<Span, 'end' | 'endOffset'>;

/** When each line takes place: as the file says, or as docs/import.md says what follows from it. */
export function timeItems(
  source: Source,
  items: readonly DraftedItem[],
  rules: TimeRules,
  report: Report,
): Map<number, Timed> {
  const spans = spansOf(items, endsOfDays(source, report), rules, report);
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
  { days, lastItemMinutes }: TimeRules,
  report: Report,
): Map<number, Span> {
  const spans = new Map<number, Span>();
  const byRow = new Map(items.map((item) => [item.row, item]));
  const isOpen = items.some(({ start, end }) => start !== null && end === null);
  const nextOf = nextStarts(isOpen ? items : [], days.timeZone);
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
      spans.set(row, { ...(span ?? WHOLE_DAY), endIsInferred: true });
    } else if (item.end !== null) spans.set(row, statedBy(item, start, item.end));
    else {
      const next = nextOf(item);
      const last = parent ? span : { end: ends.get(item.day) ?? null, endOffset: null };
      const end = next ?? (last && isAfter(last, item, days.timeZone) ? last : null);
      if (end) inferred[next ? 'next' : parent ? 'whole' : 'day'].push(row);
      else if (lastItemMinutes === null) report.at(row, 'end', 'END_UNKNOWN');
      else report.at(row, 'end', 'END_ASSUMED', { minutes: lastItemMinutes });
      const assumed = lastItemMinutes === null ? null : start + lastItemMinutes;
      const { startOffset } = item;
      spans.set(row, {
        start,
        startOffset,
        end: end ? end.end : assumed,
        endOffset: item.endOffset ?? end?.endOffset ?? null,
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

const WHOLE_DAY = { start: 0, startOffset: null, end: DAY, endOffset: null };

const statedBy = ({ startOffset, endOffset }: DraftedItem, start: number, end: number): Span => ({
  start,
  startOffset,
  end,
  endOffset,
  endIsInferred: false,
});

/** Whether an end comes after the start of what has none. */
function isAfter(
  { end, endOffset }: End,
  { day, start, startOffset }: DraftedItem,
  timeZone: string,
): boolean {
  if (end === null || day === null || start === null) return false;
  const [from, to] = [wallTime(day, start), wallTime(day, end)];
  return orderOf(timeZone, to, endOffset) > orderOf(timeZone, from, startOffset);
}

/** When the next line of the same day begins, among those that are part of the same; of two equal hours the second is later. */
function nextStarts(items: readonly DraftedItem[], timeZone: string): (item: DraftedItem) => End | null {
  const inOrder = items
    .flatMap(({ row, parentRow, day, start, startOffset }) => {
      if (day === null || start === null) return [];
      const local = wallTime(day, start);
      const order = orderOf(timeZone, local, startOffset);
      // What cannot be read is reported where it stands, and not once more as the end of the line before.
      const endOffset = isClear(timeZone, local, startOffset) ? startOffset : null;
      return [{ row, parentRow, day, order, end: start, endOffset }];
    })
    .toSorted((one, other) => one.order - other.order);
  const orders = new Map(inOrder.map(({ row, order }) => [row, order]));
  return ({ row, day, parentRow }) =>
    inOrder.find(
      (one) => one.day === day && one.parentRow === parentRow && one.order > (orders.get(row) as number),
    ) ?? null;
}

function onTheClock(
  item: DraftedItem,
  { start, startOffset, end, endOffset, endIsInferred }: Span,
  days: Days,
  report: Report,
): Timed {
  const day = item.day as string;
  const startsAtLocal = wallTime(day, start);
  const endsAtLocal = end === null ? null : wallTime(day, end);
  const { row } = item;
  if (!insideMeeting(row, day, end, days, report)) return NO_TIME;
  const startsAt = instantIn(days.timeZone, startsAtLocal, startOffset, row, 'start', report);
  const endsAt = endsAtLocal && instantIn(days.timeZone, endsAtLocal, endOffset, row, 'end', report);
  if (startsAt && endsAt && endsAt <= startsAt) {
    report.at(row, 'end', 'END_BEFORE_START', {
      start: startsAtLocal.slice(11, 16),
      end: endsAtLocal.slice(11, 16),
    });
    return NO_TIME;
  }
  return { startsAtLocal, endsAtLocal, startsAt, endsAt: endsAt || null, endIsInferred };
}

function insideMeeting(
  row: number,
  day: string,
  end: number | null,
  { startsOn, endsOn }: Days,
  report: Report,
): boolean {
  const isOutside = day < startsOn || day > endsOn;
  const lasts = end !== null && end > (daysBetween(day, endsOn) + 1) * DAY;
  if (isOutside) report.at(row, 'day', 'OUTSIDE_MEETING', { day, startsOn, endsOn });
  else if (lasts)
    report.at(row, 'end', 'OUTSIDE_MEETING', { day: wallTime(day, end).slice(0, 10), startsOn, endsOn });
  return !isOutside && !lasts;
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
