import type { FastifyInstance, FastifyReply } from 'fastify';
import { isUnreachable } from '../database/unreachable.js';
import { NoPapers, TooManyPapers } from '../documents/no-papers.js';
import { RETRY_AFTER_S } from '../graphql/request-errors.js';
import type { Log } from '../log/log.js';
import { isDiskFull } from '../storage/full-disk.js';
import type { SitePages } from './site-pages.js';

/**
 * Errors of pages, files and plain addresses carry the trace id under which the log speaks of them. What goes wrong on
 * our side is reported; whoever asked is told the trace id alone, in the language of his browser.
 */
export function neutralErrors(app: FastifyInstance, log: Log, pages: SitePages): void {
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
    const { status, key } = toldOf(failure);
    const text = pages.plain(request, key);
    void reply.status(status);
    if (status === 503) void reply.header('retry-after', RETRY_AFTER_S);
    void reply.headers({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    return text;
  });
}

function toldOf(failure: Error): { status: number; key: string } {
  if (isUnreachable(failure)) return { status: 503, key: 'page.unavailable' };
  if (failure instanceof TooManyPapers) return { status: 503, key: 'page.overloaded' };
  if (failure instanceof NoPapers) return { status: 501, key: 'page.noPapers' };
  return isDiskFull(failure) ? { status: 507, key: 'page.noRoom' } : { status: 500, key: 'page.failed' };
}

/** GraphQL's own errors have theirs already. */
function withTrace(reply: FastifyReply, payload: string): string {
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json');
  if (!isJson || !payload.startsWith('{') || payload.startsWith('{"errors"')) return payload;
  const traced = JSON.stringify({ ...(JSON.parse(payload) as object), trace: reply.request.id });
  reply.header('content-length', Buffer.byteLength(traced));
  return traced;
}
