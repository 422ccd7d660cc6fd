import { DateTime } from 'luxon';
import { v7 as uuidv7 } from 'uuid';
import { spanIn } from '../agenda/agenda-times.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { localDayOf, localOf } from '../platform/time/wall-time.js';
import type { DateOption } from './date-option.entity.js';
import { DateOptionKind, type DatePoll } from './date-poll.entity.js';
import type { CreateDatePollInput, DateOptionDaysInput, DateOptionTimesInput } from './date-poll.input.js';

type Dates = Pick<CreateDatePollInput, 'days' | 'times'>;
/** Of a meeting, which is what becomes of a date (`meeting_lasts_at_most_a_month`). */
const MOST_DAYS = 31;

interface Days {
  readonly startsOn: string;
  readonly endsOn: string;
}

type Row = Omit<DateOption, 'withdrawnAt' | 'chosenAt'>;

/** @throws DomainError INVALID where neither days nor times are given, or both */
export function kindOf({ days, times }: Dates): DateOptionKind {
  if (days && times) throw new DomainError(UserErrorCode.INVALID, ['input', 'times']);
  if (!days && !times) throw new DomainError(UserErrorCode.INVALID, ['input', 'days']);
  return days ? DateOptionKind.DAYS : DateOptionKind.TIMES;
}

/**
 * Rows for these dates.
 * @throws DomainError with the path of the date: INVALID for one of another kind than those of the poll,
 *   NONEXISTENT_TIME, AMBIGUOUS_TIME, END_BEFORE_START, IN_THE_PAST
 */
export function optionsOf(
  { id: pollId, kind, timeZone }: Pick<DatePoll, 'id' | 'kind' | 'timeZone'>,
  dates: Dates,
  now: DateTime,
): Row[] {
  if (kindOf(dates) !== kind)
    throw new DomainError(UserErrorCode.INVALID, ['input', dates.days ? 'days' : 'times']);
  const today = localDayOf(now, timeZone);
  const common = () => ({ id: uuidv7(), pollId, kind });
  return [
    ...(dates.days ?? []).map((days, index) => ({
      ...common(),
      ...daysOf(days, today, ['input', 'days', `${index}`]),
    })),
    ...(dates.times ?? []).map((times, index) => ({
      ...common(),
      ...timesOf(times, timeZone, now, ['input', 'times', `${index}`]),
    })),
  ];
}

const NO_DAYS = { startsOn: null, endsOn: null };
const NO_TIMES = { startsAt: null, endsAt: null, startsAtLocal: null, endsAtLocal: null };

/** Texts all the way: a day that became an instant could become another day. */
function daysOf({ startsOn, endsOn }: DateOptionDaysInput, today: string, path: readonly string[]) {
  const last = endsOn ?? startsOn;
  if (last < startsOn) throw new DomainError(UserErrorCode.END_BEFORE_START, [...path, 'endsOn']);
  if (startsOn < today) throw new DomainError(UserErrorCode.IN_THE_PAST, [...path, 'startsOn']);
  if (isTooLong({ startsOn, endsOn: last }))
    throw new DomainError(UserErrorCode.INVALID, [...path, 'endsOn']);
  return { startsOn, endsOn: last, ...NO_TIMES };
}

function timesOf(said: DateOptionTimesInput, zone: string, now: DateTime, path: readonly string[]) {
  const span = spanIn(zone, said, path);
  if (span.startsAt < now) throw new DomainError(UserErrorCode.IN_THE_PAST, [...path, 'startsAtLocal']);
  const days = daysOfTimes(span.startsAtLocal, span.endsAt, zone);
  if (isTooLong(days)) throw new DomainError(UserErrorCode.INVALID, [...path, 'endsAtLocal']);
  return { ...NO_DAYS, ...span };
}

const isTooLong = ({ startsOn, endsOn }: Days): boolean => {
  const [first, last] = [startsOn, endsOn].map((day) => DateTime.fromISO(day, { zone: 'utc' }));
  return (last as DateTime).diff(first as DateTime, 'days').days >= MOST_DAYS;
};

/** One that ends at midnight does not take the next day. */
function daysOfTimes(startsAtLocal: string, endsAt: DateTime, timeZone: string): Days {
  const last = localOf(endsAt.minus({ milliseconds: 1 }), timeZone);
  return { startsOn: startsAtLocal.slice(0, 10), endsOn: last.slice(0, 10) };
}

/** The days of a meeting at this date. */
export function daysOfMeeting(
  { startsOn, endsOn, startsAtLocal, endsAt }: DateOption,
  timeZone: string,
): Days {
  if (startsOn && endsOn) return { startsOn, endsOn };
  return daysOfTimes(startsAtLocal as string, endsAt as DateTime, timeZone);
}
