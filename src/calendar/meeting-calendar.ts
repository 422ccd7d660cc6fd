import ical, { ICalCalendarMethod } from 'ical-generator';
import { DateTime } from 'luxon';

interface CalendarMeeting {
  readonly id: string;
  /** Goes up with every change of what is shown, as SEQUENCE must (RFC 5545, section 3.8.7.4). */
  readonly calendarRevision: number;
  /** When that was: what is written of it afterwards is the same. */
  readonly calendarRevisedAt: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly place: string | null;
}

/**
 * The days of a meeting as an iCalendar object to keep (METHOD PUBLISH, RFC 5546, section 3.2.1): it asks for no answer
 * and names nobody. Whole days are days of the calendar, so no zone can shift them.
 * @param summary its title, in the language of whoever gets it
 */
export function calendarOf(meeting: CalendarMeeting, summary: string): string {
  const calendar = ical({
    prodId: { company: 'Tavola', product: 'Tavola' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${meeting.id}@tavola`,
    sequence: meeting.calendarRevision,
    stamp: DateTime.fromISO(meeting.calendarRevisedAt, { zone: 'utc' }),
    start: day(meeting.startsOn),
    // DTEND of whole days is the day after (section 3.6.1).
    end: day(meeting.endsOn).plus({ days: 1 }),
    allDay: true,
    summary,
    location: meeting.place,
  });
  return calendar.toString();
}

const day = (text: string): DateTime => DateTime.fromISO(text, { zone: 'utc' });
