import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { uidOf } from '../calendar/calendar-text.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { localDayOf } from '../platform/time/wall-time.js';
import type { HeldRegistration } from './locked-registration.js';
import { RegistrationState, isExpected } from './registration.entity.js';

/** What somebody answers to an invitation (RFC 5545, section 3.2.12). */
export enum Partstat {
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  TENTATIVE = 'TENTATIVE',
}

/** What a calendar answers for its owner (RFC 5546, section 3.2.3). */
export interface CalendarReply {
  readonly partstat: Partstat;
  /** Whose answer it is: his address, in lower case. */
  readonly attendee: string;
  readonly uid: string;
  readonly sequence: number;
  /** When it was given, by its own clock: DTSTAMP. */
  readonly at: DateTime;
}

/**
 * What becomes of it. KNOWN: this very answer was taken before. STALE: he was told more since, or has answered later.
 * OF_ANOTHER: it answers to another meeting, or for somebody to whom the invitation
 * was sent on. NOT_ASKED: he is not expected, so perhaps is no answer. OVER: the meeting is.
 */
export type Verdict = 'TAKEN' | 'KNOWN' | 'STALE' | 'OF_ANOTHER' | 'NOT_ASKED' | 'OVER';

/** SEQUENCE of the last invitation that left for him, and whether one went to that address. */
const TOLD = `
select coalesce(max(calendar_sequence) filter (where state = 'SENT'), 0) as sequence,
  coalesce(bool_or(lower(recipient) = $3), false) as "isHis"
from email where person_id = $1 and calendar_id = $2`;

interface Told {
  readonly sequence: number;
  readonly isHis: boolean;
}

/** Which registration states an answer leaves. */
const LEAVES: Readonly<Record<Partstat, readonly RegistrationState[]>> = {
  ACCEPTED: [RegistrationState.PENDING, RegistrationState.CONFIRMED],
  DECLINED: [RegistrationState.DECLINED, RegistrationState.WITHDRAWN],
  TENTATIVE: [],
};

/** Once its last day has ended where it is, as the page on which one answers. */
export const isOver = ({ endsOn, timeZone }: Meeting, now: DateTime): boolean =>
  localDayOf(now, timeZone) > endsOn;

/** @param held by `lockRegistration`, so that of two replies the second finds what the first has written */
export async function verdictOn(
  manager: EntityManager,
  { registration, meeting }: HeldRegistration,
  { uid, partstat, attendee, sequence, at }: CalendarReply,
): Promise<Verdict> {
  if (uid !== uidOf(meeting.id)) return 'OF_ANOTHER';
  const { answeredAt, tentativeAt, state, calendarShift, personId } = registration;
  const isSame = (before: DateTime | null) => before !== null && before.toMillis() === at.toMillis();
  const [told] = await manager.query<Told[]>(TOLD, [personId, meeting.id, attendee]);
  if (!told?.isHis) return 'OF_ANOTHER';
  if (isSame(tentativeAt) && partstat === Partstat.TENTATIVE) return 'KNOWN';
  if (isSame(answeredAt) && LEAVES[partstat].includes(state)) return 'KNOWN';
  // Also where the mail about the new days has not left yet.
  const oldest = Math.max(told.sequence, meeting.calendarDaysRevision + calendarShift);
  const isOlder = [answeredAt, tentativeAt].some((before) => before !== null && before >= at);
  if (sequence < oldest || isOlder) return 'STALE';
  return partstat === Partstat.TENTATIVE && !isExpected(registration) ? 'NOT_ASKED' : 'TAKEN';
}
