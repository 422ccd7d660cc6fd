import type { DateTime } from 'luxon';
import { type EntityManager, IsNull } from 'typeorm';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';

/**
 * Ends all sessions and revokes all API tokens.
 * @param of whose; left out: everybody's
 */
export async function endAccess(
  manager: EntityManager,
  now: DateTime,
  of: { readonly personId?: string } = {},
): Promise<void> {
  await manager.update(Session, { ...of, endedAt: IsNull() }, { endedAt: now });
  await manager.update(ApiToken, { ...of, revokedAt: IsNull() }, { revokedAt: now });
}
