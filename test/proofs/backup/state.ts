import { KEPT_FILES } from '../../../src/presentations/kept-files.js';

/** What databases themselves say that they hold, and not what takes backups. */
export interface State {
  readonly tables: ReadonlyMap<string, { readonly rows: number; readonly hash: string | null }>;
  /** SHA-256 of the files that the rows speak of. */
  readonly files: readonly string[];
}

/** Where a restore changes rows on purpose: nobody is signed in to a copy. */
const CHANGED: Readonly<Record<string, string>> = { session: 'ended_at', api_token: 'revoked_at' };
/** It has a row in a copy, and in nothing else. */
const HOLD = 'mail_hold';
const TABLES = `select relname::text as name from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '${HOLD}'`;

/** Of every table a hash over all of its rows. */
export async function stateOf(ask: (text: string) => Promise<Record<string, unknown>[]>): Promise<State> {
  const tables = new Map<string, { rows: number; hash: string | null }>();
  for (const { name } of (await ask(TABLES)) as { name: string }[]) {
    const changed = CHANGED[name];
    const row = changed ? `(to_jsonb(t) - '${changed}')` : 't';
    const [hash] = await ask(`select count(*)::int as rows,
      md5(string_agg(md5(${row}::text), '' order by md5(${row}::text))) as hash from ${name} t`);
    tables.set(name, hash as { rows: number; hash: string | null });
  }
  return { tables, files: (await ask(KEPT_FILES)).map(({ sha256 }) => String(sha256)) };
}

/** Tables that only one of the two has, or whose rows are others. */
export const differences = (one: State, other: State): string[] =>
  [...new Set([...one.tables.keys(), ...other.tables.keys()])].filter(
    (name) =>
      !one.tables.has(name) ||
      !other.tables.has(name) ||
      one.tables.get(name)?.hash !== other.tables.get(name)?.hash,
  );
