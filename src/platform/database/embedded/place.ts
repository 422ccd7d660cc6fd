import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The operating-system user PostgreSQL runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** Where the embedded PostgreSQL keeps everything, and as whom it runs. */
export interface Place {
  /** Holds the cluster, its password, its port and its log; 0700, owned by `user`. */
  home: string;
  /** Undefined: PostgreSQL runs as this process itself, which is not root. */
  user: ServerUser | undefined;
  /** True when the data does not lie in the folder that was asked for. */
  moved: boolean;
}

/** Where data and binaries go when the server's user cannot enter the project's folder. */
export const REFUGE = '/var/lib/tavola';
export const CLUSTER = 'cluster';

const NOBODY: ServerUser = { uid: 65534, gid: 65534 };

/**
 * Decides where the data lies and makes that folder. PostgreSQL refuses to run as root, so root starts it as the
 * owner of existing data, else as nobody; a folder that user cannot enter (a project below /root) is replaced by one
 * below {@link REFUGE}. Existing data always stays where it is, so that it never seems to be gone.
 *
 * @throws Error when existing data can no longer be entered by the user it belongs to
 */
export async function choosePlace(dataDir: string): Promise<Place> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const wanted = await realpath(dataDir);
  if (process.getuid?.() !== 0) return { home: wanted, user: undefined, moved: false };

  const refuge = join(REFUGE, createHash('sha256').update(wanted).digest('hex').slice(0, 12));
  const ownerHere = await clusterOwner(wanted);
  if (!ownerHere && (await clusterOwner(refuge))) return makeRefuge(refuge);

  const user = ownerHere ?? NOBODY;
  await handOver(wanted, user);
  if (canRun(user, 'cd "$0"', wanted)) return { home: wanted, user, moved: false };
  if (!ownerHere) return makeRefuge(refuge);
  throw new Error(
    `PostgreSQL's data lies in ${wanted}, but the user it runs as (uid ${user.uid}) cannot enter that folder any more. ` +
      'Run "chmod o+x" on each folder above it, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

/** Makes folder or file private to the server's user; nothing to do when that is ourselves. */
export async function handOver(folder: string, user: ServerUser | undefined): Promise<void> {
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
}

/** Whether the user may execute this file. Asked of the operating system, since mode bits do not tell all (ACLs). */
export function canExecute(user: ServerUser, file: string): boolean {
  return canRun(user, 'test -x "$0" && test -r "$0"', file);
}

async function makeRefuge(refuge: string): Promise<Place> {
  const user = (await clusterOwner(refuge)) ?? NOBODY;
  await mkdir(refuge, { recursive: true });
  await chmod(REFUGE, 0o755); // whatever the umask was
  await handOver(refuge, user);
  return { home: refuge, user, moved: true };
}

async function clusterOwner(home: string): Promise<ServerUser | undefined> {
  const found = await stat(join(home, CLUSTER)).catch(() => undefined);
  if (!found) return undefined;
  return found.uid === 0 ? NOBODY : { uid: found.uid, gid: found.gid };
}

function canRun(user: ServerUser, script: string, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', script, path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
