import { DateTime } from 'luxon';
import type { ClientBase } from 'pg';
import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { endAccess } from '../accounts/end-access.js';
import { MIGRATION_LOCK } from '../platform/database/migrate.js';
import { holdMail } from '../platform/email/mail-hold.js';
import { FileStorage } from '../platform/storage/file-store.js';
import type { Clock } from '../platform/time/clock.js';
import { type Manifest, readManifest } from './manifest.js';
import { type Table, findTables, hashOfTable, loadTable, speakPlainly } from './tables.js';
import { verify } from './verify.js';

export interface Restore {
  /** Not yet initialised; of the owner, who may make everything in an empty database. */
  readonly owner: DataSource;
  readonly storageDir: string;
  /** The backup. */
  readonly directory: string;
  readonly clock: Clock;
}

/** Of whatever schema but the server's own. */
const HOW_MANY_TABLES = `
select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`;

/**
 * Puts a backup into an empty database and into the storage. Everything is verified before the first byte is written;
 * the database gets all of it in one transaction, or nothing. Then it is as it was, read back and compared, but that
 * mail is held, nobody is signed in and API tokens are revoked. The schema is that of the backup; `migrate` comes after.
 *
 * @throws Error when the backup is not whole, is of a newer Tavola, or the database is not empty
 */
export async function restore({ owner, storageDir, directory, clock }: Restore): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const faults = await verify(directory, manifest);
  if (faults.length > 0)
    throw new Error(`The backup is damaged; nothing was restored.\n${faults.join('\n')}`);
  owner.setOptions({ migrations: migrationsOf(owner, manifest) });
  await owner.initialize();
  const runner = owner.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await refuseFilled(runner);
    await restoreFiles(directory, storageDir, manifest);
    await restoreTables(runner, directory, manifest);
    await holdMail(runner.manager, clock.now(), DateTime.fromISO(manifest.takenAt));
    // What was ended after the backup was taken must not come back to life with it, and nobody can tell any more what.
    await endAccess(runner.manager, clock.now());
    await runner.commitTransaction();
    return manifest;
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
    await owner.destroy();
  }
}

/** Those that the backup stands on; what has come since is run on its data afterwards, as on those of the original. */
function migrationsOf({ options }: DataSource, { migrations, application }: Manifest): (() => void)[] {
  const known = options.migrations as (() => void)[];
  const unknown = migrations.filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length === 0) return known.filter(({ name }) => migrations.includes(name));
  throw new Error(
    `The backup is of a newer Tavola (${application}): install that one, which knows ${unknown.join(', ')}.`,
  );
}

async function refuseFilled(runner: QueryRunner): Promise<void> {
  const [{ count }] = await runner.manager.query<[{ count: number }]>(HOW_MANY_TABLES);
  if (count > 0)
    throw new Error(
      `The database is not empty (${count} tables): restore into a new one, before Tavola starts on it.`,
    );
}

/** Before the rows, so that no row is ever without its file. Those that are there already stay. */
async function restoreFiles(directory: string, storageDir: string, { files }: Manifest): Promise<void> {
  const [saved, storage] = [new FileStorage(directory), new FileStorage(storageDir)];
  for (const { sha256 } of files)
    if ((await storage.copy(sha256, saved)) === null)
      throw new Error(`File ${sha256} has changed meanwhile.`);
}

async function restoreTables(runner: QueryRunner, directory: string, manifest: Manifest): Promise<void> {
  const client = (await runner.connect()) as ClientBase;
  const executor = new MigrationExecutor(runner.dataSource, runner);
  executor.transaction = 'none';
  await executor.executePendingMigrations();
  await speakPlainly(client);
  const tables = await findTables(client);
  ensureSame(tables, manifest);
  const names = tables.map(({ name }) => client.escapeIdentifier(name));
  // What migrations wrote, such as countries, is in the backup as well.
  await client.query(`truncate ${names.join(', ')}`);
  // They count places, note events to be sealed and tell who listens: all of that was done, and is among the rows.
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  for (const table of tables) await loadTable(client, table, directory);
  for (const name of names) await client.query(`alter table ${name} enable trigger user`);
  await client.query(`analyze ${names.join(', ')}`);
  for (const table of tables) await compare(client, table, manifest);
}

function ensureSame(tables: readonly Table[], manifest: Manifest): void {
  const formOf = (all: readonly Pick<Table, 'name' | 'columns'>[]): string =>
    JSON.stringify(all.map(({ name, columns }) => [name, columns.toSorted()]).toSorted());
  if (formOf(tables) !== formOf(manifest.tables))
    throw new Error('The migrations of this Tavola make other tables than those of the backup.');
}

async function compare(client: ClientBase, table: Table, { tables }: Manifest): Promise<void> {
  const { sha256 } = await hashOfTable(client, table);
  if (sha256 !== tables.find(({ name }) => name === table.name)?.sha256)
    throw new Error(`Table ${table.name} is not as it was after it was loaded; nothing was restored.`);
}
