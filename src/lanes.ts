import type { FastifyRequest } from 'fastify';
import { clientOf } from './platform/access/client-address.js';
import { mutationsIn } from './platform/graphql/root-fields.js';
import type { Way } from './platform/http/overload.js';

/** Never sent away, however much is asked: the door of the meeting, and the way in. */
export const NEVER_SENT_AWAY = ['requestSignIn', 'completeSignIn', 'checkIn', 'checkOut', 'registerWalkIn'];

/** Below which the pages lie that people see first: those of mailed links, and the public ones. */
const PAGES = [
  '/participation/',
  '/date-poll/',
  '/offers/',
  '/approvals/',
  '/mail-topics/',
  '/calendar/',
  '/p/',
];

type Asked = Pick<FastifyRequest, 'method' | 'body' | 'ip' | 'headers'> & {
  readonly routeOptions: { readonly url?: string };
};

/**
 * In which line a request waits, if any: GraphQL and what people see first do; health, sign-in, files and live changes
 * do not. A mutation that does one thing which is never sent away waits for others of the same requester alone.
 */
export function wayOf({ method, routeOptions: { url = '' }, body, ip, headers }: Asked): Way {
  if (url === '/' || PAGES.some((pages) => url.startsWith(pages)))
    return method === 'POST' ? 'write' : 'read';
  if (url !== '/graphql') return null;
  const mutations = mutationsIn(body);
  if (!mutations) return 'read';
  const [only, ...more] = mutations;
  if (only === undefined || more.length > 0 || !NEVER_SENT_AWAY.includes(only)) return 'write';
  return { requester: headers.authorization ?? headers.cookie ?? clientOf(ip) };
}
