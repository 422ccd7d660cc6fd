import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import { MIGRATION_LOCK } from '../platform/database/migrate.js';
import { FileStorage, syncFolder } from '../platform/storage/file-store.js';
import { KEPT_FILES } from '../presentations/kept-files.js';
import { type Manifest, writeManifest } from './manifest.js';
import { findTables, saveTable, speakPlainly } from './tables.js';

export interface BackUp {
  /** Logs in as the owner of the tables; nothing is written to the database, so that it can be a standby. */
  readonly ownerUrl: string;
  readonly storageDir: string;
  /** A folder that must not be there yet. */
  readonly directory: string;
  /** Version of the application. */
  readonly application: string;
}

type MarkedPoint = Pick<Database, 'takenAt' | 'lsn' | 'transactions'> & { readonly isStarted: boolean };

/** How its session is called, in front of the name of the exported snapshot. */
export const SESSION = 'tavola backup of snapshot';

type Database = Pick<Manifest, 'takenAt' | 'lsn' | 'transactions' | 'migrations' | 'tables'>;

/**
 * One statement, so that it begins the snapshot and says which one it is. A standby can be backed up as well. Whoever
 * looks at the server's sessions reads there whose long transaction this is, and can see what it sees.
 */
const MARKED_POINT = `
select set_config('application_name', '${SESSION} ' || pg_export_snapshot(), false),
  to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt",
  pg_current_snapshot()::text as transactions, to_regclass('public.migrations') is not null as "isStarted",
  case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end::text as lsn`;

/**
 * Copies database and files into a new folder, which gets its name when all of it is on disk. The tables are those of
 * one moment, whatever is written meanwhile. Files come after them: they never change, so whatever the tables speak of
 * is there. Jobs stay out, since the sweep makes them again from mails and events; unfinished uploads begin anew.
 *
 * @throws Error when the folder is there, and when anything fails; then nothing is left
 */
export async function backUp({ ownerUrl, storageDir, directory, application }: BackUp): Promise<Manifest> {
  const target = resolve(directory);
  const unfinished = `${target}.unfinished`;
  await refuseExisting(target);
  await makeFolder(unfinished);
  try {
    const { files, ...database } = await saveDatabase(ownerUrl, unfinished);
    const manifest = {
      format: 1,
      application,
      ...database,
      ...(await saveFiles(files, storageDir, unfinished)),
    } as const;
    await writeManifest(unfinished, manifest);
    await rename(unfinished, target);
    await syncFolder(dirname(target));
    return manifest;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new Error(`${path} exists already: name a new folder.`);
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${path} exists: another backup is being taken, or was broken off; then remove it.`);
  });
}

/** @returns what the manifest says of it, and the hashes of the files that its rows speak of */
async function saveDatabase(ownerUrl: string, directory: string): Promise<Database & { files: string[] }> {
  await mkdir(join(directory, 'tables'));
  const client = new Client({ connectionString: ownerUrl });
  // The query in hand fails as well, and says why.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // No table changes its form meanwhile.
    await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
    await client.query('begin transaction isolation level repeatable read, read only');
    await speakPlainly(client);
    const [point] = (await client.query<MarkedPoint>(MARKED_POINT)).rows;
    if (!point) throw new Error('no snapshot');
    const { takenAt, lsn, transactions } = point;
    if (!point.isStarted)
      throw new Error('There is nothing to back up: Tavola was not started on this database yet.');
    const migrations = await client.query<{ name: string }>('select name from migrations order by id');
    const tables: Database['tables'] = [];
    for (const table of await findTables(client)) {
      const { name, columns } = table;
      tables.push({ name, columns: [...columns], ...(await saveTable(client, table, directory)) });
    }
    const files = await client.query<{ sha256: string }>(KEPT_FILES);
    await client.query('commit');
    return {
      takenAt,
      lsn,
      transactions,
      migrations: migrations.rows.map(({ name }) => name),
      tables,
      files: files.rows.map(({ sha256 }) => sha256),
    };
  } finally {
    await client.end();
  }
}

/** One that is missing or damaged must not keep the others from being saved. */
async function saveFiles(
  hashes: readonly string[],
  storageDir: string,
  directory: string,
): Promise<Pick<Manifest, 'files' | 'lost'>> {
  const [storage, saved] = [new FileStorage(storageDir), new FileStorage(directory)];
  const files: Manifest['files'] = [];
  const lost: string[] = [];
  for (const sha256 of hashes) {
    const bytes = await saved.copy(sha256, storage);
    if (bytes === null) lost.push(sha256);
    else files.push({ sha256, bytes });
  }
  return { files, lost };
}
