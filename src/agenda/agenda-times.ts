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
}

/** Wall times as a client says them. */
interface SaidSpan extends WallSpan {
  readonly occurrence?: Occurrence | null;
  readonly endOccurrence?: Occurrence | null;
}

type Instants = Pick<Span, 'startsAt' | 'endsAt'>;
type SaidStart = Pick<SaidSpan, 'startsAtLocal' | 'occurrence'>;
type Days = Pick<Meeting, 'timeZone' | 'startsOn' | 'endsOn'>;

/**
 * The span of these wall times in the meeting's zone.
 * @throws DomainError NONEXISTENT_TIME, AMBIGUOUS_TIME, END_BEFORE_START or OUTSIDE_MEETING, with the path of the time
 */
export function spanOf(meeting: Days, { startsAtLocal, endsAtLocal, ...which }: SaidSpan): Span {
  const { timeZone } = meeting;
  const { occurrence } = which;
  const endOccurrence = which.endOccurrence ?? occurrence;
  const startsAt = instantAt(startsAtLocal, timeZone, occurrence, ['input', 'startsAtLocal']);
  const endsAt = instantAt(endsAtLocal, timeZone, endOccurrence, ['input', 'endsAtLocal']);
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
  if (span.endsAt <= span.startsAt)
    throw new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'endsAtLocal']);
  const outside = outsideField(span, meeting);
  if (outside) throw new DomainError(UserErrorCode.OUTSIDE_MEETING, ['input', outside], { startsOn, endsOn });
  return span;
}

/**
 * These wall times in the meeting's zone. Instants that fit already stay, so that of a time that comes twice the one that
 * was chosen remains; for others the earlier one counts, of an end the one after the start.
 * @param field where these times follow from one argument: the path of that
 */
export const inZone = (span: Span, meeting: Days, field?: readonly string[]): Span =>
  toldAt(field, () => fitted(span, meeting));

/**
 * From one instant to another.
 * @param field as for `inZone`
 */
export const between = (
  startsAt: DateTime,
  endsAt: DateTime,
  meeting: Days,
  field?: readonly string[],
): Span => {
  const local = (at: DateTime): string => localOf(at, meeting.timeZone);
  const span = { startsAt, endsAt, startsAtLocal: local(startsAt), endsAtLocal: local(endsAt) };
  return toldAt(field, () => within(meeting, span));
};

/**
 * What begins at this instant and lasts as long as before.
 * @param field as for `inZone`
 */
export const spanAt = (startsAt: DateTime, was: Instants, meeting: Days, field?: readonly string[]): Span =>
  between(startsAt, startsAt.plus(was.endsAt.diff(was.startsAt)), meeting, field);

/** Likewise, at this wall time. */
export function startingAt(meeting: Days, was: Instants, { startsAtLocal, occurrence }: SaidStart): Span {
  const path = ['input', 'startsAtLocal'];
  return spanAt(instantAt(startsAtLocal, meeting.timeZone, occurrence, path), was, meeting);
}

/** Errors at this path instead of that of the time. */
function toldAt(field: readonly string[] | undefined, spanOfIt: () => Span): Span {
  try {
    return spanOfIt();
  } catch (error) {
    if (field && error instanceof DomainError) throw new DomainError(error.code, field, error.values);
    throw error;
  }
}

function fitted({ startsAtLocal, endsAtLocal, ...was }: Span, meeting: Days): Span {
  const { timeZone } = meeting;
  const at = (instant: DateTime, local: string, end: 'startsAtLocal' | 'endsAtLocal'): DateTime =>
    localOf(instant, timeZone) === local ? instant : instantAt(local, timeZone, 'EARLIER', ['input', end]);
  const startsAt = at(was.startsAt, startsAtLocal, 'startsAtLocal');
  const endsAt = at(was.endsAt, endsAtLocal, 'endsAtLocal');
  const isBefore = endsAt <= startsAt;
  const later = isBefore && instantAt(endsAtLocal, timeZone, 'LATER', ['input', 'endsAtLocal']);
  return within(meeting, { startsAtLocal, endsAtLocal, startsAt, endsAt: later || endsAt });
}

/**
 * After a change of the meeting's days or zone: the same wall times.
 * @throws DomainError at the days where it lies outside them, else at the zone
 */
export function refitted(span: Span, meeting: Days): Span {
  try {
    const { startsAt, endsAt, startsAtLocal, endsAtLocal } = span;
    return inZone({ startsAt, endsAt, startsAtLocal, endsAtLocal }, meeting);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const field = error.code === UserErrorCode.OUTSIDE_MEETING ? 'endsOn' : 'timeZone';
    throw new DomainError(error.code, ['input', field], error.values);
  }
}

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

/**
 * The same wall times on another day, as far from it. Where both ends are times that come twice these do not tell how long
 * it lasts; then it lasts as long as it did.
 */
export function shiftedSpan(span: Span, from: string, to: string, timeZone: string): WallSpan {
  const startsAtLocal = shifted(span.startsAtLocal, from, to);
  const isTold = ![span.startsAtLocal, span.endsAtLocal].every((local) => comesTwice(local, timeZone));
  if (isTold) return { startsAtLocal, endsAtLocal: shifted(span.endsAtLocal, from, to) };
  return {
    startsAtLocal,
    endsAtLocal: localOf(wall(startsAtLocal).plus(span.endsAt.diff(span.startsAt)), 'UTC'),
  };
}

function comesTwice(local: string, timeZone: string): boolean {
  const result = instantOf(local, timeZone);
  return !result.ok && result.problem === 'AMBIGUOUS_TIME';
}

export const contains = (outer: Instants, inner: Instants): boolean =>
  outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;

function outsideField(span: Span, { startsOn, endsOn }: Days): 'startsAtLocal' | 'endsAtLocal' | null {
  const start = span.startsAtLocal.slice(0, 10);
  if (start < startsOn || start > endsOn) return 'startsAtLocal';
  const midnight = shifted(`${endsOn}T00:00`, '2000-01-01T00:00', '2000-01-02T00:00');
  return span.endsAtLocal > midnight ? 'endsAtLocal' : null;
}
