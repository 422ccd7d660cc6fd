import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';
import { DateTime } from 'luxon';
import { isSaidByTheWall, rulesOf } from './zones.js';

/** Whole days of the calendar, which no zone can shift, the last one included. */
export interface Days {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** Instants, and the zone whose wall tells them. */
export interface Times {
  readonly startsAt: DateTime;
  readonly endsAt: DateTime;
  readonly timeZone: string;
  /** Whose wall tells the end, such as of a journey; left out: the same one's. */
  readonly endTimeZone?: string;
}

/** To whom an invitation goes, and what he has said so far. */
export interface Attendee {
  readonly name: string;
  readonly email: string;
  readonly status: 'NEEDS-ACTION' | 'TENTATIVE' | 'ACCEPTED' | 'DECLINED';
  /** Whom he answers. */
  readonly organizer: { readonly name: string; readonly email: string };
}

export interface CalendarEvent {
  /** Of what it tells; with `@tavola` the UID, the same for ever. */
  readonly id: string;
  /** Goes up with every change of what is shown (RFC 5545, section 3.8.7.4). */
  readonly sequence: number;
  readonly revisedAt: DateTime;
  readonly status: 'CONFIRMED' | 'CANCELLED';
  readonly summary: string;
  readonly description?: string | null;
  readonly place: string | null;
  readonly url?: string;
  readonly when: Days | Times;
  readonly attendee?: Attendee;
}

interface CalendarHead {
  /** PUBLISH names nobody; REQUEST and CANCEL go to one attendee (RFC 5546, section 3.2). */
  readonly method: 'PUBLISH' | 'REQUEST' | 'CANCEL';
  /** As programs show it. */
  readonly name?: string;
  readonly url?: string;
}

/** The same for ever. */
export const uidOf = (id: string): string => `${id}@tavola`;

const END = 'END:VCALENDAR';

/**
 * An iCalendar object (RFC 5545) whose content lines are not folded yet. Times are told by the wall of their zone, whose
 * rules go along, where these say which instant is meant; else in UTC. The same events are the same text.
 */
export function calendarText({ method, name, url }: CalendarHead, events: readonly CalendarEvent[]): string {
  const calendar = ical({
    prodId: { company: 'Tavola', product: 'Tavola' },
    method: ICalCalendarMethod[method],
    ...(name !== undefined && { name: escaped(name) }),
    ...(url !== undefined && { url }),
  });
  // Before there are events: they are put together below.
  const head = unfolded(calendar.toString()).slice(0, -END.length);
  const zones = new Map<string, string>();
  const texts = events.map((event) => textOf(calendar, event, zonesOf(event, zones)));
  return [head, ...zones.values(), ...texts, `${END}\r\n`].join('');
}

/** The zones in which its times are written, with their rules among those that go along; null: in UTC, or as days. */
function zonesOf({ when }: CalendarEvent, zones: Map<string, string>): Zones | null {
  if (!('timeZone' in when)) return null;
  const { startsAt, endsAt, timeZone, endTimeZone = timeZone } = when;
  const rules = [timeZone, endTimeZone].map((zone) => zones.get(zone) ?? rulesOf(zone));
  const isLocal = isSaidByTheWall(startsAt, timeZone) && isSaidByTheWall(endsAt, endTimeZone);
  const [ofStart, ofEnd] = rules;
  if (!ofStart || !ofEnd || !isLocal) return null;
  zones.set(timeZone, ofStart).set(endTimeZone, ofEnd);
  return { start: timeZone, end: endTimeZone };
}

interface Zones {
  readonly start: string;
  readonly end: string;
}

function textOf(calendar: ICalCalendar, event: CalendarEvent, zones: Zones | null): string {
  const { id, sequence, status, revisedAt, summary, description, place, url, when, attendee } = event;
  const written = calendar.createEvent({
    id: uidOf(id),
    sequence,
    status: ICalEventStatus[status],
    stamp: revisedAt,
    lastModified: revisedAt,
    ...('startsOn' in when ? spanOfDays(when) : spanOfTimes(when, zones?.start ?? null)),
    summary: plain(summary),
    description: description && plain(description),
    location: place && plain(place),
    ...(url !== undefined && { url }),
    ...(attendee && invited(attendee, status)),
  });
  const text = written.toString();
  return zones && 'timeZone' in when ? endingIn(zones.end, when.endsAt, text) : text;
}

/** The library knows one zone for both times. */
const endingIn = (zone: string, endsAt: DateTime, event: string): string =>
  event.replace(/^DTEND;.*$/m, `DTEND;TZID=${zone}:${endsAt.setZone(zone).toFormat("yyyyMMdd'T'HHmmss")}`);

const spanOfDays = ({ startsOn, endsOn }: Days) => ({
  start: DateTime.fromISO(startsOn, { zone: 'utc' }),
  // DTEND of whole days is the day after (section 3.6.1).
  end: DateTime.fromISO(endsOn, { zone: 'utc' }).plus({ days: 1 }),
  allDay: true,
});

const spanOfTimes = ({ startsAt, endsAt }: Times, zone: string | null) => ({
  start: startsAt.setZone(zone ?? 'utc'),
  end: endsAt.setZone(zone ?? 'utc'),
  ...(zone !== null && { timezone: zone }),
});

/** One attendee, so that nobody learns who else is asked. */
const invited = ({ name, email, status, organizer }: Attendee, of: CalendarEvent['status']) => ({
  organizer: { name: commonName(organizer.name), email: organizer.email },
  attendees: [
    {
      name: commonName(name),
      email,
      role: ICalAttendeeRole.REQ,
      // To what is called off there is no answer.
      rsvp: of === 'CONFIRMED',
      status: STATUSES[status],
    },
  ],
});

const STATUSES = {
  'NEEDS-ACTION': ICalAttendeeStatus.NEEDSACTION,
  TENTATIVE: ICalAttendeeStatus.TENTATIVE,
  ACCEPTED: ICalAttendeeStatus.ACCEPTED,
  DECLINED: ICalAttendeeStatus.DECLINED,
};

/** Characters; what is longer is cut. */
const LONGEST_NAME = 100;

/** As a parameter may hold it in quotes, for every reader (section 3.2; RFC 6868 gives ^ a meaning to some). */
const commonName = (name: string): string =>
  [...name.replaceAll(/[\p{Cc}\s]+/gu, ' ').replaceAll(/["^\\]/g, "'")]
    .slice(0, LONGEST_NAME)
    .join('')
    .trim();

/** Without signs that no line of text has; those that end a line are one of them. */
const plain = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, '');

/** As a text is to be written (section 3.3.11), where the library does not see to it: in the calendar's name. */
const escaped = (text: string): string =>
  plain(text)
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll('\n', ' ');

const unfolded = (lines: string): string => lines.replaceAll(/\r\n[ \t]/g, '');
