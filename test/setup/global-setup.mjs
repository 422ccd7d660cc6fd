import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../dist/src/database.js';
import { startEmbeddedPostgres } from '../../dist/src/platform/database/embedded-postgres.js';

/** One PostgreSQL for the run, with a migrated database that every test file clones. */
export default async function globalSetup() {
  const dataDir = await mkdtemp(join(tmpdir(), 'tavola-test-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false, database: 'template_tavola' });
  const dataSource = await openDatabase({ url: server.appUrl, ownerUrl: server.ownerUrl });
  await dataSource.destroy();
  Object.assign(process.env, {
    TEST_SUPERUSER_URL: server.superuserUrl,
    TEST_OWNER_URL: server.ownerUrl,
    TEST_APP_URL: server.appUrl,
  });
  globalThis.testServer = { server, dataDir };
}
