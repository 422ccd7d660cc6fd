import { parseAddress } from '../../accounts/address.js';
import type { Language } from '../../platform/access/viewer.js';
import { isPersonName } from '../../platform/graphql/limits.js';
import { isLocalDate } from '../../platform/time/wall-time.js';
import { dayIn, dayWithTimeIn, minutesIn, wallTime } from '../cell-values.js';
import { byName } from '../names.js';
import { oneLine } from '../one-line.js';
import { type Problem, type ProblemCode, ProblemList, listOf, quoted } from '../problem.js';
import type { DelegateTarget } from './delegate-target.js';
import { languageIn } from './languages.js';
import type { DelegateColumn, DelegateTable } from './read-delegates.js';

/** More than any meeting of a project has from its partners. */
export const MOST_DELEGATES = 400;

const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 254;

/** Somebody of a list as he would be named. What could not be told is null. */
export interface CheckedDelegate {
  readonly row: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly language: Language;
  readonly partnerId: string | null;
  readonly arrivesAtLocal: string | null;
  readonly leavesAtLocal: string | null;
  /** He comes, or is asked, already; nothing of him is changed. */
  readonly isRegistered: boolean;
}

export interface CheckedDelegates {
  readonly delegates: CheckedDelegate[];
  readonly problems: Problem[];
}

type At = (column: DelegateColumn | null, code: ProblemCode, values?: Problem['values']) => null;
type Row = DelegateTable['rows'][number] & { readonly at: At };

/** The addresses that a list has, to find out who is known. */
export const addressesIn = ({ rows }: DelegateTable): string[] =>
  rows.slice(0, MOST_DELEGATES).flatMap(({ cells }) => parseAddress(String(cells.email ?? '')) ?? []);

/** Compares a list with its meeting. What is wrong is told, all of it; nothing is guessed but the language, which is told. */
export function checkDelegates(table: DelegateTable, target: DelegateTarget): CheckedDelegates {
  const problems = new ProblemList(table.problems);
  const { headings, format } = table;
  const whole = (code: ProblemCode, values: Problem['values'], column: DelegateColumn | null = null): void =>
    problems.add({ row: null, column: column && (headings[column] ?? column), code, values });
  if (table.rows.length > MOST_DELEGATES) {
    whole('TOO_MANY_LINES', { most: MOST_DELEGATES });
    return { delegates: [], problems: problems.listed() };
  }
  const rows = table.rows.map(({ row, cells }): Row => {
    const at: At = (column, code, values = {}) => {
      problems.add({ row, column: column && (headings[column] ?? column), code, values });
      return null;
    };
    return { row, cells, at };
  });
  const partnerOf = partnersOf(target);
  const assumed: number[] = [];
  const delegates = rows.map((row): CheckedDelegate => {
    const [name, email, partnerId] = [nameOf(row), emailOf(row), partnerOf(row)];
    const language = languageOf(row);
    if (language === undefined) assumed.push(row.row);
    const isRegistered = isThere(row, { email, partnerId }, target);
    const person = { row: row.row, name, email, language: language ?? target.language, partnerId };
    return { ...person, ...stayOf(row, format, target), isRegistered };
  });
  ensureOnce(delegates, rows);
  if (assumed.length > 0)
    whole(
      'LANGUAGE_ASSUMED',
      { count: assumed.length, rows: listOf(assumed), language: target.language },
      'language',
    );
  ensureSeats(delegates, target, whole);
  return { delegates, problems: problems.listed() };
}

function nameOf({ cells, at }: Row): string | null {
  if (!cells.name) return cells.name === undefined ? at('name', 'MISSING') : null;
  const line = oneLine(cells.name, LONGEST_NAME);
  if (!('text' in line)) return at('name', line.code, line.values);
  return isPersonName(line.text) ? line.text : at('name', 'NO_NAME', { text: quoted(line.text) });
}

function emailOf({ cells, at }: Row): string | null {
  if (!cells.email) return cells.email === undefined ? at('email', 'MISSING') : null;
  const text = String(cells.email);
  if (text.length > LONGEST_ADDRESS)
    return at('email', 'TOO_LONG', { length: text.length, most: LONGEST_ADDRESS });
  return parseAddress(text) ?? at('email', 'NO_ADDRESS', { text: quoted(text) });
}

/** undefined: the list does not say; null where it says what is none. */
function languageOf({ cells, at }: Row): Language | null | undefined {
  if (!cells.language) return undefined;
  const text = String(cells.language);
  return languageIn(text) ?? at('language', 'UNKNOWN_LANGUAGE', { text: quoted(text) });
}

/** Who sends somebody: to the letter, as all names of partners in files. */
function partnersOf({ partnerId: sender, partners }: DelegateTarget): (row: Row) => string | null {
  const idsOf = byName(partners);
  return ({ cells, at }) => {
    if (!cells.partner) return sender ?? (cells.partner === undefined ? at('partner', 'MISSING') : null);
    const name = String(cells.partner);
    const [id, ...more] = idsOf(name);
    const text = { name: quoted(name) };
    if (sender !== null && id !== sender) return at('partner', 'OTHER_PARTNER', text);
    return id !== undefined && more.length === 0 ? id : at('partner', 'NO_PARTNER', text);
  };
}

/** Whether he is registered; of whom his partner may not name, that alone is told. */
function isThere(
  { at }: Row,
  { email, partnerId }: Pick<CheckedDelegate, 'email' | 'partnerId'>,
  { known, mayTakeFrom }: DelegateTarget,
): boolean {
  const person = email === null ? undefined : known.get(email);
  if (!person || partnerId === null) return false;
  const { partnerIds, isRegistered } = person;
  const isFree = partnerIds.length === 0 || partnerIds.includes(partnerId) || mayTakeFrom(partnerIds);
  if (!isFree) {
    at('email', 'OF_ANOTHER_PARTNER');
    return false;
  }
  if (isRegistered) at('email', 'REGISTERED');
  return isRegistered;
}

/** From the morning of one day to the evening of another, where the list has no times. */
function stayOf(
  row: Row,
  format: DelegateTable['format'],
  { meeting: { startsOn, endsOn } }: DelegateTarget,
): Pick<CheckedDelegate, 'arrivesAtLocal' | 'leavesAtLocal'> {
  const arrives = wallTimeIn(row, format, 'arrival');
  const leaves = wallTimeIn(row, format, 'departure');
  const stay = {
    arrivesAtLocal: arrives && wallTime(arrives.day, arrives.minutes ?? 0),
    leavesAtLocal: leaves && wallTime(leaves.day, leaves.minutes ?? LAST_MINUTE),
  };
  if (stay.arrivesAtLocal && stay.leavesAtLocal && stay.leavesAtLocal <= stay.arrivesAtLocal)
    row.at('departureDay', 'LEAVES_BEFORE', {
      arrives: said(stay.arrivesAtLocal),
      leaves: said(stay.leavesAtLocal),
    });
  else if ((arrives && arrives.day > endsOn) || (leaves && leaves.day < startsOn))
    row.at(leaves && leaves.day < startsOn ? 'departureDay' : 'arrivalDay', 'NOT_THERE', {
      startsOn,
      endsOn,
    });
  return stay;
}

const LAST_MINUTE = 24 * 60 - 1;

const said = (local: string): string => local.slice(0, 16).replace('T', ' ');

function wallTimeIn(
  { cells, at }: Row,
  format: DelegateTable['format'],
  of: 'arrival' | 'departure',
): { day: string; minutes: number | null } | null {
  const [dayColumn, timeColumn] = [`${of}Day`, `${of}Time`] as const;
  const [dayCell, timeCell] = [cells[dayColumn], cells[timeColumn]];
  const hasDay = dayCell !== undefined && dayCell !== '';
  const hasTime = timeCell !== undefined && timeCell !== '';
  if (!hasDay) return hasTime ? at(dayColumn, 'MISSING') : null;
  const both = hasTime ? dayWithTimeIn(timeCell, format) : null;
  if (both !== null) return at(timeColumn, 'MALFORMED_TIME', { text: quoted(both) });
  const day = dayIn(dayCell, format);
  const minutes = hasTime ? minutesIn(timeCell, format) : null;
  if (day === null || !isLocalDate(day)) return at(dayColumn, 'MALFORMED_DAY', { text: quoted(dayCell) });
  if (hasTime && minutes === null) return at(timeColumn, 'MALFORMED_TIME', { text: quoted(timeCell) });
  return { day, minutes };
}

/** Nobody is asked twice. */
function ensureOnce(delegates: readonly CheckedDelegate[], rows: readonly Row[]): void {
  const first = new Map<string, number>();
  for (const [index, { email, row }] of delegates.entries()) {
    const other = email === null ? undefined : first.get(email);
    if (other !== undefined) rows[index]?.at('email', 'ADDRESS_TWICE', { other });
    else if (email !== null) first.set(email, row);
  }
}

/** All of a partner's people have seats, or none is named. */
function ensureSeats(
  delegates: readonly CheckedDelegate[],
  { partners, freeSeats }: DelegateTarget,
  whole: (code: ProblemCode, values: Problem['values'], column: DelegateColumn) => void,
): void {
  for (const { id, names } of partners) {
    const needed = delegates.filter(
      ({ partnerId, isRegistered }) => partnerId === id && !isRegistered,
    ).length;
    const free = freeSeats.get(id);
    const values = { partner: quoted(names[0] ?? ''), needed, free: free ?? 0 };
    if (needed > 0 && free === undefined) whole('NOT_INVITED', values, 'partner');
    else if (free !== undefined && needed > free) whole('NO_SEATS', values, 'partner');
  }
}
