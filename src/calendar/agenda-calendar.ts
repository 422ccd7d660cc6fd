import type { DateTime } from 'luxon';
import { folded } from '../platform/email/folded.js';
import { calendarText } from './calendar-text.js';

export interface CalendarAgenda {
  /** Of the calendar, as programs show it. */
  readonly name: string;
  readonly timeZone: string;
  /** Where it is when a line says nothing else. */
  readonly place: string | null;
  readonly isCancelled: boolean;
  /** Of the meeting. */
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
export function agendaCalendar({ name, url, items, ...agenda }: CalendarAgenda): string {
  const { timeZone, isCancelled, revision, revisedAt } = agenda;
  const events = items.map(({ id, summary, description, place, startsAt, endsAt }) => ({
    id,
    sequence: revision,
    revisedAt,
    status: isCancelled ? ('CANCELLED' as const) : ('CONFIRMED' as const),
    summary,
    description,
    place: place ?? agenda.place,
    url,
    when: { startsAt, endsAt, timeZone },
  }));
  return folded(calendarText({ method: 'PUBLISH', name, url }, events));
}
