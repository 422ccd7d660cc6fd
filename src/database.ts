import { join } from 'node:path';
import { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { applicationDataSource, ownerDataSource } from './data-source.js';
import type { Config } from './platform/config/config.js';
import { startEmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { APP_ROLE } from './platform/database/embedded/roles.js';
import { migrate } from './platform/database/migrate.js';

export interface DatabaseUrls {
  /** Logs in as the application. */
  readonly url: string;
  /** Logs in as the owner of the tables. */
  readonly ownerUrl: string;
}

/** The server that the configuration names, or the embedded one, started or adopted. */
export async function findDatabase(
  { database, dataDir }: Config,
  log: (line: string) => void,
): Promise<DatabaseUrls & { stop(): Promise<void> }> {
  if (database.kind === 'server') return { ...database, stop: async () => {} };
  const embedded = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    port: database.port,
    log,
  });
  return {
    url: embedded.appUrl,
    ownerUrl: embedded.ownerUrl,
    stop: async () => {
      if (!(await isUsedByOthers(embedded.superuserUrl))) await embedded.stop();
    },
  };
}

/** Whoever leaves last switches the server off: a second start in the same folder shares it with the first. */
async function isUsedByOthers(superuserUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return (rows[0]?.others ?? 0) > 0;
  } finally {
    await client.end();
  }
}

/**
 * Opens the application's connections. Whoever is told how to log in as the owner brings schema and queue up to date
 * first; a process that knows the application's role alone expects `cli migrate` to have run.
 */
export async function openDatabase({ url, ownerUrl }: DatabaseUrls): Promise<DataSource> {
  if (new URL(ownerUrl).username !== APP_ROLE) await migrate(ownerDataSource(ownerUrl), ownerUrl);
  return applicationDataSource(url).initialize();
}

/** Uploads that can be written at the same moment, each under a lock of a session of its own. */
const MOST_LOCKED = 20;

/** The connections for the locks of uploads (PostgresLocker); none is open while nobody uploads. */
export const openLockPool = (url: string): Pool =>
  new Pool({
    connectionString: url,
    options: '-c role=tavola_app -c timezone=UTC',
    max: MOST_LOCKED,
    connectionTimeoutMillis: 5_000,
  });
