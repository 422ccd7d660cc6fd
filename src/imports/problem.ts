/** What is wrong in a file. Errors must be mended in it; warnings may be accepted. */
export const PROBLEMS = {
  UNREADABLE: 'ERROR',
  NO_OBJECT: 'ERROR',
  REFUSED: 'ERROR',
  NOT_UTF8: 'ERROR',
  NO_LINES: 'ERROR',
  TOO_MANY_LINES: 'ERROR',
  TOO_MUCH_TEXT: 'ERROR',
  COLUMN_MISSING: 'ERROR',
  COLUMN_TWICE: 'ERROR',
  SAID_TWICE: 'ERROR',
  COLUMN_UNKNOWN: 'WARNING',
  NO_HEADING: 'ERROR',
  NOT_TAKEN: 'WARNING',
  OTHER_SHEETS: 'WARNING',
  FORMULA: 'ERROR',
  BROKEN_CELL: 'ERROR',
  MISSING: 'ERROR',
  TOO_LONG: 'ERROR',
  HIDDEN_CHARACTERS: 'ERROR',
  MALFORMED_DAY: 'ERROR',
  MALFORMED_TIME: 'ERROR',
  DAY_WITH_TIME: 'ERROR',
  MALFORMED_NUMBER: 'ERROR',
  NUMBER_ROUNDED: 'ERROR',
  MALFORMED_WORD: 'ERROR',
  NONEXISTENT_TIME: 'ERROR',
  AMBIGUOUS_TIME: 'ERROR',
  WRONG_OFFSET: 'ERROR',
  END_BEFORE_START: 'ERROR',
  END_UNKNOWN: 'ERROR',
  END_ASSUMED: 'WARNING',
  END_INFERRED: 'WARNING',
  WHOLE_DAY: 'WARNING',
  TIME_OF_PARENT: 'WARNING',
  OUTSIDE_MEETING: 'ERROR',
  SEVERAL_MEETINGS: 'ERROR',
  OUTSIDE_PARENT: 'ERROR',
  NOTHING_BEFORE: 'ERROR',
  PART_OF_PART: 'ERROR',
  BESIDE_CONTAINER: 'WARNING',
  UNKNOWN_KIND: 'WARNING',
  UNKNOWN_SPEAKER: 'WARNING',
  UNKNOWN_PARTNER: 'WARNING',
  UNKNOWN_ROOM: 'WARNING',
  ROOM_TAKEN: 'ERROR',
  ROOM_TAKEN_IN_DRAFT: 'ERROR',
  UNKNOWN_COUNTRY: 'WARNING',
  FACT_DIFFERS: 'WARNING',
  ONLINE_COUNTRY: 'WARNING',
  INCOMPLETE_SOURCE: 'WARNING',
  COUNT_MISSING: 'WARNING',
  TOTAL_DIFFERS: 'WARNING',
  NO_PEOPLE: 'ERROR',
  NO_NAME: 'ERROR',
  NO_ADDRESS: 'ERROR',
  ADDRESS_TWICE: 'ERROR',
  UNKNOWN_LANGUAGE: 'ERROR',
  LANGUAGE_ASSUMED: 'WARNING',
  NO_PARTNER: 'ERROR',
  OTHER_PARTNER: 'ERROR',
  OF_ANOTHER_PARTNER: 'ERROR',
  REGISTERED: 'WARNING',
  LEAVES_BEFORE: 'ERROR',
  NOT_THERE: 'ERROR',
  NOT_INVITED: 'ERROR',
  NO_SEATS: 'ERROR',
  MORE_PROBLEMS: 'ERROR',
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

export interface Problem {
  /** null: of the file as a whole. */
  readonly row: number | null;
  /** Heading or key as it is written in the file; null: of the whole line. */
  readonly column: string | null;
  readonly code: ProblemCode;
  /** What the sentence about it names. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** Nobody mends more at once. */
export const MOST_PROBLEMS = 500;

/** Kept while a file is read: more than are listed, so that errors come before warnings when the list is cut. */
const MOST_KEPT = 2 * MOST_PROBLEMS;

/** What is looked at of a text that is quoted: two units of each of its characters, and more than are shown. */
const LONGEST_QUOTED = 200;

/** Of more rows nobody reads the numbers. */
const MOST_ROWS = 20;

/** Rows, within a sentence. */
export const listOf = (rows: readonly number[]): string =>
  rows.slice(0, MOST_ROWS).join(', ') + (rows.length > MOST_ROWS ? ', …' : '');

/** A text of somebody else's within a sentence: short. */
export const quoted = (text: string | number): string => {
  // What turns the direction of a line, or ends it, would do so in the list.
  const plain = String(text)
    .slice(0, LONGEST_QUOTED)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  // Whole characters: the database keeps no half of one.
  return plain.length > 60 ? `${Array.from(plain.slice(0, 60)).slice(0, -1).join('')}…` : plain;
};

/** What was found in a file, however much that is: of what goes beyond the bound, only how much it was. */
export class ProblemList {
  private readonly kept: Problem[] = [];
  private more = 0;

  /** @param before what was found in it already */
  constructor(before: readonly Problem[] = []) {
    for (const problem of before) this.add(problem);
  }

  add(problem: Problem): void {
    if (problem.code === 'MORE_PROBLEMS') this.more += Number(problem.values['more']);
    else if (this.kept.length < MOST_KEPT) this.kept.push(problem);
    else this.more += 1;
  }

  /** In the order in which they were found, and how many more there were. */
  all(): Problem[] {
    return [...this.kept, ...moreOf(this.more)];
  }

  has(code: ProblemCode): boolean {
    return this.kept.some((problem) => problem.code === code);
  }

  /** By row, what concerns the whole file first; no more than anybody reads, and errors before warnings then. */
  listed(): Problem[] {
    const isCut = this.more > 0 || this.kept.length > MOST_PROBLEMS;
    const shown = isCut ? this.kept.toSorted(errorsFirst).slice(0, MOST_PROBLEMS - 1) : this.kept;
    const sorted = shown.toSorted((one, other) => (one.row ?? 0) - (other.row ?? 0));
    return [...sorted, ...moreOf(this.more + this.kept.length - shown.length)];
  }
}

const errorsFirst = ({ code: one }: Problem, { code: other }: Problem): number =>
  Number(PROBLEMS[one] !== 'ERROR') - Number(PROBLEMS[other] !== 'ERROR');

const moreOf = (more: number): Problem[] =>
  more === 0 ? [] : [{ row: null, column: null, code: 'MORE_PROBLEMS', values: { more } }];
