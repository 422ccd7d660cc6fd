/** What the log says of an error: where it happened and what kind it is, without anything that somebody wrote. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  /** Of Node.js or nodemailer, or an SQLSTATE. */
  readonly code?: string;
  /** Of the database: names of the schema, never values. */
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly stack: readonly string[];
}

/** SQLSTATE class of values that do not fit: PostgreSQL quotes them (appendix A). */
const DATA_EXCEPTION = '22';

/**
 * Error messages quote what they are about: V8 the text that is no JSON, PostgreSQL the value of the wrong form, mail
 * servers the recipient. So what stands in quotation marks goes, from the first mark to the last, and so does whatever
 * looks like an address. Other messages of PostgreSQL quote names of its schema and stay; their values are in `detail`,
 * which is not logged.
 */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: [] };
  const { code, constraint, table, column } = error as {
    code?: string | number;
    constraint?: string;
    table?: string;
    column?: string;
  };
  return {
    type: error.name,
    message: withoutAddresses(quotesNamesOnly(error) ? error.message : withoutQuotes(error.message)),
    ...(code !== undefined && { code: String(code) }),
    ...(constraint && { constraint }),
    ...(table && { table }),
    ...(column && { column }),
    stack: (error.stack ?? '').split('\n').flatMap((line) => /^\s+at (.*)$/.exec(line)?.[1] ?? []),
  };
}

/** `severity` is what the database's own errors have, also those that TypeORM passes on. */
const quotesNamesOnly = (error: Error): boolean =>
  'severity' in error && 'code' in error && !String(error.code).startsWith(DATA_EXCEPTION);

const withoutQuotes = (text: string): string =>
  text
    .replace(/".*"/s, '"…"')
    .replace(/(?<!\w)'.*'(?!\w)/s, "'…'")
    .replace(/`.*`/s, '`…`');

const withoutAddresses = (text: string): string => text.replaceAll(/[^\s<>()"',;:]+@[^\s<>()"',;:]+/g, '…@…');
