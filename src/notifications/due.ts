import { DateTime } from 'luxon';
import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import type { Event } from '../platform/events/event.entity.js';

/** Of an event that a rule of a meeting made. */
export interface DueDetails {
  readonly daysBefore: number;
  /** When it was due. */
  readonly dueAt: string;
  /** First day of its meeting then. */
  readonly startsOn: string;
}

/** As if it were due now. */
export const dueNow = ({ startsOn }: Meeting, now: DateTime): DueDetails => ({
  daysBefore: 0,
  dueAt: now.plus({ hours: 24 }).toUTC().toISO() ?? '',
  startsOn,
});

interface Dated {
  readonly state: MeetingState;
  readonly startsOn: string;
}

/** A day before it was due: whoever was asked after that has not forgotten. */
export const dayBeforeDue = ({ details }: Event): string | null =>
  DateTime.fromISO((details as DueDetails).dueAt)
    .minus({ hours: 24 })
    .toUTC()
    .toISO();

/** Not of a meeting that is called off; and of one that is on other days by now, what is due before those comes by itself. */
export const isStillDue = ({ state, startsOn }: Dated, { details }: Event): boolean =>
  state !== MeetingState.CANCELLED && startsOn === (details as DueDetails).startsOn;
