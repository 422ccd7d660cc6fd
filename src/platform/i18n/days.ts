import { DateTime, Interval } from 'luxon';
import type { Language } from '../access/viewer.js';

/** English as Europe writes it: 11–13 December 2017. */
const localeOf = (language: Language): string => (language === 'en' ? 'en-GB' : language);

/** The days from the first to the last, as the language writes them: 11.–13. Dezember 2017. */
export function daysInWords(startsOn: string, endsOn: string, language: Language): string {
  const [first, last] = [startsOn, endsOn].map((day) =>
    DateTime.fromISO(day, { zone: 'utc', locale: localeOf(language) }),
  ) as [DateTime, DateTime];
  return startsOn === endsOn
    ? first.toLocaleString(DateTime.DATE_FULL)
    : Interval.fromDateTimes(first, last).toLocaleString(DateTime.DATE_FULL, { locale: localeOf(language) });
}

/** A day as the language writes it, with its name: Monday, 11 December 2017. */
export const dayInWords = (day: string, language: Language): string =>
  DateTime.fromISO(day, { zone: 'utc', locale: localeOf(language) }).toLocaleString(DateTime.DATE_HUGE);

/** Of a time that a clock shows twice, since it is put back, also which time is meant: 02:45 CEST. */
const whichOfTwo = (at: DateTime): Intl.DateTimeFormatOptions =>
  at.getPossibleOffsets().length > 1 ? { timeZoneName: 'short' } : {};

/**
 * From when to when a clock in this zone shows it: 09:00–10:30; an end on another day with the name of that one.
 * @param endsAt null: nobody has said
 */
export function hoursInWords(
  startsAt: string,
  endsAt: string | null,
  zone: string,
  language: Language,
): string {
  const [start, end] = [startsAt, endsAt ?? startsAt].map((iso) =>
    DateTime.fromISO(iso, { zone, locale: localeOf(language) }),
  ) as [DateTime, DateTime];
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const from = start.toLocaleString({ ...time, ...whichOfTwo(start) });
  if (endsAt === null) return from;
  const isOneDay = start.hasSame(end, 'day');
  const until = { ...time, ...(!isOneDay && ({ weekday: 'short' } as const)), ...whichOfTwo(end) };
  return `${from}–${end.toLocaleString(until)}`;
}

/** What people call the time of this zone on that day: Central European Time. Zones had other names in other years. */
export function zoneInWords(zone: string, day: string, language: Language): string {
  const parts = DateTime.fromISO(day, { zone, locale: localeOf(language) }).toLocaleParts({
    timeZoneName: 'longGeneric',
  });
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** An instant as a clock in this zone shows it, as the language writes it: 1 December 2017 at 18:00 CET. */
export const momentInWords = (iso: string, zone: string, language: Language): string =>
  DateTime.fromISO(iso, { zone, locale: localeOf(language) }).toLocaleString({
    ...DateTime.DATETIME_FULL,
    hourCycle: 'h23',
  });

/** With its weekday, since somebody is to say whether it suits. */
const DAY = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const;
const HOUR = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
const TIME = { ...DAY, ...HOUR } as const;

/** What is proposed: days of the calendar, or instants. */
export interface ProposedDate {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/**
 * A date that is proposed, as the language writes it: Mo., 11. – Mi., 13. Dezember 2017. Days are the same in every zone.
 * @param zone in which times are told
 */
export function dateInWords(
  { startsOn, endsOn, startsAt, endsAt }: ProposedDate,
  zone: string,
  language: Language,
): string {
  const isDays = startsOn !== null && endsOn !== null;
  const ends = isDays ? [startsOn, endsOn] : [startsAt ?? '', endsAt ?? ''];
  const [first, last] = ends.map((iso) =>
    DateTime.fromISO(iso, { zone: isDays ? 'utc' : zone, locale: localeOf(language) }),
  ) as [DateTime, DateTime];
  // A range names the zone of its end alone, and of two equal times one.
  if (first.offset !== last.offset)
    return `${first.toLocaleString(TIME)} – ${last.toLocaleString(first.hasSame(last, 'day') ? HOUR : TIME)}`;
  const form = isDays ? DAY : TIME;
  return startsOn !== null && startsOn === endsOn
    ? first.toLocaleString(form)
    : Interval.fromDateTimes(first, last).toLocaleString(form, { locale: localeOf(language) });
}
