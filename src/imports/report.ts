import type { ColumnName } from './columns.js';
import { type Problem, type ProblemCode, ProblemList } from './problem.js';
import type { Facts, Source } from './source.js';

/** Of the row of a table that tells of the meeting. */
const COLUMN_OF: Readonly<Partial<Record<keyof Facts, ColumnName>>> = {
  title: 'title',
  place: 'place',
  country: 'country',
  start: 'day',
  end: 'endDay',
  host: 'partners',
};

/** Collects what is wrong with a file, named as its reader sees it there. */
export class Report {
  private readonly problems: ProblemList;

  private leftOut: ProblemCode | null = null;

  constructor(private readonly source: Source) {
    this.problems = new ProblemList(source.problems);
  }

  /** All of it, as it is shown. */
  listed(): Problem[] {
    return this.problems.listed();
  }

  /** In a line. */
  at(row: number | null, column: ColumnName | null, code: ProblemCode, values: Problem['values'] = {}): void {
    this.add(row, column && (this.source.headings[column] ?? column), code, values);
  }

  /** In what a file says besides its lines: in JSON they are lists of their own, without a number of a line. */
  aside(
    list: string,
    row: number,
    column: ColumnName,
    code: ProblemCode,
    values: Problem['values'] = {},
  ): void {
    if (this.source.format !== 'json') this.at(row, column, code, values);
    else this.add(null, `${list}[${row}].${column}`, code, values);
  }

  /** Of a fact of the meeting: in a table at the row that has it. */
  fact(fact: keyof Facts, code: ProblemCode, values: Problem['values']): void {
    const row = this.source.factRows?.[fact];
    if (row === undefined) this.add(null, fact, code, values);
    else this.at(row, COLUMN_OF[fact] ?? null, code, values);
  }

  /** Of the file as a whole, or of a list of it. */
  whole(code: ProblemCode, values: Problem['values'] = {}, fact: string | null = null): void {
    this.add(null, fact, code, values);
  }

  /** From now on this is not told any more. */
  leaveOut(code: ProblemCode): void {
    this.leftOut = code;
  }

  private add(row: number | null, column: string | null, code: ProblemCode, values: Problem['values']): void {
    if (code === this.leftOut) return;
    this.problems.add({ row, column, code, values });
  }
}
