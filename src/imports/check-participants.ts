import { isOneLine } from '../platform/graphql/limits.js';
import { countIn } from './cell-values.js';
import type { Target } from './check.js';
import { type IdsOf, byName } from './names.js';
import { listOf, quoted } from './problem.js';
import type { Report } from './report.js';
import type { Cell, ParticipantsRow, Source } from './source.js';

/** How many took part, as it would stand beside what Tavola counts. */
export interface CheckedCount {
  readonly text: string;
  readonly exact: number | null;
  readonly atLeast: number | null;
  /** null where `town` has the name, or it is of the whole meeting. */
  readonly partnerId: string | null;
  /** A town or organisation that is no partner of the project. */
  readonly town: string | null;
  readonly countryCode: string | null;
}

const MOST_COUNTS = 200;
const LONGEST_NAME = 300;

/** Numbers of participants by town, and the total; a total that is not their sum is a warning, and both stay. */
export function checkParticipants(source: Source, target: Target, report: Report): CheckedCount[] {
  const { participants, statedTotal } = source;
  if (participants.length > MOST_COUNTS) {
    report.whole('TOO_MANY_LINES', { most: MOST_COUNTS }, 'participants');
    return [];
  }
  const idsOf = byName(target.partners.map(({ id, names, town }) => ({ id, names: [...names, town] })));
  const counts = participants.flatMap((row) => countOf(row, idsOf, target, report) ?? []);
  const uncounted = participants.filter(({ count }) => count === null).map(({ row }) => row);
  if (uncounted.length > 0)
    report.whole('COUNT_MISSING', { count: uncounted.length, rows: listOf(uncounted) }, 'participants');
  const total = statedTotal === null ? null : numberOf(statedTotal);
  if (statedTotal !== null && total === null)
    report.whole('MALFORMED_NUMBER', { text: quoted(statedTotal) }, 'participantsStatedTotal');
  if (total === null) return counts;
  const sum = counts.reduce((all, { exact }) => all + (exact ?? 0), 0);
  const isWhole = uncounted.length === 0 && counts.every(({ exact }) => exact !== null);
  if (counts.length > 0 && isWhole && total.exact !== null && sum !== total.exact)
    report.whole('TOTAL_DIFFERS', { total: total.exact, sum }, 'participantsStatedTotal');
  return [{ ...total, partnerId: null, town: null, countryCode: null }, ...counts];
}

function countOf(
  { row, name, country, count }: ParticipantsRow,
  idsOf: IdsOf,
  { countries }: Target,
  report: Report,
): CheckedCount | null {
  const aside = report.aside.bind(report, 'participants', row);
  if (name === '') aside('title', 'MISSING');
  else if (name.length > LONGEST_NAME)
    aside('title', 'TOO_LONG', { length: name.length, most: LONGEST_NAME });
  else if (!isOneLine(name)) aside('title', 'HIDDEN_CHARACTERS', { text: quoted(name) });
  const code = country?.toUpperCase() ?? null;
  const isKnown = code !== null && countries.includes(code);
  if (code !== null && !isKnown) aside('country', 'UNKNOWN_COUNTRY', { text: quoted(code) });
  if (count === null) return null;
  const number = numberOf(count);
  if (!number) aside('count', 'MALFORMED_NUMBER', { text: quoted(count) });
  const [id, ...more] = idsOf(name);
  const isPartner = id !== undefined && more.length === 0;
  return (
    number && {
      ...number,
      partnerId: isPartner ? id : null,
      town: isPartner ? null : name,
      countryCode: isPartner || !isKnown ? null : code,
    }
  );
}

const BOUND = /^(?:>|≥|more than |at least |over )\s?(\d{1,7})$|^(\d{1,7})\s?\+$/i;

/** A number, or a bound such as "more than 60", word for word. */
function numberOf(cell: Cell): Pick<CheckedCount, 'text' | 'exact' | 'atLeast'> | null {
  const text = String(cell);
  const exact = countIn(cell);
  if (exact !== null) return { text, exact, atLeast: null };
  const [, over, plus] = BOUND.exec(text) ?? [];
  const bound = over ?? plus;
  return bound === undefined ? null : { text, exact: null, atLeast: Number(bound) };
}
