import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notesOf } from '../log/request-notes.js';

const PATH = '/graphql';
const JSON_IN_UTF_8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const JSON_TYPE = 'application/json; charset=utf-8';

type Reason = readonly [code: string, message: string];
const NO_JSON: Reason = [
  'BAD_REQUEST',
  'The body is not JSON that can be taken, such as {"query": "{ viewer { name } }"}.',
];
/** Several times the longest document of our own; it is read before limits that count tokens can see it. */
const MOST_CHARACTERS = 20_000;
const TOO_LONG: Reason = ['QUERY_TOO_LARGE', `A document has at most ${MOST_CHARACTERS} characters.`];
/** Why a request does not get as far as GraphQL; the codes are stable. */
const REASONS: Readonly<Record<number, Reason>> = {
  403: ['FOREIGN_ORIGIN', 'This page has another address than Tavola. Ask from there, or with an API token.'],
  405: ['METHOD_NOT_ALLOWED', 'Send a POST.'],
  413: ['BODY_TOO_LARGE', 'The body is larger than 1 MB. Ask for less at once.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send the content type application/json, in UTF-8.'],
};

/**
 * GraphQL is taken in one form: a POST of JSON, which no form of another site can send (GET would also put what is asked
 * into the logs of proxies). What is refused before GraphQL begins is answered in its form all the same.
 * @param origin of our own pages; another one is refused whatever its cookies, a script sends none
 */
export function jsonPostsOnly(fastify: FastifyInstance, origin: string): void {
  const isOurs = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === PATH;

  fastify.addHook('onRequest', async (request, reply) => {
    const status = isOurs(request) ? statusFor(request, origin) : 200;
    if (status === 405) void reply.header('allow', 'POST');
    return status === 200
      ? undefined
      : reply
          .status(status)
          .type(JSON_TYPE)
          .send(refusal(request, reasonOf(status)));
  });

  fastify.addHook('preValidation', async (request, reply) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    if (!isOurs(request) || typeof query !== 'string' || query.length <= MOST_CHARACTERS) return undefined;
    return reply.status(400).type(JSON_TYPE).send(refusal(request, TOO_LONG));
  });

  const failed = new WeakSet<FastifyRequest>();
  fastify.addHook('onError', async (request) => void failed.add(request));
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (!isOurs(request) || !failed.has(request) || reply.statusCode >= 500) return payload;
    const text = refusal(request, reasonOf(reply.statusCode));
    reply.type(JSON_TYPE).header('content-length', Buffer.byteLength(text));
    return text;
  });
}

function statusFor({ method, headers }: FastifyRequest, origin: string): number {
  if (method !== 'POST') return 405;
  if ((headers.origin ?? origin) !== origin) return 403;
  return JSON_IN_UTF_8.test(headers['content-type'] ?? '') ? 200 : 415;
}

const reasonOf = (status: number): Reason => REASONS[status] ?? NO_JSON;

function refusal(request: FastifyRequest, [code, message]: Reason): string {
  notesOf(request).codes.push(code);
  return JSON.stringify({ errors: [{ message, extensions: { code, trace: request.id } }] });
}
