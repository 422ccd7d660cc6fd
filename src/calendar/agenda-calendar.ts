import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block as blockOf, tzlib_get_offset as offsetOf } from 'timezones-ical-library';
import { instantOf, localOf } from '../platform/time/wall-time.js';
import { folded } from './folded.js';

export interface CalendarAgenda {
  /** Of the calendar, as programs show it. */
  readonly name: string;
  readonly timeZone: string;
  /** Where it is when a line says nothing else. */
  readonly place: string | null;
  readonly isCancelled: boolean;
  /** Goes up with every change of what is shown, as SEQUENCE must (RFC 5545, section 3.8.7.4). */
  readonly revision: number;
  /** When that was. */
  readonly revisedAt: DateTime;
  /** Of the page. */
  readonly url: string;
  readonly items: readonly CalendarItem[];
}

interface CalendarItem {
  readonly id: string;
  readonly summary: string;
  readonly description: string | null;
  readonly place: string | null;
  readonly startsAt: DateTime;
  readonly endsAt: DateTime;
}

/**
 * An agenda as an iCalendar object (METHOD PUBLISH, RFC 5546, section 3.2.1): one event for each line. Its UID stays the
 * same in every release, so a program that subscribes moves what has moved. The same agenda is the same text.
 */
export function agendaCalendar(agenda: CalendarAgenda): string {
  const { timeZone, isCancelled, revision, revisedAt } = agenda;
  const rules = rulesOf(timeZone);
  const calendar = ical({
    prodId: { company: 'Tavola', product: 'Tavola' },
    method: ICalCalendarMethod.PUBLISH,
    name: escaped(agenda.name),
    url: agenda.url,
  });
  // Before there are events: they are put together below.
  const frame = calendar.toString();
  const isLocal = ({ startsAt, endsAt }: CalendarItem): boolean =>
    rules !== null && [startsAt, endsAt].every((instant) => isSaidByTheWall(instant, timeZone));
  const local = new Set(agenda.items.filter(isLocal));
  const events = agenda.items.map((item) => {
    const { id, summary, description, place, startsAt, endsAt } = item;
    const zone = local.has(item) ? timeZone : 'utc';
    const event = calendar.createEvent({
      id: `${id}@tavola`,
      sequence: revision,
      status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      stamp: revisedAt,
      lastModified: revisedAt,
      start: startsAt.setZone(zone),
      end: endsAt.setZone(zone),
      ...(local.has(item) && { timezone: timeZone }),
      summary: plain(summary),
      description: description && plain(description),
      location: plain(place ?? agenda.place ?? ''),
      url: agenda.url,
    });
    return folded(event.toString());
  });
  const head = frame.slice(0, -END.length);
  return [head, ...(local.size > 0 ? [rules] : []), ...events, END].join('');
}

const END = 'END:VCALENDAR';

/**
 * The rules of a zone, null where nobody has written any. Those of a zone that has another one's go by the name of that one,
 * and would not be found.
 */
function rulesOf(zone: string): string | null {
  const [rules] = zone === 'UTC' ? [] : blockOf(zone);
  if (!rules) return null;
  const lines = rules
    .replaceAll(/^(TZID|X-LIC-LOCATION):.*$/gm, `$1:${zone}`)
    .trim()
    .split(/\r?\n/);
  return folded(lines.map((line) => `${line}\r\n`).join(''));
}

/** By zone, day and hour on the wall, since looking one up takes half a millisecond. Bounded: it begins anew when it is full. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/** What the rules say that the wall is ahead of UTC at this hour, such as +0100. */
function offsetByRules(zone: string, [day, hour]: readonly [string, string]): string {
  const key = `${zone} ${day} ${hour}`;
  const offset = known.get(key) ?? offsetOf(zone, day, `${hour}:00`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, offset);
  return offset;
}

/**
 * Whether a wall time with the zone says which instant is meant, to whoever reads the rules that go along with it. One that
 * is shown twice does not say it to everybody, and rules that go along with a zone are those of today. Such an instant is
 * written in UTC.
 */
function isSaidByTheWall(instant: DateTime, zone: string): boolean {
  const local = localOf(instant, zone);
  if (!instantOf(local, zone).ok) return false;
  return (
    offsetByRules(zone, [local.slice(0, 10), local.slice(11, 13)]) === instant.setZone(zone).toFormat('ZZZ')
  );
}

/** Without signs that no line of text has; those that end a line are one of them. */
const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, '');

/** As a text is to be written (RFC 5545, section 3.3.11), where the library does not see to it: in the calendar's name. */
const escaped = (text: string): string =>
  plain(text)
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', ' ');
