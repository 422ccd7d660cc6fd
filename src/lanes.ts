import type { FastifyRequest } from 'fastify';
import { mutationIn } from './platform/graphql/root-fields.js';
import type { Lane } from './platform/http/door.js';

/** Never sent away, however much is asked: the door of the meeting, and the way in. */
export const NEVER_SENT_AWAY = ['requestSignIn', 'completeSignIn', 'checkIn', 'checkOut', 'registerWalkIn'];

type Asked = Pick<FastifyRequest, 'method' | 'body'> & { readonly routeOptions: { readonly url?: string } };

/**
 * In which line a request waits, if any: GraphQL and what people see first do; health, sign-in, files and live changes
 * do not, nor does a mutation that asks for nothing but what is never sent away.
 */
export function laneOf({ method, routeOptions: { url = '' }, body }: Asked): Lane | null {
  if (url === '/' || url.startsWith('/participation/')) return method === 'POST' ? 'write' : 'read';
  if (url !== '/graphql') return null;
  const fields = mutationIn(body)?.filter((field) => field !== '__typename');
  if (!fields) return 'read';
  return fields.length > 0 && fields.every((field) => NEVER_SENT_AWAY.includes(field)) ? null : 'write';
}
