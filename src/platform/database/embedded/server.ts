import { execFile, spawn } from 'node:child_process';
import { closeSync, constants, fchownSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Binaries } from './binaries.js';
import { databaseUrl } from './cluster.js';
import type { Cluster } from './cluster.js';
import { withClient } from './connection.js';

/** How a server on a port of this machine answers: `absent` also means that another cluster's server answers. */
type Answer = { state: 'ready'; durable: boolean } | { state: 'starting' } | { state: 'absent' };
/** How a launch ended; `locked`: another server, or what is left of one, still holds the data. */
export type Launched = 'ready' | 'locked' | 'port-taken';

/** Crash recovery after a power cut replays the log before it answers. */
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 60_000;
const CANNOT_CONNECT_NOW = '57P03';

/** What postmaster.pid says (pid on line 1, port on line 4); undefined when there is none. Says nothing about life. */
export async function readLockFile(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(cluster.dir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** Asks the port for this very cluster, and waits while it starts or stops. Undefined when no server of ours answers. */
export async function findRunning(cluster: Cluster, port: number): Promise<{ durable: boolean } | undefined> {
  const since = performance.now();
  let answer = await ask(cluster, port);
  while (answer.state === 'starting' && performance.now() - since < READY_WITHIN_MS) {
    await sleep(50);
    answer = await ask(cluster, port);
  }
  return answer.state === 'ready' ? answer : undefined;
}

/**
 * Starts the server and waits until it answers. It is detached, so that Ctrl-C reaches the application first, which
 * then stops it in order.
 *
 * @throws Error with the end of the log when it ends for a reason that waiting cannot mend
 */
export async function launch(
  cluster: Cluster,
  binaries: Binaries,
  port: number,
  durable: boolean,
): Promise<Launched> {
  const logFile = join(cluster.home, 'postgres.log');
  const log = openLog(logFile, cluster);
  const logStart = fstatSync(log).size;
  const child = spawn(binaries.postgres, ['-D', cluster.dir, ...settings(port, durable)], {
    ...cluster.user,
    cwd: '/',
    env: binaries.env,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const end: { reason?: Error | string } = {};
  child.once('error', (error) => (end.reason = error));
  child.once('exit', (code, signal) => (end.reason ??= signal ?? `code ${code}`));

  const since = performance.now();
  while (!end.reason && performance.now() - since < READY_WITHIN_MS) {
    if ((await ask(cluster, port)).state === 'ready') return 'ready';
    await sleep(20);
  }
  return explainEnd(logFile, logStart, end.reason);
}

/**
 * Fast shutdown: open transactions are rolled back, a checkpoint is written. Returns when the server has ended.
 *
 * @throws Error when it has not ended after a minute
 */
export async function stopServer(cluster: Cluster, binaries: Binaries, port: number): Promise<void> {
  const lock = await readLockFile(cluster);
  if (!lock || lock.port !== port || !(await findRunning(cluster, port))) return;
  await signalFastShutdown(cluster, binaries, lock.pid);
  const since = performance.now();
  while ((await readLockFile(cluster))?.pid === lock.pid) {
    if (performance.now() - since > STOPPED_WITHIN_MS) {
      throw new Error(
        `PostgreSQL (process ${lock.pid}, data in ${cluster.dir}) did not stop within a minute.`,
      );
    }
    await sleep(20);
  }
}

async function signalFastShutdown(cluster: Cluster, binaries: Binaries, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals; a "SIGINT" there ends the process at once.
    await promisify(execFile)(binaries.pgCtl, ['stop', '-m', 'fast', '-D', cluster.dir], {
      env: binaries.env,
    });
  } else {
    process.kill(pid, 'SIGINT');
  }
}

async function ask(cluster: Cluster, port: number): Promise<Answer> {
  try {
    return await withClient(databaseUrl(cluster, port), async (client) => {
      const { rows } = await client.query<{ dir: string; fsync: string }>(
        `select current_setting('data_directory') as dir, current_setting('fsync') as fsync`,
      );
      // A copied project has the same password and port file; its original must not be taken for it.
      const ours = rows[0]?.dir === cluster.dir;
      return ours ? { state: 'ready', durable: rows[0]?.fsync === 'on' } : { state: 'absent' };
    });
  } catch (error) {
    return { state: (error as { code?: string }).code === CANNOT_CONNECT_NOW ? 'starting' : 'absent' };
  }
}

/** Not through a symbolic link: root writes here into a folder of a user with fewer rights. */
function openLog(file: string, { user }: Cluster): number {
  // Windows has no such flag, whatever the types say.
  // oxlint-disable-next-line typescript/no-useless-default-assignment
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW = 0 } = constants;
  const log = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if (user) fchownSync(log, user.uid, user.gid);
  return log;
}

function settings(port: number, durable: boolean): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_error_verbosity: 'terse', // details quote values, such as the e-mail address that exists already
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function explainEnd(
  logFile: string,
  logStart: number,
  reason: Error | string | undefined,
): Promise<Launched> {
  const said = (await readFile(logFile)).subarray(logStart).toString('utf8').trim();
  if (/lock file|pre-existing shared memory block/.test(said)) return 'locked';
  if (/Address already in use/.test(said)) return 'port-taken';
  const how = reason ? `ended at once (${String(reason)})` : 'does not answer';
  throw new Error(
    `The embedded PostgreSQL ${how}. The end of ${logFile}:\n${said.slice(-2_000)}\n` +
      'Set DATABASE_URL to use a PostgreSQL of your own instead.',
  );
}
