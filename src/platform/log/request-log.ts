import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from './log.js';
import { notesOf } from './request-notes.js';
import { traced } from './trace.js';

/** Tells whoever asked under which trace id the log speaks of it; also with errors in the body, and with none. */
const TRACE_HEADER = 'x-trace-id';

interface Answered {
  readonly status: number;
  readonly ms: number;
  /** Whoever asked left before the end. */
  readonly aborted: boolean;
}

/**
 * One line per request: the pattern of its route, never the address, which may hold a signature; who asked by id, never
 * from where. Register it before all routes.
 */
export function requestLog(fastify: FastifyInstance, log: Log): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const began = performance.now();
    // On the response itself, so that those have it too that leave Fastify: uploads and live changes.
    reply.raw.setHeader(TRACE_HEADER, request.id);
    reply.raw.once('close', () => {
      const { statusCode: status, writableFinished } = reply.raw;
      traced(request.id, () =>
        write(log, request, { status, ms: performance.now() - began, aborted: !writableFinished }),
      );
    });
    done();
  });
  // The last hook before the handler: a body arrives in the context of its connection.
  fastify.addHook('preHandler', (request, _reply, done) => traced(request.id, done));
}

function write(log: Log, request: FastifyRequest, { status, ms, aborted }: Answered): void {
  const { viewer, operation, fields, codes } = notesOf(request);
  const facts = {
    method: request.method,
    route: routeOf(request),
    status,
    ms: Math.round(ms * 10) / 10,
    ...(aborted && { aborted }),
    ...(viewer && { viewer: kindOf(viewer) }),
    ...(viewer?.personId && { person: viewer.personId }),
    ...(operation && { operation, fields }),
    ...(codes.length > 0 && { codes }),
  };
  if (status >= 400 || codes.length > 0) log.warn('request', facts);
  else log.info('request', facts);
}

/** The pattern, such as `/files/presentations/:id`. */
const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? '(none)';

const kindOf = ({ personId, sessionId }: { personId: string | null; sessionId: string | null }): string => {
  if (!personId) return 'anonymous';
  return sessionId ? 'session' : 'token';
};
