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

/** An instant as a clock in this zone shows it, as the language writes it: 1 December 2017 at 18:00 CET. */
export const momentInWords = (iso: string, zone: string, language: Language): string =>
  DateTime.fromISO(iso, { zone, locale: localeOf(language) }).toLocaleString({
    ...DateTime.DATETIME_FULL,
    hourCycle: 'h23',
  });
