import { DateTime } from 'luxon';
import { type Attendee, type CalendarEvent, type Days, type Times, calendarText } from './calendar-text.js';

/** What calendars show of a meeting itself. */
export interface CalendarMeeting extends Days {
  readonly id: string;
  readonly calendarRevisedAt: string;
  readonly timeZone: string;
  readonly place: string | null;
  readonly country: { readonly name: string } | null;
  /** The hours that were agreed on in a poll; null: none were. */
  readonly hours: { readonly startsAt: string; readonly endsAt: string } | null;
}

/** How one person is told of it. */
interface Invitation {
  /** Its title, in his language. */
  readonly summary: string;
  /** Of what he is told: the revision of the meeting and how often he was asked, or was asked no more. */
  readonly sequence: number;
  /** When what he is told came about, if it was later than the meeting's revision. */
  readonly at: DateTime;
  readonly attendee: Attendee;
}

const utc = (iso: string): DateTime => DateTime.fromISO(iso, { zone: 'utc' });

/**
 * A mail's invitation to a meeting, or its end, for one attendee (RFC 5546, section 3.2.2 and 3.2.5). Not folded yet: delivery
 * puts the address in to which he answers.
 */
export function invitation(
  method: 'REQUEST' | 'CANCEL',
  meeting: CalendarMeeting,
  { summary, sequence, at, attendee }: Invitation,
): string {
  const revisedAt = DateTime.max(utc(meeting.calendarRevisedAt), at);
  const status = method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED';
  const shown = meetingEvent(meeting, summary);
  return calendarText({ method }, [{ ...shown, sequence, revisedAt, status, attendee }]);
}

/** A date of a poll; of one that asked for days there are no hours. */
export interface AgreedDate {
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** The hours that a poll agreed on, if it did. */
export const agreedHours = (date: AgreedDate | null | undefined): CalendarMeeting['hours'] =>
  date?.startsAt && date.endsAt ? { startsAt: date.startsAt, endsAt: date.endsAt } : null;

type Shown = Pick<CalendarEvent, 'id' | 'summary' | 'place' | 'when'>;

/** Whole days, or the hours where they were agreed on and the days have not been moved since. */
export const meetingEvent = (meeting: CalendarMeeting, summary: string): Shown => ({
  id: meeting.id,
  summary,
  place: [meeting.place, meeting.country?.name].filter(Boolean).join(', ') || null,
  when: hoursOf(meeting) ?? { startsOn: meeting.startsOn, endsOn: meeting.endsOn },
});

function hoursOf({ hours, timeZone, startsOn, endsOn }: CalendarMeeting): Times | null {
  if (!hours) return null;
  const [startsAt, endsAt] = [utc(hours.startsAt), utc(hours.endsAt)];
  const days = [startsAt, endsAt.minus({ milliseconds: 1 })].map((at) => at.setZone(timeZone).toISODate());
  return days[0] === startsOn && days[1] === endsOn ? { startsAt, endsAt, timeZone } : null;
}
