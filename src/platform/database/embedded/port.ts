import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { writePrivate } from './cluster.js';
import type { Cluster } from './cluster.js';

/**
 * The port to start on: the one asked for, else the one of last time, else any free one.
 *
 * @throws Error when the port asked for is taken
 */
export async function choosePort(cluster: Cluster, asked: number | undefined): Promise<number> {
  if (asked !== undefined) {
    if ((await bind(asked)) === undefined) throw portTaken(asked);
    return asked;
  }
  const remembered = Number(await readFile(portFile(cluster), 'utf8').catch(() => '0'));
  const port = (remembered > 0 ? await bind(remembered) : undefined) ?? (await bind(0));
  if (port === undefined) throw new Error('No free port on 127.0.0.1 for the embedded PostgreSQL.');
  return port;
}

/** Keeps the address the same over restarts, so that a psql or a dashboard pointed at it goes on working. */
export async function rememberPort(cluster: Cluster, port: number): Promise<void> {
  const remembered = await readFile(portFile(cluster), 'utf8').catch(() => '');
  if (remembered !== String(port)) await writePrivate(portFile(cluster), String(port), cluster.user);
}

export function portTaken(port: number): Error {
  return new Error(
    `Port ${port} on 127.0.0.1 is taken by another program, so the embedded PostgreSQL cannot use it. ` +
      'Set DATABASE_PORT to a free port, or leave it unset to have one chosen.',
  );
}

function portFile(cluster: Cluster): string {
  return join(cluster.home, 'port');
}

/** Binds the port for a moment (0 = any); undefined when it is taken. */
async function bind(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const bound = (server.address() as AddressInfo).port;
      server.close(() => resolve(bound));
    });
  });
}
