import { readFile } from 'node:fs/promises';
import { extensionOf } from '../platform/storage/content-type.js';
import type { Problem } from './problem.js';
import { type DelegateTable, readDelegates } from './delegates/read-delegates.js';
import { readCsv } from './read-csv.js';
import { JsonReading } from './read-json.js';
import { readTable } from './read-table.js';
import { readXlsx } from './read-xlsx.js';
import type { Source } from './source.js';
import type { Lines } from './table.js';

/** By the extension of their names, in lower case. */
export const IMPORTED = ['json', 'csv', 'xlsx'];
export const TABLES = ['csv', 'xlsx'];

/** Longer than any text that is taken; what is longer is told by its beginning. */
const LONGEST_TEXT = 20_000;

/** Of all texts of a file, in characters: an agenda of 400 lines with half a page each. It is kept with its import. */
export const MOST_TEXT = 1_000_000;

/**
 * Reads an agenda from a file that is small enough to be held in memory. What is wrong in it stands among its problems.
 * @throws RejectedFile for what is no such file at all
 */
export async function readAgendaFile(path: string, fileName: string): Promise<Source> {
  const isJson = extensionOf(fileName) === 'json';
  const source = isJson ? JsonReading.read(await readFile(path)) : readTable(await linesOf(path, fileName));
  const { format, headings, problems, ...said } = source;
  const nothing = { facts: {}, rows: [], days: [], participants: [], statedTotal: null };
  const tooMuch = tooMuchIn(said);
  return storable(tooMuch ? { format, headings, ...nothing, problems: [tooMuch, ...problems] } : source);
}

/** Likewise a list of people, CSV or XLSX. */
export async function readDelegatesFile(path: string, fileName: string): Promise<DelegateTable> {
  const source = readDelegates(await linesOf(path, fileName));
  const tooMuch = tooMuchIn(source.rows);
  return storable(tooMuch ? { ...source, rows: [], problems: [tooMuch, ...source.problems] } : source);
}

const linesOf = async (path: string, fileName: string): Promise<Lines> =>
  extensionOf(fileName) === 'xlsx' ? readXlsx(path, fileName) : readCsv(await readFile(path));

/** Few bytes of a workbook can be one text in each of its cells. */
function tooMuchIn(said: unknown): Problem | null {
  const length = lengthOf(said);
  const values = { length, most: MOST_TEXT };
  return length <= MOST_TEXT ? null : { row: null, column: null, code: 'TOO_MUCH_TEXT', values };
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Math.min(value.length, LONGEST_TEXT);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + lengthOf(each), 0);
}

/** As PostgreSQL keeps it: it has neither the character 0 nor halves of characters. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string')
    return value.slice(0, LONGEST_TEXT).replaceAll('\0', '\u0001').toWellFormed() as Value;
  if (Array.isArray(value)) return value.map((each: unknown) => storable(each)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, storable(each)])) as Value;
}
