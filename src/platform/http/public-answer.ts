import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codeHash } from './code-hash.js';

interface PublicHead {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is withdrawn is gone within five minutes, from whatever keeps copies in between (RFC 9111 and RFC 5861). */
const KEPT = 'public, max-age=240, stale-while-revalidate=60';

/**
 * The tag of an answer that is not made yet (RFC 9110, section 8.8.3).
 * @param parts all that the answer is made of, or what is another one whenever that is; the code is seen to here
 */
export async function etagOf(parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([await codeHash(), ...parts]));
  return `"${hash.digest('base64url').slice(0, 22)}"`;
}

/** Whether the one who asks has a copy of something, so that it is worth to ask for its tag first. */
export const hasCopy = ({ headers }: FastifyRequest): boolean => headers['if-none-match'] !== undefined;

/**
 * Whether he has a copy of this (RFC 9110, section 13.1.2). Compared weakly: whatever compresses on the way may have marked it
 * as weak.
 */
export const isKnown = ({ headers }: FastifyRequest, etag: string): boolean =>
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*');

/** Says that the copy is as good as ever. */
export const sendKnown = (reply: FastifyReply, head: PublicHead): FastifyReply =>
  withHead(reply, head).code(304).send();

/** Sends what is the same for everybody who asks for it in this language: anybody may keep it for a while. */
export const sendPublic = (reply: FastifyReply, head: PublicHead, body: string): FastifyReply =>
  withHead(reply, head).send(body);

const withHead = (reply: FastifyReply, { etag, headers }: PublicHead): FastifyReply =>
  reply.headers({ ...headers, etag, 'cache-control': KEPT });
