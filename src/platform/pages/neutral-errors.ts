import type { FastifyInstance } from 'fastify';
import { isUnreachable } from '../database/unreachable.js';
import { RETRY_AFTER_S, unavailable } from '../graphql/request-errors.js';
import type { Log } from '../log/log.js';

/**
 * Errors of pages, files and plain addresses carry the trace id under which the log speaks of them. What goes wrong on
 * our side is reported; whoever asked is told the trace id alone.
 */
export function neutralErrors(app: FastifyInstance, log: Log): void {
  const ours = new WeakSet<object>();
  const unreachable = new WeakSet<object>();
  app.addHook('onError', async (request, _reply, error) => {
    if ((error.statusCode ?? 500) < 500) return;
    ours.add(request);
    if (isUnreachable(error)) unreachable.add(request);
    log.failed('page', error);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') return payload;
    if (unreachable.has(request)) {
      const text = `${unavailable().message} Trace id: ${request.id}\n`;
      reply
        .status(503)
        .headers({ 'retry-after': RETRY_AFTER_S, 'content-type': 'text/plain; charset=utf-8' })
        .header('content-length', Buffer.byteLength(text));
      return text;
    }
    if (ours.has(request) && reply.statusCode >= 500) {
      const text = `Something went wrong on our side. Try again; if it stays so, tell us the trace id ${request.id}.\n`;
      reply
        .header('content-type', 'text/plain; charset=utf-8')
        .header('content-length', Buffer.byteLength(text));
      return text;
    }
    const traced = withTrace(payload, String(reply.getHeader('content-type')), request.id);
    if (traced !== payload) reply.header('content-length', Buffer.byteLength(traced));
    return traced;
  });
}

/** GraphQL's own errors have theirs already. */
function withTrace(payload: string, type: string, trace: string): string {
  if (!type.startsWith('application/json') || !payload.startsWith('{') || payload.startsWith('{"errors"'))
    return payload;
  return JSON.stringify({ ...(JSON.parse(payload) as object), trace });
}
