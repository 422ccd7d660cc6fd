import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../test/setup/free-port.js';
import { query } from '../test/setup/query.js';
import type { Request } from './connection.js';
import { idOf } from './data.js';
import { type Started, answers, start } from './processes.js';
import type { Case, Work } from './works.js';

/** A server that is measured. */
export interface Side extends Started {
  readonly name: string;
  readonly url: string;
  request(work: Work, of: Case): Request;
  /** The answer as all sides would give it. */
  answer(work: Work, body: string): unknown;
}

export interface Database {
  /** As the application. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly superuserUrl: string;
}

export const PROJECT_DIR = join(import.meta.dirname, '..', '..');
/** Of each side, as many as Tavola has (src/data-source.ts). */
export const POOL = 10;
/** The settings of Tavola's connections, for the other sides too: so all have their plans made once. */
export const OPTIONS =
  '-c role=tavola_app -c timezone=UTC -c statement_timeout=5000 -c plan_cache_mode=force_generic_plan';

const dataOf = (body: string): never => {
  const { data, errors } = JSON.parse(body) as { data?: never; errors?: unknown };
  if (errors || !data) throw new Error(body.slice(0, 2_000));
  return data;
};
const graphql = (document: string, work: Work, of: Case): Request => ({
  path: '/graphql',
  body: JSON.stringify({ query: document, variables: work.variables(of) }),
  cookie: of.session,
});

/** What a server is told that serves this database and nothing else; `npm start` adds the flags that Node gets. */
export const tavolaSettings = ({ url, ownerUrl }: Database, port: number, dir: string) => ({
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: `${port}`,
  BASE_URL: `http://localhost:${port}`,
  DATABASE_URL: url,
  DATABASE_OWNER_URL: ownerUrl,
  // Nobody sends, since the worker is apart.
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'Tavola <tavola@bench.example>',
  SECRET_KEY: 'a key for the bench, of at least 32 characters',
  STORAGE_DIR: dir,
  WORKER: 'off',
});

/** The server as `npm start` starts it, in production. */
export async function tavola(database: Database, dir: string, name = 'Tavola'): Promise<Side> {
  const port = await freePort();
  const { scripts } = JSON.parse(await readFile(join(PROJECT_DIR, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  const [, ...args] = scripts.start.split(' ');
  const env = tavolaSettings(database, port, dir);
  const url = `http://127.0.0.1:${port}`;
  const server = start({
    command: process.execPath,
    args,
    cwd: PROJECT_DIR,
    env,
    log: join(dir, 'tavola.log'),
  });
  await Promise.race([answers(`${url}/health/ready`), server.ended]);
  return {
    ...server,
    name,
    url,
    request: (work, of) => graphql(work.tavola, work, of),
    answer: (work, body) => work.fromTavola(dataOf(body)),
  };
}

/** @param viewer Tavola's statement that finds who asks */
export async function postgraphile(
  { url, superuserUrl }: Database,
  dir: string,
  viewer: string,
): Promise<Side> {
  const folder = join(PROJECT_DIR, 'bench', 'postgraphile');
  await query(superuserUrl, await readFile(join(folder, 'schema.sql'), 'utf8'));
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    PORT: `${port}`,
    POOL: `${POOL}`,
    OPTIONS,
    VIEWER: viewer,
  };
  // With the same room for young objects as Tavola: more than Node gives by itself, and faster.
  const args = ['--max-semi-space-size=16', 'server.mjs'];
  const server = start({
    command: process.execPath,
    args,
    cwd: folder,
    env,
    log: join(dir, 'postgraphile.log'),
  });
  const address = `http://127.0.0.1:${port}`;
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ __typename }"}',
  };
  await Promise.race([answers(`${address}/graphql`, init), server.ended]);
  return {
    ...server,
    name: 'PostGraphile',
    url: address,
    request: (work, of) => graphql(work.postgraphile, work, of),
    answer: (work, body) => work.fromPostgraphile(dataOf(body)),
  };
}

export async function limit({ url }: Database, dir: string): Promise<Side> {
  const port = await freePort();
  const env = { NODE_ENV: 'production', DATABASE_URL: url, PORT: `${port}`, POOL: `${POOL}`, OPTIONS };
  const args = ['--max-semi-space-size=16', join(import.meta.dirname, 'limit.js')];
  const server = start({
    command: process.execPath,
    args,
    cwd: PROJECT_DIR,
    env,
    log: join(dir, 'limit.log'),
  });
  const address = `http://127.0.0.1:${port}`;
  const first = {
    method: 'POST',
    body: JSON.stringify({ ...nobody, slug: '', meetingId: idOf('meeting', 0) }),
  };
  await Promise.race([answers(`${address}/Q3`, first), server.ended]);
  return {
    ...server,
    name: 'limit',
    url: address,
    request: (work, { project, meetingId, personId, partnerId }) => ({
      path: `/${work.name}`,
      body: JSON.stringify({
        meetingId,
        slug: `project-${project}`,
        personId,
        projects: [idOf('project', project)],
        leads: [idOf('project', project)],
        coordinates: [partnerId],
      }),
    }),
    answer: (work, body) => work.fromPostgraphile(dataOf(body)),
  };
}

const nobody = { personId: idOf('person', 0), projects: [], leads: [], coordinates: [] };
