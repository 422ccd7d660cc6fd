import type { AgendaItem, AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { MOST_ITEMS } from '../agenda/bounds.js';
import type { MeetingMode } from '../meetings/meeting.entity.js';
import { daysBetween, dayIn } from './cell-values.js';
import { checkFacts } from './check-facts.js';
import { type CheckedCount, checkParticipants } from './check-participants.js';
import { LONGEST_LINE, draftItems } from './draft-items.js';
import type { DraftedItem } from './drafted-item.js';
import { type IdsOf, type Named, byName } from './names.js';
import { oneLine } from './one-line.js';
import { type Problem, quoted } from './problem.js';
import { Report } from './report.js';
import type { Source } from './source.js';
import { type Timed, timeItems } from './timed-items.js';

/** A line that has an exclusive room for itself. */
interface Held extends Pick<AgendaItem, 'startsAt' | 'endsAt' | 'startsAtLocal' | 'endsAtLocal'> {
  readonly roomId: string;
  readonly title: string;
}

/** What a file is compared with. */
export interface Target {
  readonly meeting: {
    readonly timeZone: string;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly mode: MeetingMode;
    readonly titles: readonly string[];
    readonly place: string | null;
    readonly countryCode: string | null;
    readonly hostPartnerId: string;
  };
  readonly people: readonly Named[];
  readonly partners: readonly (Named & { readonly town: string; readonly countryCode: string })[];
  readonly rooms: readonly (Named & { readonly isExclusive: boolean })[];
  /** Lines of the draft that an exclusive room is kept for: the file comes beside them. */
  readonly held: readonly Held[];
  readonly countries: readonly string[];
  readonly lastItemMinutes: number | null;
}

/** A line as it would stand in the draft. Times are as far as they are known. */
export interface CheckedItem extends Timed {
  readonly row: number;
  readonly parentRow: number | null;
  readonly kind: AgendaItemKind;
  readonly sourceKind: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly place: string | null;
  readonly roomId: string | null;
  /** A room that the meeting does not have; it is kept in the description. */
  readonly otherRoom: string | null;
  readonly capacity: number | null;
  readonly speakerIds: readonly string[];
  readonly partnerIds: readonly string[];
  /** Names that nobody of the project has, or several have: for organisers, and never in what is published. */
  readonly otherSpeakers: readonly string[];
  readonly otherPartners: readonly string[];
}

export interface Checked {
  readonly items: readonly CheckedItem[];
  readonly stated: readonly CheckedCount[];
  readonly problems: readonly Problem[];
}

/** A meeting lasts at most a month (`meeting_lasts_at_most_a_month`). */
const MOST_DAYS = 31;

/** Compares a file with the meeting that it is for. Changes nothing; the same file and meeting give the same list. */
export function check(source: Source, target: Target): Checked {
  const report = new Report(source);
  const { meeting, lastItemMinutes } = target;
  checkFacts(source, target, report);
  const stated = checkParticipants(source, target, report);
  const isTooMuch = source.rows.length > MOST_ITEMS;
  const isTold = source.problems.some(({ code }) => code === 'TOO_MANY_LINES');
  if (isTooMuch && !isTold) report.whole('TOO_MANY_LINES', { most: MOST_ITEMS });
  if (isTooMuch) return { items: [], stated, problems: report.listed() };
  const isPlan = severalMeetings(source, target, report);
  // Said once, and not of each line. What else is wrong with them is told all the same.
  if (isPlan) report.leaveOut('OUTSIDE_MEETING');
  const drafted = draftItems(source, meeting.timeZone, report);
  const times = timeItems(source, drafted, { days: meeting, lastItemMinutes }, report);
  const places = placesOfDays(source, target, report);
  const [speaker, partner, room] = [target.people, target.partners, target.rooms].map(byName) as [
    IdsOf,
    IdsOf,
    IdsOf,
  ];
  const items = drafted.map((item): CheckedItem => {
    const { row, parentRow, kind, sourceKind, title, description, capacity } = item;
    const speakers = sorted(item, 'speakers', speaker, report);
    const partners = sorted(item, 'partners', partner, report);
    const [roomId = null] = item.room === null ? [] : room(item.room);
    if (item.room !== null && roomId === null)
      report.at(row, 'room', 'UNKNOWN_ROOM', { name: quoted(item.room) });
    const place = item.place ?? (item.day === null ? null : (places.get(item.day) ?? null));
    return {
      row,
      parentRow,
      kind,
      sourceKind,
      title,
      description,
      place,
      roomId,
      otherRoom: roomId === null ? item.room : null,
      capacity,
      ...(times.get(row) as Timed),
      speakerIds: speakers.ids,
      partnerIds: partners.ids,
      otherSpeakers: speakers.others,
      otherPartners: partners.others,
    };
  });
  ensureRoomsAreFree(items, target, report);
  return { items: isPlan ? [] : items, stated, problems: report.listed() };
}

/** As the database keeps it (`agenda_item_room_is_free`): an exclusive room has one line at a time, and its parts. */
function ensureRoomsAreFree(
  items: readonly CheckedItem[],
  { rooms, held: drafted }: Target,
  report: Report,
): void {
  const exclusive = new Set(rooms.flatMap(({ id, isExclusive }) => (isExclusive ? [id] : [])));
  const held = items.filter(({ roomId }) => roomId !== null && exclusive.has(roomId));
  for (const [index, item] of held.entries()) {
    const other = held.slice(0, index).find((before) => clash(before, item));
    if (other) report.at(item.row, 'room', 'ROOM_TAKEN', { other: other.row });
    const whole = held.find(({ row }) => row === item.parentRow);
    // Parts are in the room of the whole, of which it was told.
    const before = whole?.roomId === item.roomId ? undefined : drafted.find((line) => isTakenBy(item, line));
    if (before)
      report.at(item.row, 'room', 'ROOM_TAKEN_IN_DRAFT', {
        title: quoted(before.title),
        day: before.startsAtLocal.slice(0, 10),
        from: before.startsAtLocal.slice(11, 16),
        to: before.endsAtLocal.slice(11, 16),
      });
  }
}

const isTakenBy = ({ roomId, startsAt, endsAt }: CheckedItem, line: Held): boolean =>
  roomId === line.roomId &&
  startsAt !== null &&
  endsAt !== null &&
  startsAt < line.endsAt &&
  line.startsAt < endsAt;

const clash = (one: CheckedItem, other: CheckedItem): boolean =>
  one.roomId === other.roomId &&
  one.parentRow !== other.row &&
  other.parentRow !== one.row &&
  one.startsAt !== null &&
  one.endsAt !== null &&
  other.startsAt !== null &&
  other.endsAt !== null &&
  one.startsAt < other.endsAt &&
  other.startsAt < one.endsAt;

/**
 * A plan of a project has days of several meetings; each is a file of its own. Where most lines are on days of this one, the
 * others are slips of a pen, and told where they stand.
 */
function severalMeetings({ rows, format }: Source, { meeting }: Target, report: Report): boolean {
  const days = rows.flatMap(({ cells: { day } }) => (day === undefined ? [] : (dayIn(day, format) ?? [])));
  const sorted = days.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || daysBetween(first, last) < MOST_DAYS) return false;
  const within = days.filter((day) => day >= meeting.startsOn && day <= meeting.endsOn).length;
  if (2 * within > days.length) return false;
  report.whole('SEVERAL_MEETINGS', { first, last, days: daysBetween(first, last) + 1, most: MOST_DAYS });
  return true;
}

/** Where each day takes place, as far as the file says so. */
function placesOfDays({ days, format }: Source, { meeting }: Target, report: Report): Map<string, string> {
  const places = new Map<string, string>();
  const { startsOn, endsOn } = meeting;
  for (const { row, day: cell, place } of days) {
    const day = dayIn(cell, format);
    const line = place === null || place === '' ? null : oneLine(place, LONGEST_LINE);
    if (day !== null && (day < startsOn || day > endsOn))
      report.aside('days', row, 'day', 'OUTSIDE_MEETING', { day, startsOn, endsOn });
    if (line && !('text' in line)) report.aside('days', row, 'place', line.code, line.values);
    else if (line && day !== null) {
      const other = places.get(day) ?? line.text;
      if (other !== line.text)
        report.aside('days', row, 'place', 'SAID_TWICE', { one: quoted(other), other: quoted(line.text) });
      places.set(day, line.text);
    }
  }
  return places;
}

function sorted(
  item: DraftedItem,
  column: 'speakers' | 'partners',
  idsOf: IdsOf,
  report: Report,
): { ids: string[]; others: string[] } {
  const ids: string[] = [];
  const others: string[] = [];
  const code = column === 'speakers' ? 'UNKNOWN_SPEAKER' : 'UNKNOWN_PARTNER';
  for (const name of item[column]) {
    const [id, ...more] = idsOf(name);
    if (id !== undefined && more.length === 0) ids.push(id);
    else {
      report.at(item.row, column, code, { name: quoted(name), found: idsOf(name).length });
      others.push(name);
    }
  }
  return { ids: [...new Set(ids)], others };
}
