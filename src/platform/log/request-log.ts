import type { Observer } from './answered.js';
import type { Log } from './log.js';
import { notesOf } from './request-notes.js';

/** Asked every few seconds by machines; only what is wrong with them is worth a line. */
const ROUTINE = /^\/(health|metrics)\b/;

/**
 * One line per request: the pattern of its route, never the address, which may hold a signature; who asked by id, never
 * from where.
 */
export const requestLog =
  (log: Log): Observer =>
  (request, { route, status, ms, aborted }) => {
    const { viewer, operation, fields, codes } = notesOf(request);
    const isWrong = status >= 400 || codes.length > 0;
    if (!isWrong && ROUTINE.test(route)) return;
    const facts = {
      method: request.method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(aborted && { aborted }),
      ...(viewer && { viewer: kindOf(viewer) }),
      ...(viewer?.personId && { person: viewer.personId }),
      ...(operation && { operation, fields }),
      ...(codes.length > 0 && { codes }),
    };
    if (isWrong) log.warn('request', facts);
    else log.info('request', facts);
  };

const kindOf = ({ personId, sessionId }: { personId: string | null; sessionId: string | null }): string => {
  if (!personId) return 'anonymous';
  return sessionId ? 'session' : 'token';
};
