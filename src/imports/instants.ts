import { DateTime } from 'luxon';
import { type Occurrence, instantOf } from '../platform/time/wall-time.js';
import { quoted } from './problem.js';
import type { Report } from './report.js';

/** Which of two equal hours: the first or the second, or the one in which a clock is so many minutes east of Greenwich. */
type Which = Occurrence | number;

const WORDS: ReadonlyMap<string, Occurrence> = new Map([
  ['first', 'EARLIER'],
  ['second', 'LATER'],
]);
const OFFSET = /^([+-])(\d{1,2}):?(\d\d)?$/;

function whichOf(said: string): Which | null {
  const word = WORDS.get(said.toLowerCase());
  const [, sign, hours, minutes = '00'] = OFFSET.exec(said.replace('−', '-')) ?? [];
  if (word || hours === undefined) return word ?? null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** When a clock of this zone shows this wall time: not at all where it is put forward over it, or once, or twice. */
function instantsOf(local: string, timeZone: string): readonly DateTime[] {
  const [earlier, later] = (['EARLIER', 'LATER'] as const).map((each) => instantOf(local, timeZone, each));
  if (!earlier?.ok || !later?.ok) return [];
  return +earlier.instant === +later.instant ? [earlier.instant] : [earlier.instant, later.instant];
}

function fitting(possible: readonly DateTime[], timeZone: string, which: Which | null): readonly DateTime[] {
  if (which === null) return possible;
  if (which === 'EARLIER') return possible.slice(0, 1);
  if (which === 'LATER') return possible.slice(-1);
  return possible.filter((each) => each.setZone(timeZone).offset === which);
}

/** What a file may mean by a wall time and its word for which of two; a word that says neither leaves both. */
const meant = (timeZone: string, local: string, said: string | null): readonly DateTime[] =>
  fitting(instantsOf(local, timeZone), timeZone, said === null ? null : whichOf(said));

/** Whether it says one instant by that word. */
export const isClear = (timeZone: string, local: string, said: string | null): boolean =>
  said !== null && whichOf(said) !== null && meant(timeZone, local, said).length === 1;

/** To tell what comes first, milliseconds; of what is not said clearly it is near. */
export function orderOf(timeZone: string, local: string, said: string | null): number {
  const [first] = meant(timeZone, local, said);
  return (first ?? DateTime.fromISO(local, { zone: timeZone })).toMillis();
}

/** The instant that a file means by a wall time and its word for which of two; null where there is none, which is reported. */
export function instantIn(
  timeZone: string,
  local: string,
  said: string | null,
  row: number,
  column: 'start' | 'end',
  report: Report,
): DateTime | null {
  const offsetColumn = `${column}Offset` as const;
  const values = { time: local.slice(11, 16), day: local.slice(0, 10) };
  const text = quoted(said ?? '');
  const which = said === null ? null : whichOf(said);
  if (said !== null && which === null) {
    report.at(row, offsetColumn, 'MALFORMED_WORD', { text, words: 'first, second, +02:00' });
    return null;
  }
  const found = instantOf(local, timeZone);
  if (!found.ok && found.problem === 'NONEXISTENT_TIME') {
    report.at(row, column, 'NONEXISTENT_TIME', { ...values, proposal: found.proposal.slice(11, 16) });
    return null;
  }
  if (!found.ok && found.problem !== 'AMBIGUOUS_TIME') throw new RangeError(`${local} in ${timeZone}`);
  const possible = found.ok ? [found.instant] : instantsOf(local, timeZone);
  const left = fitting(possible, timeZone, which);
  const [first = '', second = ''] = possible.map((each) => each.setZone(timeZone).toFormat('ZZ'));
  const offsets = second ? `${first}, ${second}` : first;
  if (left.length === 0) report.at(row, offsetColumn, 'WRONG_OFFSET', { ...values, text, offsets });
  if (left.length > 1)
    report.at(row, column, 'AMBIGUOUS_TIME', { ...values, first, second, column: offsetColumn });
  return left.length === 1 ? (left[0] as DateTime) : null;
}
