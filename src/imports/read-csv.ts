import { parse } from 'csv-parse/sync';
import type { Problem } from './problem.js';
import { MOST_LINES } from './source.js';
import type { Line, Lines } from './table.js';

/** As spreadsheets of different countries write it. */
const DELIMITERS = [';', ',', '\t'];

/** A field longer than any that is allowed; the rest of it is not needed to say so. */
const LONGEST_RECORD = 200_000;

/** Of a whole file: each makes a cell, though it may be empty. 1,000 lines of 64 columns have 64,000. */
const MOST_DELIMITERS = 200_000;

/**
 * A table with headings: comma, semicolon or tab between cells, as RFC 4180 else; UTF-8, or UTF-16 with a byte order mark.
 */
export function readCsv(bytes: Buffer): Lines {
  const text = decoded(bytes);
  const nothing = (problem: Problem): Lines => ({ format: 'csv', lines: [], problems: [problem] });
  if (text === null) return nothing(whole('NOT_UTF8'));
  const delimiter = delimiterOf(text);
  if (isMoreThan(MOST_DELIMITERS, delimiter, text))
    return nothing({ ...whole('REFUSED'), values: { reason: 'TOO_MUCH' } });
  try {
    const records: string[][] = parse(text, {
      delimiter,
      to: MOST_LINES + 1,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: LONGEST_RECORD,
    });
    const lines = records.map((cells, index): Line => ({ row: index + 1, cells: cells.map(asText) }));
    const isLong = lines.length > MOST_LINES;
    const tooMany = { ...whole('TOO_MANY_LINES'), values: { most: MOST_LINES } };
    return { format: 'csv', lines: lines.slice(0, MOST_LINES), problems: isLong ? [tooMany] : [] };
  } catch (error) {
    const { lines } = error as { lines?: number };
    const values = { line: lines ?? 1 };
    return nothing({ ...whole('UNREADABLE'), values });
  }
}

/** Spreadsheets compute what begins so, and hand on what they last computed. */
const asText = (cell: string): Line['cells'][number] =>
  cell.trimStart().startsWith('=') ? { formula: cell } : cell;

const whole = (code: Problem['code']): Problem => ({ row: null, column: null, code, values: {} });

/** null: neither UTF-8 nor UTF-16. */
function decoded(bytes: Buffer): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Of headings; what is longer than that is not read through to guess by. */
const LONGEST_HEADINGS = 10_000;

/** The one that the headings have most of. */
function delimiterOf(text: string): string {
  const headings =
    text
      .trimStart()
      .slice(0, LONGEST_HEADINGS)
      .split(/\r?\n|\r/, 1)[0] ?? '';
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  for (const letter of headings) {
    const count = counts.get(letter);
    if (count !== undefined) counts.set(letter, count + 1);
  }
  const of = (delimiter: string): number => counts.get(delimiter) ?? 0;
  return DELIMITERS.toSorted((one, other) => of(other) - of(one))[0] as string;
}

function isMoreThan(most: number, delimiter: string, text: string): boolean {
  let at = -1;
  for (let count = 0; count <= most; count += 1) {
    at = text.indexOf(delimiter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
