import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { STYLESHEET_PATH } from './layout.js';
import { tavolaCss } from './tavola.css.js';

/** Serves the one stylesheet of the plain pages; public, and revalidated so that an update shows at once. */
export function stylesheet(app: FastifyInstance): void {
  const etag = `"${createHash('sha256').update(tavolaCss).digest('base64url').slice(0, 22)}"`;
  app.get(STYLESHEET_PATH, async (request, reply) => {
    reply.headers({ etag, 'cache-control': 'public, no-cache', 'x-content-type-options': 'nosniff' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('text/css; charset=utf-8').send(tavolaCss);
  });
}
