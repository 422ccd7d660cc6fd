import type { ServerOptions } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** For the whole body of a page's form or of a GraphQL document, at most 1 MB. */
const BODY_WITHIN_MS = 20_000;

/** Whoever sends his headers byte by byte holds a connection for so long, and no longer (Node.js: a minute). */
export const HEADERS_IN_TIME: ServerOptions = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };

/**
 * Lets go of whoever sends a body byte by byte. Uploads are read elsewhere, and may take hours over a bad line.
 * @param takesTime of a request whose body may
 */
export function bodiesInTime(fastify: FastifyInstance, takesTime: (path: string) => boolean): void {
  const deadlines = new WeakMap<object, NodeJS.Timeout>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers, raw } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !takesTime(request.url))
      deadlines.set(
        raw,
        setTimeout(() => raw.destroy(), BODY_WITHIN_MS),
      );
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(deadlines.get(request.raw));
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    clearTimeout(deadlines.get(request.raw));
    done();
  });
}
