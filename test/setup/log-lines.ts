/** A line of the log, as far as tests look at it. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly trace?: string;
  readonly codes?: string[];
  readonly error?: { readonly type: string; readonly message: string; readonly stack: string[] };
  readonly [fact: string]: unknown;
}

const KEPT = 20_000;

/** Keeps what the application logs, instead of writing it between the results of tests. */
export class LogLines {
  private readonly kept: string[] = [];

  write(line: string): void {
    this.kept.push(line);
    if (this.kept.length > KEPT) this.kept.shift();
  }

  /** As they were written. */
  get raw(): readonly string[] {
    return this.kept;
  }

  with(facts: Partial<LogLine>): LogLine[] {
    const wanted = Object.entries(facts);
    return this.kept
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => wanted.every(([name, value]) => line[name] === value));
  }
}
