import type { DateTime } from 'luxon';
import type { Meeting } from '../meetings/meeting.entity.js';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type Occurrence, instantOf, localOf } from '../platform/time/wall-time.js';

/** A half-open range on the wall of a meeting, and the instants that follow from it. */
export interface Span {
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly startsAt: DateTime;
  readonly endsAt: DateTime;
}

interface WallSpan {
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly occurrence?: Occurrence | null;
}

type Days = Pick<Meeting, 'timeZone' | 'startsOn' | 'endsOn'>;

/**
 * The span of these wall times in the meeting's zone.
 * @throws DomainError NONEXISTENT_TIME, AMBIGUOUS_TIME, END_BEFORE_START or OUTSIDE_MEETING, with the path of the time
 */
export function spanOf(meeting: Days, { startsAtLocal, endsAtLocal, occurrence }: WallSpan): Span {
  const { timeZone } = meeting;
  const startsAt = instantAt(startsAtLocal, timeZone, occurrence, ['input', 'startsAtLocal']);
  const endsAt = instantAt(endsAtLocal, timeZone, occurrence, ['input', 'endsAtLocal']);
  return within(meeting, {
    startsAt,
    endsAt,
    startsAtLocal: toTheSecond(startsAtLocal),
    endsAtLocal: toTheSecond(endsAtLocal),
  });
}

/**
 * The span as it is, where it can be one of the meeting.
 * @throws DomainError END_BEFORE_START or OUTSIDE_MEETING, with the path of the time
 */
export function within(meeting: Days, span: Span): Span {
  const { startsOn, endsOn } = meeting;
  if (span.endsAt <= span.startsAt || span.endsAtLocal <= span.startsAtLocal)
    throw new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'endsAtLocal']);
  const outside = outsideField(span, meeting);
  if (outside) throw new DomainError(UserErrorCode.OUTSIDE_MEETING, ['input', outside], { startsOn, endsOn });
  return span;
}

/**
 * These wall times in the meeting's zone. Instants that fit already stay, so that of a time that comes twice the one that
 * was chosen remains; for others the earlier one counts.
 * @param field where these times follow from one argument: the path of that
 */
export function inZone(span: Span, meeting: Days, field?: readonly string[]): Span {
  try {
    return fitted(span, meeting);
  } catch (error) {
    if (field && error instanceof DomainError) throw new DomainError(error.code, field, error.values);
    throw error;
  }
}

function fitted(span: Span, meeting: Days): Span {
  const { timeZone } = meeting;
  const derived = spanOf(meeting, { ...span, occurrence: 'EARLIER' });
  const startsAt = fits(span.startsAt, derived.startsAtLocal, timeZone) ? span.startsAt : derived.startsAt;
  const endsAt = fits(span.endsAt, derived.endsAtLocal, timeZone) ? span.endsAt : derived.endsAt;
  // What starts in the second of two equal hours ends in it, too.
  const isBefore = endsAt <= startsAt;
  const later = isBefore && instantAt(derived.endsAtLocal, timeZone, 'LATER', ['input', 'endsAtLocal']);
  return { ...derived, startsAt, endsAt: later || endsAt };
}

const fits = (instant: DateTime, local: string, zone: string): boolean => localOf(instant, zone) === local;

/** On a wall without any zone, so that all its days are as long. */
function wall(local: string): DateTime {
  const result = instantOf(local, 'UTC');
  if (!result.ok) throw new RangeError(`Not a wall time: ${local}`);
  return result.instant;
}

/** The wall time that is later on the clock by as much as lies between two others, or between two days. */
export const shifted = (local: string, from: string, to: string): string =>
  localOf(wall(local).plus(wall(atMidnight(to)).diff(wall(atMidnight(from)))), 'UTC');

const atMidnight = (dayOrTime: string): string =>
  dayOrTime.length === 10 ? `${dayOrTime}T00:00` : dayOrTime;

/** The day that is later by as much as lies between two others. */
export const shiftedDay = (day: string, from: string, to: string): string =>
  shifted(atMidnight(day), from, to).slice(0, 10);

/** Both ends of a span, likewise. */
export const shiftedSpan = (
  { startsAtLocal, endsAtLocal }: WallSpan,
  from: string,
  to: string,
): Pick<Span, 'startsAtLocal' | 'endsAtLocal'> => ({
  startsAtLocal: shifted(startsAtLocal, from, to),
  endsAtLocal: shifted(endsAtLocal, from, to),
});

/** The wall time that is so many minutes later on the clock. */
export const later = (local: string, minutes: number): string =>
  localOf(wall(local).plus({ minutes }), 'UTC');

/** On the clock, minutes. */
export const lengthOf = ({ startsAtLocal, endsAtLocal }: WallSpan): number =>
  wall(endsAtLocal).diff(wall(startsAtLocal)).as('minutes');

export const contains = (
  outer: Pick<Span, 'startsAt' | 'endsAt'>,
  inner: Pick<Span, 'startsAt' | 'endsAt'>,
): boolean => outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;

function outsideField(span: Span, { startsOn, endsOn }: Days): 'startsAtLocal' | 'endsAtLocal' | null {
  const start = span.startsAtLocal.slice(0, 10);
  if (start < startsOn || start > endsOn) return 'startsAtLocal';
  const midnight = shifted(`${endsOn}T00:00`, '2000-01-01T00:00', '2000-01-02T00:00');
  return span.endsAtLocal > midnight ? 'endsAtLocal' : null;
}
