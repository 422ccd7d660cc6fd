import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RETRY_AFTER_S, overloaded } from '../graphql/request-errors.js';
import type { SitePages } from '../pages/site-pages.js';
import { notesOf } from '../log/request-notes.js';
import { Computing } from './computing.js';
import { Newcomers } from './newcomers.js';
import { TakingTurns } from './taking-turns.js';
import { Door, LOOK_EVERY, type Lane } from './door.js';

/** Of one requester, where they wait for themselves. */
const REQUESTS_AT_ONCE = 4;

/** ms; `statement_timeout` is as long. */
const LONGEST_WORK = 5_000;

/**
 * How a request comes in: in a line at the door; past it, and never sent away, but after others of the same requester; or
 * past it at once (null).
 */
export type Way = Lane | { readonly requester: string } | null;

/**
 * Keeps the process quick when more is asked than it can do: requests go through a door, and whoever would wait too
 * long is told so at once (503, Retry-After) instead of keeping everybody waiting.
 * @param pages in whose words people are told
 */
export function overload(
  fastify: FastifyInstance,
  pages: SitePages,
  wayOf: (request: FastifyRequest) => Way,
): void {
  const computing = new Computing();
  const door = new Door((most) => computing.room(most));
  const looking = setInterval(() => door.look(), LOOK_EVERY).unref();
  fastify.addHook('onClose', async () => clearInterval(looking));
  const newcomers = new Newcomers(fastify.server);
  const turns = new TakingTurns(REQUESTS_AT_ONCE);
  /** Those who are worked on, and how they leave. */
  const inside = new WeakMap<FastifyRequest, (isServed: boolean) => void>();
  const leave = (request: FastifyRequest, isServed: boolean): void => {
    const go = inside.get(request);
    inside.delete(request);
    go?.(isServed);
  };
  /** Whether he is in. */
  async function enter(request: FastifyRequest, lane: Lane, left: AbortSignal): Promise<boolean> {
    const { isFull } = door;
    if (!(await door.enter(lane, left))) return false;
    inside.set(request, (isServed) => {
      computing.done();
      void newcomers.hear().then(() => door.leave(isServed));
    });
    // Who has waited in line was let in when others had been heard.
    if (!isFull) await newcomers.hear();
    return true;
  }
  async function takeTurn(request: FastifyRequest, requester: string): Promise<boolean> {
    await turns.enter(requester);
    inside.set(request, () => turns.leave(requester));
    return true;
  }
  fastify.addHook('preHandler', async (request, reply) => {
    const way = wayOf(request);
    if (!way) return undefined;
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
    const isIn = await (typeof way === 'object'
      ? takeTurn(request, way.requester)
      : enter(request, way, left.signal));
    if (!left.signal.aborted && !raw.closed) return isIn ? undefined : sendAway(request, reply, pages);
    // He left before anything was begun for him.
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
