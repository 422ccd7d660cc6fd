import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../src/platform/access/secrets.js';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { freePort } from '../test/setup/free-port.js';
import { query } from '../test/setup/query.js';
import { median } from './load.js';
import { answers, start } from './processes.js';
import { PROJECT_DIR } from './sides.js';

const COPIED = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts',
  'src',
  'migrations',
  'locales',
  'dist',
];
const TOKEN = 'bench-token';

/**
 * Milliseconds from `npm start` to the first answered question of somebody who has signed in, with everything in place:
 * installed, built, migrated, the example loaded. In a copy of the project, so that nobody's data is touched.
 */
export async function startTime(dir: string, times: number): Promise<number> {
  const project = join(dir, 'project');
  await mkdir(project);
  for (const name of COPIED) await cp(join(PROJECT_DIR, name), join(project, name), { recursive: true });
  await symlink(join(PROJECT_DIR, 'node_modules'), join(project, 'node_modules'));
  const first = await startOnce(project);
  // Adopts the server that this start has started; whoever stops last ends it.
  const { ownerUrl } = await startEmbeddedPostgres({ dataDir: join(project, '.data', 'postgres') });
  await addToken(ownerUrl);
  await first.stop();
  const took: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const { stop, since, url } = await startOnce(project);
    const until = await answers(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ query: '{ project(slug: "evolaq") { title meetings { title } } }' }),
    });
    took.push(until - since);
    await stop();
  }
  return median(took);
}

async function startOnce(
  project: string,
): Promise<{ url: string; since: number; stop: () => Promise<void> }> {
  const [port, smtpPort] = [await freePort(), await freePort()];
  // What is installed and built is looked at as ever; only nothing is installed into the folder that the link leads to.
  const env = { PORT: `${port}`, SMTP_PORT: `${smtpPort}`, SKIP_INSTALL: '1' };
  const since = performance.now();
  const server = start({
    command: 'npm',
    args: ['start'],
    cwd: project,
    env,
    log: join(project, 'start.log'),
  });
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([answers(`${url}/health/ready`), server.ended]);
  return { url, since, stop: () => server.stop() };
}

/** For a coordinator of the example. */
async function addToken(ownerUrl: string): Promise<void> {
  await query(
    ownerUrl,
    `insert into api_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
     select gen_random_uuid(), person_id, 'bench', $1, '{READ}', now(), now() + interval '1 day'
     from membership where role = 'COORDINATOR' limit 1`,
    [hashOf(TOKEN)],
  );
}
