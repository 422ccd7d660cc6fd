/** What is wrong in a file. Errors must be mended in it; warnings may be accepted. */
export const PROBLEMS = {
  UNREADABLE: 'ERROR',
  REFUSED: 'ERROR',
  NOT_UTF8: 'ERROR',
  NO_LINES: 'ERROR',
  TOO_MANY_LINES: 'ERROR',
  COLUMN_MISSING: 'ERROR',
  COLUMN_TWICE: 'ERROR',
  COLUMN_UNKNOWN: 'WARNING',
  FORMULA: 'ERROR',
  BROKEN_CELL: 'ERROR',
  MISSING: 'ERROR',
  TOO_LONG: 'ERROR',
  HIDDEN_CHARACTERS: 'ERROR',
  MALFORMED_DAY: 'ERROR',
  MALFORMED_TIME: 'ERROR',
  MALFORMED_NUMBER: 'ERROR',
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
  UNKNOWN_KIND: 'WARNING',
  UNKNOWN_SPEAKER: 'WARNING',
  UNKNOWN_PARTNER: 'WARNING',
  UNKNOWN_ROOM: 'WARNING',
  ROOM_TAKEN: 'ERROR',
  UNKNOWN_COUNTRY: 'WARNING',
  FACT_DIFFERS: 'WARNING',
  ONLINE_COUNTRY: 'WARNING',
  INCOMPLETE_SOURCE: 'WARNING',
  COUNT_MISSING: 'WARNING',
  TOTAL_DIFFERS: 'WARNING',
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

/** A text of somebody else's within a sentence: short. */
export const quoted = (text: string | number): string => {
  // What turns the direction of a line, or ends it, would do so in the list.
  const plain = String(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  // Whole characters: the database keeps no half of one.
  return plain.length > 60 ? `${Array.from(plain.slice(0, 60)).slice(0, -1).join('')}…` : plain;
};

/** By row, what concerns the whole file first; no more than anybody reads. */
export function listed(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted((one, other) => (one.row ?? 0) - (other.row ?? 0));
  if (sorted.length <= MOST_PROBLEMS) return sorted;
  const more = sorted.length - MOST_PROBLEMS + 1;
  return [
    ...sorted.slice(0, MOST_PROBLEMS - 1),
    { row: null, column: null, code: 'MORE_PROBLEMS', values: { more } },
  ];
}
