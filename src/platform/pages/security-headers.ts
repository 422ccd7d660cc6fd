import type { FastifyInstance } from 'fastify';

/** A year: how long a browser that was here goes on to https at once (RFC 6797). */
const HTTPS_ONLY = 'max-age=31536000';

/**
 * What every answer says to browsers unless its route says otherwise: it is for whoever asked and for our own pages, is
 * what its type says, and can do nothing. A page opens what it needs (`PAGE_HEADERS`).
 */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;

/** @param baseUrl where people reach Tavola; with https they are to come by nothing else any more */
export const securityHeadersOf = (baseUrl: string): [name: string, value: string][] =>
  Object.entries({
    ...HEADERS,
    ...(baseUrl.startsWith('https:') && { 'strict-transport-security': HTTPS_ONLY }),
  });

/** Register it before all routes. */
export function securityHeaders(app: FastifyInstance, baseUrl: string): void {
  const headers = securityHeadersOf(baseUrl);
  app.addHook('onRequest', (_request, reply, done) => {
    // On the response itself, so that those have them too that leave Fastify: uploads and live changes.
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}
