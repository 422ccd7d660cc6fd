import type { FastifyInstance, FastifyReply } from 'fastify';
import { isUnreachable } from '../database/unreachable.js';
import { RETRY_AFTER_S, insufficientStorage, unavailable } from '../graphql/request-errors.js';
import type { Log } from '../log/log.js';
import { isDiskFull } from '../storage/full-disk.js';

/**
 * Errors of pages, files and plain addresses carry the trace id under which the log speaks of them. What goes wrong on
 * our side is reported; whoever asked is told the trace id alone.
 */
export function neutralErrors(app: FastifyInstance, log: Log): void {
  const failures = new WeakMap<object, Error>();
  app.addHook('onError', async (request, _reply, error) => {
    if ((error.statusCode ?? 500) < 500) return;
    failures.set(request, error);
    log.failed('page', error);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') return payload;
    const failure = failures.get(request);
    if (!failure || reply.statusCode < 500) return withTrace(reply, payload);
    const { status, text } = toldOf(failure, request.id);
    void reply.status(status);
    if (status === 503) void reply.header('retry-after', RETRY_AFTER_S);
    void reply.headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    return text;
  });
}

function toldOf(failure: Error, trace: string): { status: number; text: string } {
  if (isUnreachable(failure)) return { status: 503, text: `${unavailable().message} Trace id: ${trace}\n` };
  if (isDiskFull(failure))
    return { status: 507, text: `${insufficientStorage().message} Trace id: ${trace}\n` };
  const text = `Something went wrong on our side. Try again; if it stays so, tell us the trace id ${trace}.\n`;
  return { status: 500, text };
}

/** GraphQL's own errors have theirs already. */
function withTrace(reply: FastifyReply, payload: string): string {
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
  if (!isJson || !payload.startsWith('{') || payload.startsWith('{"errors"')) return payload;
  const traced = JSON.stringify({ ...(JSON.parse(payload) as object), trace: reply.request.id });
  reply.header('content-length', Buffer.byteLength(traced));
  return traced;
}
