import { isOneLine } from '../platform/graphql/limits.js';
import { type Problem, quoted } from './problem.js';
import type { Cell } from './source.js';

type Line =
  | { readonly text: string }
  | { readonly code: 'TOO_LONG' | 'HIDDEN_CHARACTERS'; readonly values: Problem['values'] };

/** A text of one line; what breaks it within a cell are blanks of a spreadsheet, not of the text. */
export function oneLine(cell: Cell, most: number): Line {
  const text = String(cell).normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  if (text.length > most) return { code: 'TOO_LONG', values: { length: text.length, most } };
  if (!isOneLine(text)) return { code: 'HIDDEN_CHARACTERS', values: { text: quoted(text) } };
  return { text };
}
