import { execFile } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { link, lchown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Binaries } from './binaries.js';
import { CLUSTER, handOver } from './place.js';
import type { Place, ServerUser } from './place.js';

/** An initialised PostgreSQL cluster on disk, running or not. */
export interface Cluster extends Place {
  /** PGDATA. */
  dir: string;
  /** Of the superuser `postgres`; the passwords of the other roles derive from it. Never logged. */
  secret: string;
}

const SUPERUSER = 'postgres';
/** pg_trgm asks the system what a letter is, and in the locale C that is ASCII only: "Ålesund" would be "lesund". */
const LETTERS: Partial<Record<NodeJS.Platform, string>> = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' };
const ABANDONED_AFTER_MS = 600_000;

/**
 * Opens the cluster in this place, and makes it first when there is none. An initdb that was killed midway leaves only
 * a folder under a temporary name, so the next start simply makes the cluster anew.
 *
 * @throws Error when the cluster's password is missing or unreadable, or when initdb fails
 */
export async function openCluster(place: Place, binaries: Binaries, durable: boolean): Promise<Cluster> {
  const dir = join(place.home, CLUSTER);
  const exists = await stat(dir).catch(() => undefined);
  const passwordFile = join(place.home, 'password');
  if (!exists) {
    await createPassword(passwordFile, place.user);
    await removeAbandoned(place.home);
    await initialise(dir, passwordFile, place, binaries, durable);
  }
  return { ...place, dir, secret: await readPassword(passwordFile) };
}

/** The address of a database of the cluster for one of its roles. */
export function databaseUrl(cluster: Cluster, port: number, role = SUPERUSER, database = 'postgres'): string {
  return `postgres://${role}:${rolePassword(cluster, role)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Derived from the superuser's, so that one file keeps them all. */
export function rolePassword(cluster: Cluster, role: string): string {
  return role === SUPERUSER
    ? cluster.secret
    : createHmac('sha256', cluster.secret).update(role).digest('hex');
}

/** Writes a file only the server's user and root can read, completely or not at all. */
export async function writePrivate(
  path: string,
  text: string,
  user: ServerUser | undefined,
  publish: (from: string, to: string) => Promise<void> = rename,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx', flush: true });
    if (user) await lchown(unfinished, user.uid, user.gid);
    await publish(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** A hard link, unlike a rename, never replaces the password that another process has just begun to use. */
async function createPassword(file: string, user: ServerUser | undefined): Promise<void> {
  await writePrivate(file, randomBytes(32).toString('hex'), user, link).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL's password cannot be read from ${file}. Start as the user who started it first, or put ` +
        'the file back from a backup; the data cannot be opened without it.',
      { cause },
    );
  }
}

/** Young folders may belong to a start that is under way in another process. */
async function removeAbandoned(home: string): Promise<void> {
  const now = performance.timeOrigin + performance.now();
  for (const name of await readdir(home)) {
    if (!name.startsWith(`${CLUSTER}.`)) continue;
    const { mtimeMs } = await stat(join(home, name));
    if (now - mtimeMs > ABANDONED_AFTER_MS) await rm(join(home, name), { recursive: true, force: true });
  }
}

async function initialise(
  dir: string,
  passwordFile: string,
  { user }: Place,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const unfinished = `${dir}.${randomUUID()}`;
  await mkdir(unfinished);
  await handOver(unfinished, user);
  try {
    await promisify(execFile)(binaries.initdb, initdbArguments(unfinished, passwordFile, durable), {
      ...user,
      cwd: '/',
      env: binaries.env,
      windowsHide: true,
    });
    await rename(unfinished, dir).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster: its cluster has the same password and is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } catch (cause) {
    const stderr = (cause as { stderr?: string }).stderr ?? String(cause);
    throw new Error(
      `initdb could not make the embedded PostgreSQL's data in ${dir}. It said: ${stderr.trim()}\n` +
        'Set DATABASE_URL to use a PostgreSQL of your own instead.',
      { cause },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function initdbArguments(dir: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${dir}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and upper case on every machine, whatever locales the system has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${LETTERS[process.platform] ?? 'C'}`,
    '--data-checksums',
    ...(durable ? [] : ['--no-sync']),
  ];
}
