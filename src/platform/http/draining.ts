import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Longer than a proxy takes to notice, which asks `/health/ready` every two seconds (deploy/Caddyfile). */
const GRACE_MS = 3_000;

/**
 * The time between being told to stop and closing: the process says that it is not ready, and goes on answering until
 * proxies have turned to another one. Each answer then ends its connection, so that none is closed under a request.
 */
export class Draining {
  private begun = false;

  get hasBegun(): boolean {
    return this.begun;
  }

  /** Returns when it is time to close. */
  async begin(): Promise<void> {
    this.begun = true;
    await sleep(GRACE_MS);
  }

  /** Register it before all routes. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (_request, reply, done) => {
      if (this.begun) reply.raw.setHeader('connection', 'close');
      done();
    });
  }
}
