import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Headers that a reverse proxy adds: then the socket's peer is the proxy, and says nothing about who asks. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'];

/** Whether an IP address cannot be reached from another machine (127.0.0.0/8, ::1, and ::ffff:127.0.0.0/104). */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && LOOPBACK.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether a request was sent on this machine to this machine. The peer's address alone is not enough: a page of
 * another site can rebind its own name to 127.0.0.1 and read through the browser, so the Host header has to be a
 * loopback name as well.
 */
export function isLoopbackRequest(request: FastifyRequest): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    LOOPBACK_NAMES.has(host) &&
    PROXY_HEADERS.every((name) => request.headers[name] === undefined)
  );
}
