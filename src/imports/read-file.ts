import { readFile } from 'node:fs/promises';
import { extensionOf } from '../platform/storage/content-type.js';
import { readCsv } from './read-csv.js';
import { JsonReading } from './read-json.js';
import { readXlsx } from './read-xlsx.js';
import type { Source } from './source.js';

/** By the extension of their names, in lower case. */
export const IMPORTED = ['json', 'csv', 'xlsx'];

/** Longer than any text that is taken; what is longer is told by its beginning. */
const LONGEST_TEXT = 20_000;

/**
 * Reads a file that is small enough to be held in memory. What is wrong in it stands among its problems.
 * @throws RejectedFile for what is no such file at all
 */
export async function readAgendaFile(path: string, fileName: string): Promise<Source> {
  const extension = extensionOf(fileName);
  if (extension === 'xlsx') return storable(await readXlsx(path, fileName));
  const bytes = await readFile(path);
  return storable(extension === 'json' ? JsonReading.read(bytes) : readCsv(bytes));
}

/** As PostgreSQL keeps it: it has neither the character 0 nor halves of characters. */
function storable<Value>(value: Value): Value {
  if (typeof value === 'string')
    return value.slice(0, LONGEST_TEXT).replaceAll('\0', '\u0001').toWellFormed() as Value;
  if (Array.isArray(value)) return value.map((each: unknown) => storable(each)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, storable(each)])) as Value;
}
