import { DateTime } from 'luxon';
import { isLocalDate } from '../platform/time/wall-time.js';
import type { Cell, Format } from './source.js';

const DOTTED = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/;
const TIME = /^(\d{1,2})[:.](\d\d)(?::00)?$/;
const MINUTES = 24 * 60;

/** Days of spreadsheets are counted so that 1 March 1900 is 61 (ECMA-376 part 1, 18.17.4.1, with the leap day of 1900). */
const DAY_ZERO = DateTime.fromISO('1899-12-30', { zone: 'utc' });
const FIRST_SERIAL = 61;
const LAST_SERIAL = 2_958_465;

/**
 * A day as YYYY-MM-DD: written so, or as 11.12.2017, or the number of a day in a sheet; null for all else. What has
 * slashes is read in two ways in Europe, so it is not taken.
 */
export function dayIn(cell: Cell, format: Format): string | null {
  if (typeof cell === 'number')
    return format === 'xlsx' && Number.isInteger(cell) && cell >= FIRST_SERIAL && cell <= LAST_SERIAL
      ? DAY_ZERO.plus({ days: cell }).toFormat('yyyy-MM-dd')
      : null;
  const [, day = '', month = '', year = ''] = DOTTED.exec(cell) ?? [];
  const iso = year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : cell;
  return isLocalDate(iso) ? iso : null;
}

/**
 * Minutes since midnight: 9:00, 09:00, 9.00 or 09:00:00, or a part of a day in a sheet. 24:00 is the end of a day.
 * null for all else, seconds among it.
 */
export function minutesIn(cell: Cell, format: Format): number | null {
  if (typeof cell === 'number') {
    const minutes = Math.round(cell * MINUTES);
    const isWhole = Math.abs(cell * MINUTES - minutes) < 0.01;
    return format === 'xlsx' && isWhole && cell >= 0 && cell <= 1 ? minutes : null;
  }
  const [, hours, minutes] = TIME.exec(cell) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) > 59) return null;
  const sum = Number(hours) * 60 + Number(minutes);
  return sum <= MINUTES ? sum : null;
}

const BOTH = /^(\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4})[T ]\s*(\d{1,2}[:.]\d\d)(?::\d\d)?/;

/** Days from 1927 on: a smaller number in a cell for a time is rather no day. */
export const FIRST_LIKELY = 10_000;

/** A cell that holds a day and a time, as people read it; null: it does not hold both. */
export function dayWithTimeIn(cell: Cell, format: Format): string | null {
  if (typeof cell === 'string') {
    const [, day, time] = BOTH.exec(cell) ?? [];
    return day === undefined || time === undefined ? null : `${day} ${time}`;
  }
  if (format !== 'xlsx' || cell < FIRST_LIKELY || cell > LAST_SERIAL) return null;
  return DAY_ZERO.plus({ minutes: Math.round(cell * MINUTES) }).toFormat('yyyy-MM-dd HH:mm');
}

/** A whole number that is not negative, as text or as number. */
export function countIn(cell: Cell): number | null {
  if (typeof cell === 'string' && !/^\d{1,7}$/.test(cell)) return null;
  const count = Number(cell);
  return Number.isInteger(count) && count >= 0 && count < 10_000_000 ? count : null;
}

const YES = /^(yes|y|x|true|1|ja|j|si|sì|da|kyllä|jā)$/iu;
const NO = /^(no|n|false|0|nej|nein|ne|ei|nē)?$/iu;

/** Whether a word means yes; null: it means neither yes nor no. */
export const isYes = (text: string): boolean | null => (YES.test(text) ? true : NO.test(text) ? false : null);

/** The wall time so many minutes after the midnight with which a day begins; from 24:00 on, on the next day. */
export const wallTime = (day: string, minutes: number): string =>
  DateTime.fromISO(day, { zone: 'utc' }).plus({ minutes }).toFormat("yyyy-MM-dd'T'HH:mm:ss");

/** How many days later the other one is. */
export const daysBetween = (day: string, other: string): number =>
  DateTime.fromISO(other, { zone: 'utc' }).diff(DateTime.fromISO(day, { zone: 'utc' }), 'days').days;
