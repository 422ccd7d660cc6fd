import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Meeting } from '../meetings/meeting.entity.js';
import type { Event } from '../platform/events/event.entity.js';

/** Of a reminder that was sent when the meeting was over already, for what is still missing. */
const AFTERWARDS = { days: 7 };

/** When the last day of the event's meeting is over where it is held; null where it is of none. */
export const endOfMeeting = (
  manager: EntityManager,
  event: Pick<Event, 'meetingId'>,
): Promise<DateTime | null> => endOf(manager, event, 'endsOn');

/** Likewise of its first day. */
export const endOfFirstDay = (manager: EntityManager, event: Event): Promise<DateTime | null> =>
  endOf(manager, event, 'startsOn');

async function endOf(
  manager: EntityManager,
  { meetingId }: Pick<Event, 'meetingId'>,
  day: 'startsOn' | 'endsOn',
): Promise<DateTime | null> {
  const meeting = meetingId ? await manager.findOneBy(Meeting, { id: meetingId }) : null;
  return (
    meeting && DateTime.fromISO(meeting[day], { zone: meeting.timeZone }).plus({ days: 1 }).startOf('day')
  );
}

/** A reminder before or during a meeting is of use until its end. */
export async function endOfReminder(manager: EntityManager, event: Event): Promise<DateTime | null> {
  const end = await endOfMeeting(manager, event);
  return end && end <= event.at ? event.at.plus(AFTERWARDS) : end;
}
