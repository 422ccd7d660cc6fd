import { DateTime, Duration, IANAZone } from 'luxon';

/** Which of two instants, when a clock that is put back shows the same wall time twice. */
export type Occurrence = 'EARLIER' | 'LATER';

export type WallTimeResult =
  /** `instant` is in UTC. */
  | { ok: true; instant: DateTime<true> }
  | { ok: false; problem: 'MALFORMED' }
  | { ok: false; problem: 'UNKNOWN_TIME_ZONE' }
  /** `proposal` is YYYY-MM-DDTHH:mm in the same zone: later by as much as the clock was put forward. */
  | { ok: false; problem: 'NONEXISTENT_TIME'; proposal: string }
  /** Both are ISO 8601 with the offset of the zone, such as 2017-10-29T02:30:00+02:00. */
  | { ok: false; problem: 'AMBIGUOUS_TIME'; earlier: string; later: string };

const DATE = /^(?!0000)\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^(?!0000)\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const ZONE_NAME = /^[A-Z][A-Za-z]+(?:\/[A-Z][A-Za-z0-9_+-]*)+$/;

/** Names found valid: asking Intl costs some 0.1 ms. Bounded, since only existing names get in. */
const knownZones = new Set(['UTC']);

/** No zone was ever further from UTC than this (Manila and Alaska before 1900: 15:56 h and 15:02 h). */
const FURTHEST_OFFSET = Duration.fromObject({ hours: 16 }).toMillis();

/** Whether `text` is a day of the calendar as YYYY-MM-DD, years 0001 to 9999 (those PostgreSQL reads as well). */
export function isLocalDate(text: string): boolean {
  return DATE.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** Whether `text` is YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss of a day of the calendar; 24:00 is not. */
export function isLocalDateTime(text: string): boolean {
  return DATE_TIME.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/**
 * Whether `name` is a time zone of the IANA database, written as there: `Area/Location` or `UTC`. Offsets
 * (`+02:00`) and abbreviations (`EST`) are not, though Intl takes them: they know no summer time.
 */
export function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (!ZONE_NAME.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    // Intl ignores case and answers an older name for some (Europe/Kiev for Europe/Kyiv), which is no fault.
    if (known !== name && known.toLowerCase() === name.toLowerCase()) return false;
    knownZones.add(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant at which a clock in `zone` shows `local`.
 *
 * @param local YYYY-MM-DDTHH:mm or YYYY-MM-DDTHH:mm:ss, without an offset
 * @param occurrence decides between two instants; ignored when there is only one
 */
export function instantOf(local: string, zone: string, occurrence?: Occurrence): WallTimeResult {
  if (!isLocalDateTime(local)) return { ok: false, problem: 'MALFORMED' };
  if (!isTimeZone(zone)) return { ok: false, problem: 'UNKNOWN_TIME_ZONE' };

  const place = IANAZone.create(zone);
  const asUtc = DateTime.fromISO(local, { zone: 'utc' });
  const wall = asUtc.toMillis();
  // In minutes. They differ only if the clock is changed nearby; then each is tried, and is right where it holds.
  const before = place.offset(wall - FURTHEST_OFFSET);
  const after = place.offset(wall + FURTHEST_OFFSET);
  const instants = [...new Set([before, after])]
    .map((offset) => ({ offset, millis: wall - offset * 60_000 }))
    .filter(({ offset, millis }) => place.offset(millis) === offset)
    .map(({ millis }) => millis)
    .toSorted((one, other) => one - other);

  const [earlier, later] = instants;
  if (earlier === undefined) {
    const gap = Math.ceil(after - before);
    return {
      ok: false,
      problem: 'NONEXISTENT_TIME',
      proposal: asUtc.plus({ minutes: gap }).toFormat("yyyy-MM-dd'T'HH:mm"),
    };
  }
  if (later === undefined || occurrence === 'EARLIER') return { ok: true, instant: utc(earlier) };
  if (occurrence === 'LATER') return { ok: true, instant: utc(later) };
  return {
    ok: false,
    problem: 'AMBIGUOUS_TIME',
    earlier: withOffset(earlier, zone),
    later: withOffset(later, zone),
  };
}

/**
 * What a clock in `zone` shows at `instant`, as YYYY-MM-DDTHH:mm:ss.
 *
 * @throws RangeError for an invalid instant or an unknown zone
 */
export function localOf(instant: DateTime, zone: string): string {
  if (!instant.isValid) throw new RangeError('Not an instant');
  if (!isTimeZone(zone)) throw new RangeError(`Not a time zone: ${zone}`);
  return instant.setZone(zone).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** Whether a clock in `zone` shows twice what it shows then, since it is put back. */
export const comesTwice = (instant: DateTime, zone: string): boolean =>
  instant.setZone(zone).getPossibleOffsets().length > 1;

/** Which day it is there then: `2017-12-11`. @throws RangeError as `localOf` */
export const localDayOf = (instant: DateTime, zone: string): string => localOf(instant, zone).slice(0, 10);

/**
 * The days from `startsOn` to `endsOn`, both included, as YYYY-MM-DD; none when `endsOn` comes first.
 *
 * @throws RangeError for what is not a day of the calendar
 */
export function daysOf(startsOn: string, endsOn: string): string[] {
  for (const day of [startsOn, endsOn]) {
    if (!isLocalDate(day)) throw new RangeError(`Not a day of the calendar: ${day}`);
  }
  const first = DateTime.fromISO(startsOn, { zone: 'utc' });
  const count = DateTime.fromISO(endsOn, { zone: 'utc' }).diff(first, 'days').days + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    first.plus({ days: index }).toFormat('yyyy-MM-dd'),
  );
}

function utc(millis: number): DateTime<true> {
  const instant = DateTime.fromMillis(millis, { zone: 'utc' });
  if (!instant.isValid) throw new RangeError('Not an instant');
  return instant;
}

function withOffset(millis: number, zone: string): string {
  return utc(millis).setZone(zone).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}
