import type { ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** For the whole body of a page's form or of a GraphQL document, at most 1 MB. */
const BODY_WITHIN_MS = 20_000;

/** Whoever sends his headers byte by byte holds a connection for so long, and no longer (Node.js: a minute). */
export const HEADERS_IN_TIME: ServerOptions = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };

/**
 * Lets go of whoever sends a body byte by byte. Uploads are read elsewhere, and may take hours over a bad line. What is
 * refused as too large is read away for as long: a line that is closed while the client still sends is reset, and he
 * never sees the answer (RFC 9112, section 9.6).
 * @param takesTime of a request whose body may
 */
export function bodiesInTime(
  fastify: FastifyInstance,
  takesTime: (path: string) => boolean,
  withinMs = BODY_WITHIN_MS,
): void {
  const deadlines = new WeakMap<object, NodeJS.Timeout>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { headers, raw } = request;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !takesTime(request.url))
      deadlines.set(raw, setTimeout(() => raw.destroy(), withinMs).unref());
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    clearTimeout(deadlines.get(request.raw));
    done();
  });
  fastify.addHook('onSend', async ({ raw }, reply) => {
    if (reply.statusCode !== 413 || !deadlines.has(raw)) return;
    void reply.removeHeader('connection');
    // Of a client who wants it closed afterwards our side is, once he can have the answer; what he sends is read on.
    if (!reply.raw.shouldKeepAlive) reply.raw.once('finish', () => raw.socket.end());
    reply.raw.shouldKeepAlive = true;
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    clearTimeout(deadlines.get(request.raw));
    done();
  });
}

/** A connection over which nothing goes in either direction is let go; live changes have a heartbeat. */
export const SILENCE_MS = 60_000;

/** Requests that one connection may have sent without having its answers; browsers and proxies send them one by one. */
const MOST_UNANSWERED = 8;

/** Lets go of whoever sends one request after the other and reads no answer: all of them would be kept for him. */
export function answersAreRead(fastify: FastifyInstance): void {
  const unanswered = new WeakMap<Socket, number>();
  fastify.addHook('onRequest', async ({ raw: { socket } }, reply) => {
    const add = (count: number): number => {
      const now = (unanswered.get(socket) ?? 0) + count;
      unanswered.set(socket, now);
      return now;
    };
    reply.raw.once('close', () => add(-1));
    if (add(1) <= MOST_UNANSWERED) return undefined;
    socket.destroy();
    return reply.hijack();
  });
}
