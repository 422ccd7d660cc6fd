import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import type { Draining } from './draining.js';

/** Alive: the process answers. Ready: it is not about to stop, and its database answers too. */
export function health(fastify: FastifyInstance, dataSource: DataSource, draining: Draining): void {
  fastify.get('/health/live', () => ({ status: 'ok' }));
  fastify.get('/health/ready', async (_request, reply) => {
    if (draining.hasBegun) return reply.status(503).send({ status: 'stopping' });
    try {
      await dataSource.query('select 1');
      return { status: 'ok' };
    } catch {
      return reply.status(503).send({ status: 'database unreachable' });
    }
  });
}
