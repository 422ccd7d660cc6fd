import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { type CalendarReply, Partstat } from '../registrations/calendar-reply.js';

/** RFC 5546, section 3.2.3: one event, one attendee. Nothing that we send repeats, so no answer is to one of several days. */
type Read = CalendarReply | 'UNCLEAR';

/**
 * What a calendar object answers; null where it is no answer, such as an invitation that somebody sent on, or another
 * date that he proposes. Nothing in it is calculated, least of all rules of repetition.
 */
export function answerIn(text: string): Read | null {
  const calendar = componentIn(text);
  if (calendar?.name !== 'vcalendar' || methodOf(calendar) !== 'REPLY') return null;
  const [event, ...others] = calendar.getAllSubcomponents().filter(({ name }) => name !== 'vtimezone');
  if (event?.name !== 'vevent' || others.length > 0 || event.hasProperty('recurrence-id')) return 'UNCLEAR';
  const attendees = event.getAllProperties('attendee');
  const partstat = String(attendees[0]?.getParameter('partstat')).toUpperCase();
  const attendee = valueOf(event, 'attendee')
    .replace(/^mailto:/i, '')
    .toLowerCase();
  const [uid, at] = [valueOf(event, 'uid'), DateTime.fromISO(valueOf(event, 'dtstamp'), { zone: 'utc' })];
  const sequence = Number(valueOf(event, 'sequence') || '0');
  if (attendees.length !== 1 || !isPartstat(partstat) || !at.isValid || !Number.isSafeInteger(sequence))
    return 'UNCLEAR';
  return { partstat, attendee, uid, sequence, at };
}

/** null: it is none, or several. */
function componentIn(text: string): InstanceType<typeof ICAL.Component> | null {
  try {
    const parsed: unknown = ICAL.parse(text);
    return Array.isArray(parsed) && typeof parsed[0] === 'string' ? new ICAL.Component(parsed) : null;
  } catch {
    return null;
  }
}

const methodOf = (calendar: InstanceType<typeof ICAL.Component>): string =>
  valueOf(calendar, 'method').toUpperCase();

/** As it is written in jCal (RFC 7265), which makes no object of it; empty where there is none. */
function valueOf(component: InstanceType<typeof ICAL.Component>, name: string): string {
  const [, , , value] = component.getFirstProperty(name)?.toJSON() ?? [];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const isPartstat = (text: string): text is Partstat => Object.keys(Partstat).includes(text);
