import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S, overloaded } from '../graphql/request-errors.js';
import type { SitePages } from '../pages/site-pages.js';
import { notesOf } from '../log/request-notes.js';
import { Door, LOOK_EVERY, type Lane } from './door.js';

/**
 * Keeps the process quick when more is asked than it can do: requests go through a door, and whoever would wait too
 * long is told so at once (503, Retry-After) instead of keeping everybody waiting.
 * @param pages in whose words people are told
 * @param laneOf in which line a request waits; null: it goes past the door, and is never sent away
 */
export function overload(
  fastify: FastifyInstance,
  pages: SitePages,
  laneOf: (request: FastifyRequest) => Lane | null,
): void {
  const door = new Door();
  const looking = setInterval(() => door.look(), LOOK_EVERY).unref();
  fastify.addHook('onClose', async () => clearInterval(looking));
  fastify.addHook('preHandler', async (request, reply) => {
    const lane = laneOf(request);
    if (!lane) return undefined;
    const { raw } = reply;
    // Who left while his question was read would never leave the door again.
    if (raw.destroyed || raw.closed) return reply.hijack();
    const left = new AbortController();
    let isIn = false;
    raw.once('close', () => {
      if (isIn) door.leave(raw.writableFinished && raw.statusCode !== 503);
      // Only where it says something: an abort is an exception with its stack, for each request.
      else left.abort();
    });
    isIn = await door.enter(lane, left.signal);
    if (!left.signal.aborted) return isIn ? undefined : sendAway(request, reply, pages);
    // He left in the moment in which he was let in.
    if (isIn) door.leave(false);
    return reply.hijack();
  });
}

function sendAway(request: FastifyRequest, reply: FastifyReply, pages: SitePages): FastifyReply {
  const { message, extensions } = overloaded();
  const code = String(extensions['code']);
  notesOf(request).codes.push(code);
  void reply.status(503).header('retry-after', RETRY_AFTER_S);
  return request.routeOptions.url === '/graphql'
    ? reply.send({ errors: [{ message, extensions: { code, trace: request.id } }] })
    : reply.type('text/plain; charset=utf-8').send(pages.plain(request, 'page.overloaded'));
}
