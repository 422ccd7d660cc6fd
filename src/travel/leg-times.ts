import type { DateTime } from 'luxon';
import { ensureZone } from '../meetings/meetings.service.js';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { Occurrence } from '../platform/time/wall-time.js';
import type { TravelLeg } from './travel-leg.entity.js';

type Times = Pick<
  TravelLeg,
  'fromTimeZone' | 'departsAtLocal' | 'departsAt' | 'toTimeZone' | 'arrivesAtLocal' | 'arrivesAt'
>;

interface SaidTimes extends Omit<Times, 'departsAt' | 'arrivesAt'> {
  readonly departureOccurrence?: Occurrence | null;
  readonly arrivalOccurrence?: Occurrence | null;
}

/** Longer ones are slips of the month. */
const LONGEST = { days: 7 };

/** The field that says when somebody is where the meeting is. */
export const LOCAL_FIELD = { TO_MEETING: 'arrivesAtLocal', FROM_MEETING: 'departsAtLocal' } as const;

/**
 * Each wall time with its zone and the instant that follows.
 * @param was what they were: the instant of a time that is not changed stays, so that of one that comes twice the one
 * that was chosen remains
 * @throws DomainError UNKNOWN_TIME_ZONE, NONEXISTENT_TIME, AMBIGUOUS_TIME, END_BEFORE_START or INVALID, at the field
 */
export function timesOf(said: SaidTimes, was?: TravelLeg): Times {
  const { fromTimeZone, toTimeZone, departureOccurrence, arrivalOccurrence } = said;
  ensureZone(fromTimeZone, 'fromTimeZone');
  ensureZone(toTimeZone, 'toTimeZone');
  const departsAtLocal = toTheSecond(said.departsAtLocal);
  const arrivesAtLocal = toTheSecond(said.arrivesAtLocal);
  const stays = {
    departure: was?.departsAtLocal === departsAtLocal && was.fromTimeZone === fromTimeZone,
    arrival: was?.arrivesAtLocal === arrivesAtLocal && was.toTimeZone === toTimeZone,
  };
  const departsAt =
    was && stays.departure && !departureOccurrence
      ? was.departsAt
      : instantAt(departsAtLocal, fromTimeZone, departureOccurrence, ['input', 'departsAtLocal']);
  const arrivesAt =
    was && stays.arrival && !arrivalOccurrence
      ? was.arrivesAt
      : instantAt(arrivesAtLocal, toTimeZone, arrivalOccurrence, ['input', 'arrivesAtLocal']);
  ensureAfter(departsAt, arrivesAt, 'arrivesAtLocal');
  return { fromTimeZone, departsAtLocal, departsAt, toTimeZone, arrivesAtLocal, arrivesAt };
}

/** @throws DomainError END_BEFORE_START, or INVALID where it would take too long */
export function ensureAfter(departsAt: DateTime, arrivesAt: DateTime, field: string): void {
  if (arrivesAt <= departsAt) throw new DomainError(UserErrorCode.END_BEFORE_START, ['input', field]);
  if (arrivesAt > departsAt.plus(LONGEST)) throw new DomainError(UserErrorCode.INVALID, ['input', field]);
}
