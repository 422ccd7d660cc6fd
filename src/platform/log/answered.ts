import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { traced } from './trace.js';

/** Tells whoever asked under which trace id the log speaks of it; also with errors in the body, and with none. */
export const TRACE_HEADER = 'x-trace-id';

/** How a request ended. */
export interface Answered {
  /** The pattern of its route, such as `/files/presentations/:id`. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  /** Bytes that came with it, head and body. */
  readonly received: number;
  /** Whoever asked left before the end. */
  readonly aborted: boolean;
}

export type Observer = (request: FastifyRequest, answered: Answered) => void;

/** A body may come in one piece with its head, so it is counted from the end of the request before. */
const countedBefore = new WeakMap<Socket, number>();

function receivedSince(socket: Socket): number {
  const received = socket.bytesRead - (countedBefore.get(socket) ?? 0);
  countedBefore.set(socket, socket.bytesRead);
  return received;
}

/**
 * Gives each request its trace id, and tells how it ended, also where it left Fastify: uploads and live changes. Call it
 * before all routes.
 */
export function observeRequests(fastify: FastifyInstance, observers: readonly Observer[]): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const began = performance.now();
    const { socket } = request.raw;
    const { raw } = reply;
    raw.setHeader(TRACE_HEADER, request.id);
    raw.once('close', () => {
      const answered = {
        route: request.routeOptions.url ?? '(none)',
        status: raw.statusCode,
        ms: performance.now() - began,
        received: receivedSince(socket),
        aborted: !raw.writableFinished,
      };
      traced(request.id, () => {
        for (const observe of observers) observe(request, answered);
      });
    });
    done();
  });
  // The last hook before the handler: a body arrives in the context of its connection.
  fastify.addHook('preHandler', (request, _reply, done) => traced(request.id, done));
}
