import type { DateTime } from 'luxon';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { ApiToken } from './api-token.entity.js';
import { CalendarFeed } from './calendar-feed.entity.js';
import { Session } from './session.entity.js';

/**
 * Ends all sessions, revokes all API tokens, and ends the addresses of all calendars of one's own.
 * @param of whose; left out: everybody's
 */
export async function endAccess(
  manager: EntityManager,
  now: DateTime,
  of: { readonly personId?: string } = {},
): Promise<void> {
  await manager.update(Session, { ...of, endedAt: IsNull() }, { endedAt: now });
  await manager.update(ApiToken, { ...of, revokedAt: IsNull() }, { revokedAt: now });
  await manager.delete(CalendarFeed, { ...of, madeAt: Not(IsNull()) });
}
