import type { SaxesParser, SaxesTagPlain } from 'saxes';
import type { Line, TableCell } from './read-table.js';
import { MOST_LINES } from './source.js';

/** What is further right than anybody looks. */
const MOST_COLUMNS = 64;

/** Of one cell, in characters: as many as spreadsheets take (32,767). */
export const LONGEST_CELL = 32_767;

/**
 * Cells of a sheet as they come (ECMA-376 part 1, 18.3.1). Rows and cells are where they say that they are, and nothing is
 * made for what lies between: a cell may say that it is in row 1,048,576.
 */
export class SheetReading {
  readonly lines: Line[] = [];
  isFull = false;
  private row = 0;
  private column = 0;
  private cells: TableCell[] = [];
  private cell: { type: string; column: number; value: string; formula: string | null } | null = null;
  private within: 'value' | 'formula' | null = null;
  private isPhonetic = false;

  /** @param texts that cells refer to, as they are to be read */
  constructor(private readonly texts: readonly string[]) {}

  listen(parser: SaxesParser): void {
    parser.on('opentag', (tag: SaxesTagPlain) => this.open(localName(tag), tag.attributes));
    parser.on('text', (text) => this.take(text));
    parser.on('cdata', (text) => this.take(text));
    parser.on('closetag', (tag: SaxesTagPlain) => this.close(localName(tag)));
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.row = wholeNumber(attributes['r']) ?? this.row + 1;
      this.column = 0;
      this.cells = [];
    } else if (name === 'c') {
      this.column = columnIn(attributes['r']) ?? this.column + 1;
      this.cell = { type: attributes['t'] ?? 'n', column: this.column, value: '', formula: null };
    } else if (name === 'f' && this.cell) {
      this.cell.formula = '';
      this.within = 'formula';
    } else if (name === 'v' || (name === 't' && !this.isPhonetic)) this.within = 'value';
    else if (name === 'rPh') this.isPhonetic = true;
  }

  private take(text: string): void {
    if (!this.cell || !this.within) return;
    const so = (this.within === 'formula' ? this.cell.formula : this.cell.value) ?? '';
    // Not cut each time: a text may come in a million pieces.
    if (so.length > LONGEST_CELL) return;
    if (this.within === 'formula') this.cell.formula = so + text;
    else this.cell.value = so + text;
  }

  private close(name: string): void {
    if (name === 'v' || name === 't' || name === 'f') this.within = null;
    if (name === 'rPh') this.isPhonetic = false;
    if (name === 'c' && this.cell) {
      const { column } = this.cell;
      if (column <= MOST_COLUMNS) {
        while (this.cells.length < column - 1) this.cells.push(null);
        this.cells[column - 1] = this.valueOf(this.cell);
      }
      this.cell = null;
    }
    if (name !== 'row' || this.cells.every((cell) => cell === null || cell === '')) return;
    if (this.lines.length >= MOST_LINES) this.isFull = true;
    else this.lines.push({ row: this.row, cells: this.cells });
  }

  private valueOf({ type, value: whole, formula }: NonNullable<typeof this.cell>): TableCell {
    if (formula !== null) return { formula: `=${formula}`.slice(0, LONGEST_CELL) };
    const value = whole.slice(0, LONGEST_CELL);
    switch (type) {
      case 's':
        return this.texts[Number(value)] ?? '';
      case 'b':
        return value === '1' ? 'yes' : 'no';
      case 'e':
        return { broken: value };
      case 'd':
        return value.replace(/T00:00:00(\.0+)?Z?$/, '');
      case 'n': {
        const number = Number(value);
        return value.trim() === '' || !Number.isFinite(number) ? null : number;
      }
      default:
        return unescaped(value);
    }
  }
}

/** Characters that XML cannot hold are written as `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

const LAST_ROW = 1_048_576;

function wholeNumber(text: string | undefined): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= LAST_ROW ? number : null;
}

/** 1 for A1, 28 for AB7. */
function columnIn(reference: string | undefined): number | null {
  const [, letters] = /^([A-Z]{1,3})\d+$/.exec(reference ?? '') ?? [];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Of an element, without the prefix of its namespace. */
export const localName = ({ name }: SaxesTagPlain): string => name.slice(name.indexOf(':') + 1);
