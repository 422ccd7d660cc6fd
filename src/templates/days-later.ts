import { DateTime } from 'luxon';

const onCalendar = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });

/** How many days the second day comes after the first one. */
export const daysBetween = (first: string, second: string): number =>
  onCalendar(second).diff(onCalendar(first), 'days').days;

/** The day that is so many days later. */
export const daysLater = (day: string, days: number): string =>
  onCalendar(day).plus({ days }).toISODate() as string;

/** The wall time that a clock shows so many days later, whatever was done to the clock in between. */
export const wallTimeLater = (local: string, days: number): string =>
  `${daysLater(local.slice(0, 10), days)}${local.slice(10)}`;
