import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ClientBase, escapeIdentifier } from 'pg';
import { from, to } from 'pg-copy-streams';
import { type Hashed, hashOf, writeHashed } from '../platform/storage/hashed.js';

export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Expressions of the primary key that sort alike on every server. */
  readonly key: readonly string[];
  /** Tables that its rows point to. */
  readonly parents: readonly string[];
}

/** That of TypeORM is left out: the same migrations write it anew. */
const TABLES = `
select c.relname::text as name,
  array(select a.attname::text from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum) as columns,
  array(select quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
    from pg_index i, unnest(i.indkey) with ordinality k (attnum, place), pg_attribute a
    where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum
    order by k.place) as key,
  array(select distinct f.confrelid::regclass::text from pg_constraint f
    where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as parents
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
order by c.relname`;

/** The tables of the application, each after those that it points to. */
export async function findTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(TABLES);
  const ordered: Table[] = [];
  let rest = rows;
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const next = rest.filter(({ parents }) => !parents.some((parent) => waiting.has(parent)));
    if (next.length === 0) throw new Error(`Tables point to each other: ${[...waiting].join(', ')}.`);
    ordered.push(...next);
    rest = rest.filter((table) => !next.includes(table));
  }
  return ordered;
}

/** Values are written the same way whatever the server is set to; and a large table may take as long as it does. */
export async function speakPlainly(client: ClientBase): Promise<void> {
  await client.query(`
    set local client_encoding = 'UTF8'; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD';
    set local intervalstyle = 'iso_8601'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
    set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;`);
}

/** The rows as text of `COPY`, in the order of their keys, so that equal tables are equal bytes. */
const outOf = ({ name, columns, key }: Table) =>
  to(
    `copy (select ${columns.map(escapeIdentifier).join(', ')} from public.${escapeIdentifier(name)}
     order by ${key.join(', ')}) to stdout`,
  );

export const fileOf = (directory: string, { name }: Pick<Table, 'name'>): string =>
  join(directory, 'tables', `${name}.copy`);

/** Writes the table into its file of the backup. */
export async function saveTable(
  client: ClientBase,
  table: Table,
  directory: string,
): Promise<Hashed & { rows: number }> {
  const out = client.query(outOf(table));
  const hashed = await writeHashed(fileOf(directory, table), out);
  return { ...hashed, rows: out.rowCount };
}

/** The hash that the table's file would have. */
export const hashOfTable = (client: ClientBase, table: Table): Promise<Hashed> =>
  hashOf(client.query(outOf(table)));

/** Fills the table, which is empty, from its file. Constraints are checked, triggers should be off. */
export async function loadTable(client: ClientBase, table: Table, directory: string): Promise<void> {
  const columns = table.columns.map(escapeIdentifier).join(', ');
  const into: Writable = client.query(
    from(`copy public.${escapeIdentifier(table.name)} (${columns}) from stdin`),
  );
  await pipeline(createReadStream(fileOf(directory, table)), into);
}
