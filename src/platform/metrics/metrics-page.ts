import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { isLoopbackRequest } from '../access/loopback.js';
import { hashOf } from '../access/secrets.js';
import { poolOf } from '../database/pool.js';
import type { StorageSettings } from '../storage/storage-settings.js';
import { databaseFigures } from './database-figures.js';
import type { Metrics } from './metrics.js';
import { timeStatements } from './timed-statements.js';

/** Who reads the metrics: whoever has the token; without one this machine in a demo, else nobody. */
export interface MetricsAccess {
  readonly token: string | undefined;
  readonly demo: boolean;
}

/**
 * `GET /metrics` in the text format of Prometheus. A proxy on the same machine makes strangers look like neighbours, so
 * outside of a demo the address does not count.
 */
export function metricsPage(
  fastify: FastifyInstance,
  metrics: Metrics,
  {
    access,
    dataSource,
    storage,
  }: { access: MetricsAccess; dataSource: DataSource; storage: StorageSettings },
): void {
  const { registry } = metrics;
  timeStatements(poolOf(dataSource), metrics.statement);
  const readDatabase = databaseFigures(registry, {
    application: poolOf(dataSource),
    locks: storage.lockPool,
  });
  fastify.get('/metrics', async (request, reply) => {
    if (!mayRead(request, access)) return reply.callNotFound();
    await readDatabase();
    return reply
      .type(registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics());
  });
}

function mayRead(request: FastifyRequest, { token, demo }: MetricsAccess): boolean {
  if (token === undefined) return demo && isLoopbackRequest(request);
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return hashOf(given) === hashOf(token);
}
