import type { DateTime } from 'luxon';
import type { Meeting } from '../meetings/meeting.entity.js';
import { instantAt, toTheSecond } from '../meetings/meeting-times.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type Occurrence, comesTwice, instantOf, localOf } from '../platform/time/wall-time.js';

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
export const spanOf = (meeting: Days, said: SaidSpan): Span =>
  within(meeting, spanIn(meeting.timeZone, said, ['input']));

/**
 * The span of these wall times in a zone.
 * @param path of the argument that has them
 * @throws DomainError NONEXISTENT_TIME, AMBIGUOUS_TIME or END_BEFORE_START, with the path of the time
 */
export function spanIn(timeZone: string, said: SaidSpan, path: readonly string[]): Span {
  const { startsAtLocal, endsAtLocal, occurrence, endOccurrence } = said;
  const startsAt = instantAt(startsAtLocal, timeZone, occurrence, [...path, 'startsAtLocal']);
  const endsAt = instantAt(endsAtLocal, timeZone, endOccurrence ?? occurrence, [...path, 'endsAtLocal']);
  const local = { startsAtLocal: toTheSecond(startsAtLocal), endsAtLocal: toTheSecond(endsAtLocal) };
  return inOrder({ startsAt, endsAt, ...local }, path);
}

/**
 * The span as it is, where it can be one of the meeting.
 * @throws DomainError END_BEFORE_START or OUTSIDE_MEETING, with the path of the time
 */
export function within(meeting: Days, span: Span): Span {
  const { startsOn, endsOn } = meeting;
  inOrder(span);
  const outside = outsideField(span, meeting);
  if (outside) throw new DomainError(UserErrorCode.OUTSIDE_MEETING, ['input', outside], { startsOn, endsOn });
  return span;
}

function inOrder(span: Span, path: readonly string[] = ['input']): Span {
  if (span.endsAt > span.startsAt) return span;
  throw new DomainError(UserErrorCode.END_BEFORE_START, [...path, 'endsAtLocal']);
}

/**
 * These wall times in the meeting's zone. Instants that fit already stay, so that of a time that comes twice the one that
 * was chosen remains; for others the earlier one counts, of an end the one after the start.
 * @param field where these times follow from one argument: the path of that
 */
export const inZone = (span: Span, meeting: Days, field?: readonly string[]): Span =>
  toldAt(field, () => within(meeting, fitted(span, meeting.timeZone)));

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
 * What begins at this instant and lasts as long as before: what ended on its day by what passes, what reached into another
 * day by the wall, so that what went on until nine in the morning still does.
 * @param field as for `inZone`
 */
export function spanAt(startsAt: DateTime, was: Span, meeting: Days, field?: readonly string[]): Span {
  if (isOneDay(was.startsAtLocal, was.endsAtLocal))
    return between(startsAt, startsAt.plus(was.endsAt.diff(was.startsAt)), meeting, field);
  const startsAtLocal = localOf(startsAt, meeting.timeZone);
  const endsAtLocal = shifted(was.endsAtLocal, was.startsAtLocal, startsAtLocal);
  return inZone({ startsAt, endsAt: was.endsAt, startsAtLocal, endsAtLocal }, meeting, field);
}

/** Likewise, at this wall time. */
export function startingAt(meeting: Days, was: Span, { startsAtLocal, occurrence }: SaidStart): Span {
  const path = ['input', 'startsAtLocal'];
  return spanAt(instantAt(startsAtLocal, meeting.timeZone, occurrence, path), was, meeting);
}

/** A part of something that moves: as far from its start as before, on another day than that at the same time of day. */
export function movedAlong(
  part: Span,
  { was, is }: { readonly was: Span; readonly is: Span },
  meeting: Days,
  field?: readonly string[],
): Span {
  if (isOneDay(was.startsAtLocal, part.startsAtLocal))
    return spanAt(is.startsAt.plus(part.startsAt.diff(was.startsAt)), part, meeting, field);
  const startsAtLocal = shifted(part.startsAtLocal, was.startsAtLocal, is.startsAtLocal);
  return toldAt(field, () => startingAt(meeting, part, { startsAtLocal, occurrence: 'EARLIER' }));
}

const isOneDay = (one: string, other: string): boolean => one.slice(0, 10) === other.slice(0, 10);

/** Errors at this path instead of that of the time. */
function toldAt(field: readonly string[] | undefined, spanOfIt: () => Span): Span {
  try {
    return spanOfIt();
  } catch (error) {
    if (field && error instanceof DomainError) throw new DomainError(error.code, field, error.values);
    throw error;
  }
}

function fitted({ startsAtLocal, endsAtLocal, ...was }: Span, timeZone: string): Span {
  const at = (instant: DateTime, local: string, end: 'startsAtLocal' | 'endsAtLocal'): DateTime =>
    localOf(instant, timeZone) === local ? instant : instantAt(local, timeZone, 'EARLIER', ['input', end]);
  const startsAt = at(was.startsAt, startsAtLocal, 'startsAtLocal');
  const endsAt = at(was.endsAt, endsAtLocal, 'endsAtLocal');
  const isBefore = endsAt <= startsAt;
  const later = isBefore && instantAt(endsAtLocal, timeZone, 'LATER', ['input', 'endsAtLocal']);
  return { startsAtLocal, endsAtLocal, startsAt, endsAt: later || endsAt };
}

/**
 * The same wall times after a change of the zone.
 * @throws DomainError END_BEFORE_START or NONEXISTENT_TIME at the zone
 */
export function inOtherZone({ startsAt, endsAt, startsAtLocal, endsAtLocal }: Span, timeZone: string): Span {
  return toldAt(['input', 'timeZone'], () =>
    inOrder(fitted({ startsAt, endsAt, startsAtLocal, endsAtLocal }, timeZone)),
  );
}

/**
 * The same after a change of the meeting's days or zone.
 * @throws DomainError as `inOtherZone`, and OUTSIDE_MEETING at the day that it is outside of
 */
export function refitted(span: Span, meeting: Days): Span {
  const isTooEarly = span.startsAtLocal.slice(0, 10) < meeting.startsOn;
  const there = inOtherZone(span, meeting.timeZone);
  return toldAt(['input', isTooEarly ? 'startsOn' : 'endsOn'], () => within(meeting, there));
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
 * The same wall times on another day, as far from it, with the instants that they had: `inZone` finds their own. Where both
 * ends are times that come twice these do not tell how long it lasts; then it lasts as long as it did.
 */
export function shiftedSpan(span: Span, from: string, to: string, timeZone: string): Span {
  const { startsAt, endsAt } = span;
  const startsAtLocal = shifted(span.startsAtLocal, from, to);
  const isTold = ![startsAt, endsAt].every((at) => comesTwice(at, timeZone));
  const endsAtLocal = isTold
    ? shifted(span.endsAtLocal, from, to)
    : localOf(wall(startsAtLocal).plus(endsAt.diff(startsAt)), 'UTC');
  return { startsAt, endsAt, startsAtLocal, endsAtLocal };
}

export const contains = (outer: Instants, inner: Instants): boolean =>
  outer.startsAt <= inner.startsAt && inner.endsAt <= outer.endsAt;

function outsideField(span: Span, { startsOn, endsOn }: Days): 'startsAtLocal' | 'endsAtLocal' | null {
  const start = span.startsAtLocal.slice(0, 10);
  if (start < startsOn || start > endsOn) return 'startsAtLocal';
  const midnight = shifted(`${endsOn}T00:00`, '2000-01-01T00:00', '2000-01-02T00:00');
  return span.endsAtLocal > midnight ? 'endsAtLocal' : null;
}
