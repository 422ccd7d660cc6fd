import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TRACE_HEADER } from '../log/answered.js';
import type { Log } from '../log/log.js';
import { traced } from '../log/trace.js';
import { securityHeadersOf } from '../pages/security-headers.js';

type Told = readonly [status: number, text: string];

/** By the code of Node's parser. */
const TOLD: Readonly<Record<string, Told>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time. Try again.'],
  HPE_HEADER_OVERFLOW: [
    431,
    'The headers of the request are too large. Delete the cookies of this site, and try again.',
  ],
};
const NO_HTTP: Told = [400, 'The request cannot be read as HTTP.'];

/** A line that is closed while the client still sends is reset, and he may never see the answer (RFC 9112, section 9.6). */
const LINGER_MS = 1_000;

/** The answer that has begun on this connection, which Node's own handler asks for as well. */
type Answering = Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null };

/**
 * Answers what Node's parser refuses, so that no request is made of it and no hook runs: with a trace id of which the log
 * speaks, as everything else. In which language whoever asked reads nobody knows.
 */
export function unreadable(log: Log, baseUrl: string) {
  const headers = securityHeadersOf(baseUrl);
  return ({ code = '' }: { code?: string }, socket: Answering): void => {
    // Whoever left is told nothing, and nobody is told twice, whatever else he sends.
    if (code === 'ECONNRESET' || socket.destroyed || socket.writableEnded) return;
    const trace = randomUUID();
    const [status, text] = TOLD[code] ?? NO_HTTP;
    traced(trace, () => log.warn('unreadable', { status, codes: [code] }));
    const body = `${text}\nTrace id: ${trace}\n`;
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...[...headers, [TRACE_HEADER, trace]].map(([name, value]) => `${name}: ${value}`),
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    const { _httpMessage: answer } = socket;
    // In the middle of another answer it would be taken for a part of that.
    if (!socket.writable || answer?.headersSent) return void socket.destroy();
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}
