import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../src/database.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { query } from '../test/setup/query.js';
import { fill } from './data.js';
import { type Database, PROJECT_DIR } from './sides.js';

/** PostGraphile has a lock file of its own, which nobody else needs. */
export function installPostgraphile(say: (line: string) => void): void {
  const folder = join(PROJECT_DIR, 'bench', 'postgraphile');
  const stamp = join(folder, 'node_modules', '.installed-lock');
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  say('Installing PostGraphile (npm ci in bench/postgraphile).');
  const { NODE_ENV: _, ...env } = process.env;
  execFileSync('npm', ['ci', '--loglevel=error'], { cwd: folder, env, stdio: 'inherit' });
  writeFileSync(stamp, hash);
}

/** A database of so many projects on an embedded server of the bench's own, as Tavola would have it. */
export async function installation(
  dataDir: string,
  name: string,
  projects: number,
): Promise<Database & { server: EmbeddedPostgres }> {
  const server = await startEmbeddedPostgres({ dataDir, database: name });
  const { appUrl: url, ownerUrl } = server;
  await (await openDatabase({ url, ownerUrl })).destroy();
  const superuser = new URL(server.superuserUrl);
  superuser.pathname = `/${name}`;
  await fill(superuser.href, 1, projects);
  return { url, ownerUrl, superuserUrl: superuser.href, server };
}

/** What M1 left behind: registrations, and of each an event, a note and a job. */
export async function effects(superuserUrl: string): Promise<Record<string, number>> {
  const [left = {}] = await query<Record<string, number>>(
    superuserUrl,
    `select (select count(*)::int from registration where registered_at > '2024-01-01') as registrations,
       (select count(*)::int from event where kind = 'registration.made' and at > '2024-01-01') as events,
       (select count(*)::int from unnotified_event) as notes,
       (select count(*)::int from pgboss.job where name = 'notify') as jobs`,
  );
  return left;
}
