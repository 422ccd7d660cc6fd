import type { SaxesTagPlain } from 'saxes';
import type { Line, TableCell } from './table.js';
import { MOST_LINES } from './source.js';
import type { Listener } from './workbook-parts.js';

/** What is further right than anybody looks. */
const MOST_COLUMNS = 64;

/** Of one cell, in characters: as many as spreadsheets take (32,767). */
export const LONGEST_CELL = 32_767;

/**
 * Cells of a sheet as they come (ECMA-376 part 1, 18.3.1). Rows and cells are where they say that they are, and nothing is
 * made for what lies between: a cell may say that it is in row 1,048,576. They must come in their order: of two that say
 * that they are in the same place, neither is taken.
 */
export class SheetReading implements Listener {
  readonly lines: Line[] = [];
  isFull = false;
  /** The row in which rows and cells are not as they must be; what follows is not read. */
  faultyRow: number | null = null;
  private isInSheet = false;
  private isInRow = false;
  private row = 0;
  private column = 0;
  private cells: TableCell[] = [];
  private cell: { type: string; column: number; value: string; formula: string | null } | null = null;
  private within: 'value' | 'formula' | null = null;
  private isPhonetic = false;

  /** @param texts that cells refer to, as they are to be read */
  constructor(private readonly texts: readonly string[]) {}

  /** Whether nothing more is to be read. */
  get isEnough(): boolean {
    return this.isFull || this.faultyRow !== null;
  }

  open(tag: SaxesTagPlain): void {
    const name = localName(tag);
    const { attributes } = tag;
    if (this.faultyRow !== null) return;
    if (name === 'sheetData') this.isInSheet = true;
    // Drawings have rows, too.
    else if (!this.isInSheet) return;
    else if (name === 'row') this.openRow(attributes['r']);
    else if (name === 'c') this.openCell(attributes['r'], attributes['t'] ?? 'n');
    else if (name === 'f' && this.cell) {
      this.cell.formula = '';
      this.within = 'formula';
    } else if (name === 'v' && this.cell && this.cell.value !== '') this.faultyRow = this.row;
    else if (name === 'v' || (name === 't' && !this.isPhonetic)) this.within = 'value';
    else if (name === 'rPh') this.isPhonetic = true;
  }

  private openRow(number: string | undefined): void {
    const row = number === undefined ? this.row + 1 : wholeNumber(number);
    if (this.isInRow || row === null || row <= this.row) {
      this.faultyRow = row ?? this.row + 1;
      return;
    }
    this.isInRow = true;
    this.row = row;
    this.column = 0;
    this.cells = [];
  }

  private openCell(reference: string | undefined, type: string): void {
    const column = reference === undefined ? this.column + 1 : columnIn(reference, this.row);
    if (!this.isInRow || this.cell || column === null || column <= this.column) {
      this.faultyRow = Math.max(this.row, 1);
      return;
    }
    this.column = column;
    this.cell = { type, column, value: '', formula: null };
  }

  text(text: string): void {
    if (!this.cell || !this.within) return;
    const so = (this.within === 'formula' ? this.cell.formula : this.cell.value) ?? '';
    // Not cut each time: a text may come in a million pieces.
    if (so.length > LONGEST_CELL) return;
    if (this.within === 'formula') this.cell.formula = so + text;
    else this.cell.value = so + text;
  }

  close(tag: SaxesTagPlain): void {
    const name = localName(tag);
    if (this.faultyRow !== null) return;
    if (name === 'sheetData') this.isInSheet = false;
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
    if (name !== 'row' || !this.isInRow) return;
    this.isInRow = false;
    if (this.cells.every((cell) => cell === null || cell === '')) return;
    if (this.lines.length >= MOST_LINES) this.isFull = true;
    else this.lines.push({ row: this.row, cells: this.cells });
  }

  private valueOf({ type, value: whole, formula }: NonNullable<typeof this.cell>): TableCell {
    if (formula !== null) return { formula: `=${formula}`.slice(0, LONGEST_CELL) };
    const value = whole.slice(0, LONGEST_CELL);
    if (type === 'e') return { broken: value };
    const plain = value.trim();
    if (plain === '') return null;
    switch (type) {
      case 's':
        return (/^\d+$/.test(plain) ? this.texts[Number(plain)] : undefined) ?? { broken: value };
      case 'b':
        return BOOLEANS.get(plain) ?? { broken: value };
      case 'd':
        return value.replace(/T00:00:00(\.0+)?Z?$/, '');
      case 'n': {
        const number = NUMBER.test(plain) ? Number(plain) : Number.NaN;
        return Number.isFinite(number) ? number : { broken: value };
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

/** As XML Schema writes them (part 2, 3.2.2 and 3.2.5); what else JavaScript takes for a number is none. */
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'yes'],
  ['true', 'yes'],
  ['0', 'no'],
  ['false', 'no'],
]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const LAST_ROW = 1_048_576;

function wholeNumber(text: string): number | null {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= LAST_ROW ? number : null;
}

/** 1 for A1, 28 for AB7; null for what is no reference into that row. */
function columnIn(reference: string, row: number): number | null {
  const [, letters, number] = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? [];
  if (letters === undefined || Number(number) !== row) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Of an element, without the prefix of its namespace. */
export const localName = ({ name }: SaxesTagPlain): string => name.slice(name.indexOf(':') + 1);
