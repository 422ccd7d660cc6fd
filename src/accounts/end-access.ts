import type { DateTime } from 'luxon';
import { type EntityManager, IsNull } from 'typeorm';
import { ApiToken } from './api-token.entity.js';
import { Session } from './session.entity.js';

/**
 * Signs everybody out and revokes all API tokens: what was ended or revoked after a backup was taken must not come back
 * to life with it, and nobody can tell any more which those were.
 */
export async function endAllAccess(manager: EntityManager, now: DateTime): Promise<void> {
  await manager.update(Session, { endedAt: IsNull() }, { endedAt: now });
  await manager.update(ApiToken, { revokedAt: IsNull() }, { revokedAt: now });
}
