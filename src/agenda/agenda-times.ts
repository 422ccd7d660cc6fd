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

type SaidStart = Omit<SaidSpan, 'endsAtLocal'>;
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
 * was chosen remains; for others the earlier one counts that is not before `from`.
 * @param field where these times follow from one argument: the path of that
 * @param from when what it is part of begins
 */
export function inZone(
  span: Span,
  meeting: Days,
  { field, from }: { readonly field?: readonly string[]; readonly from?: DateTime } = {},
): Span {
  return toldAt(field, () => fitted(span, meeting, from));
}

/**
 * What lasts as long as before from this instant on.
 * @param field as for `inZone`
 */
export function spanAt(startsAt: DateTime, was: Span, meeting: Days, field: readonly string[]): Span {
  const endsAt = startsAt.plus(was.endsAt.diff(was.startsAt));
  const [startsAtLocal, endsAtLocal] = [startsAt, endsAt].map((at) => localOf(at, meeting.timeZone));
  return toldAt(field, () => within(meeting, { startsAt, endsAt, startsAtLocal, endsAtLocal } as Span));
}

function toldAt(field: readonly string[] | undefined, spanOfIt: () => Span): Span {
  try {
    return spanOfIt();
  } catch (error) {
    if (field && error instanceof DomainError) throw new DomainError(error.code, field, error.values);
    throw error;
  }
}

function fitted({ startsAtLocal, endsAtLocal, ...was }: Span, meeting: Days, from?: DateTime): Span {
  const { timeZone } = meeting;
  const at = (instant: DateTime, local: string, end: 'startsAtLocal' | 'endsAtLocal', first?: DateTime) => {
    const path = ['input', end];
    const isEarly = (one: DateTime): boolean => first !== undefined && one < first;
    if (localOf(instant, timeZone) === local && !isEarly(instant)) return instant;
    const earlier = instantAt(local, timeZone, 'EARLIER', path);
    return isEarly(earlier) ? instantAt(local, timeZone, 'LATER', path) : earlier;
  };
  const startsAt = at(was.startsAt, startsAtLocal, 'startsAtLocal', from);
  const endsAt = at(was.endsAt, endsAtLocal, 'endsAtLocal', startsAt.plus({ seconds: 1 }));
  return within(meeting, { startsAtLocal, endsAtLocal, startsAt, endsAt });
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

/** A span that begins as much later on the clock, and is as long. */
export const shiftedSpan = (span: Span, from: string, to: string): WallSpan =>
  spanFrom(shifted(span.startsAtLocal, from, to), span);

/** What begins then, and is as long. */
export const spanFrom = (startsAtLocal: string, span: Span): WallSpan => ({
  startsAtLocal,
  endsAtLocal: later(startsAtLocal, lengthOf(span)),
});

/** What begins then, and is as long; where that is when it begins anyway, it ends when it did. */
export function startingAt(meeting: Days, was: Span, said: SaidStart): Span {
  const { startsAtLocal, occurrence } = said;
  const at = instantAt(startsAtLocal, meeting.timeZone, occurrence, ['input', 'startsAtLocal']);
  if (+at !== +was.startsAt) return spanOf(meeting, { ...said, ...spanFrom(startsAtLocal, was) });
  const { startsAt, endsAt, endsAtLocal } = was;
  return within(meeting, { startsAt, endsAt, startsAtLocal: was.startsAtLocal, endsAtLocal });
}

/** The wall time that is so many minutes later on the clock. */
export const later = (local: string, minutes: number): string =>
  localOf(wall(local).plus({ minutes }), 'UTC');

/** On the clock, minutes; where it is put back meanwhile, so that it shows less at the end than at the start: elapsed. */
function lengthOf({ startsAtLocal, endsAtLocal, startsAt, endsAt }: Span): number {
  const shown = wall(endsAtLocal).diff(wall(startsAtLocal));
  return (shown.toMillis() > 0 ? shown : endsAt.diff(startsAt)).as('minutes');
}

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
