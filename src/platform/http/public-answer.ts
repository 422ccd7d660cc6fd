import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

interface PublicAnswer {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is withdrawn is gone within five minutes, from whatever keeps copies in between (RFC 9111 and RFC 5861). */
const KEPT = 'public, max-age=240, stale-while-revalidate=60';

/**
 * Sends what is the same for everybody who asks for it in this language: anybody may keep it for a while, and whoever
 * has it already is told so (RFC 9110, section 13.1.2). The tag is a hash of all that is sent, so that it changes with
 * whatever changes it.
 */
export function sendPublic(reply: FastifyReply, { body, headers }: PublicAnswer): FastifyReply {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  void reply.headers({ ...headers, etag, 'cache-control': KEPT });
  return isKnown(reply.request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(body);
}

/** Compared weakly: whatever compresses on the way may have marked it as weak. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');
