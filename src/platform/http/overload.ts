import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S, overloaded } from '../graphql/request-errors.js';
import type { SitePages } from '../pages/site-pages.js';
import { notesOf } from '../log/request-notes.js';
import { Newcomers } from './newcomers.js';
import { Door, LOOK_EVERY, type Lane } from './door.js';

/** ms; `statement_timeout` is as long. */
const LONGEST_WORK = 5_000;

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
  const inside = new WeakSet<FastifyRequest>();
  const newcomers = new Newcomers(fastify.server);
  const leave = (request: FastifyRequest, isServed: boolean): void => {
    if (inside.delete(request)) void newcomers.hear().then(() => door.leave(isServed));
  };
  fastify.addHook('preHandler', async (request, reply) => {
    const lane = laneOf(request);
    if (!lane) return undefined;
    const { raw } = reply;
    // Who left while his question was read would never leave the door again.
    if (raw.destroyed || raw.closed) return reply.hijack();
    const left = new AbortController();
    raw.once('close', () => {
      // What was begun for him goes on, for as long as a statement may take.
      if (inside.has(request)) setTimeout(() => leave(request, false), LONGEST_WORK).unref();
      // Only where it says something: an abort is an exception with its stack, for each request.
      else if (!raw.writableFinished) left.abort();
    });
    const { isFull } = door;
    const isIn = await door.enter(lane, left.signal);
    if (isIn) inside.add(request);
    // Who has waited in line was let in when others had been heard.
    if (isIn && !isFull) await newcomers.hear();
    if (!left.signal.aborted && !raw.closed) return isIn ? undefined : sendAway(request, reply, pages);
    // He left in the moment in which he was let in.
    leave(request, false);
    return reply.hijack();
  });
  // When his answer is made, and not when he has read it: who reads nothing keeps nobody from coming in.
  fastify.addHook('onSend', async (request, reply, payload) => {
    leave(request, reply.statusCode !== 503);
    return payload;
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
