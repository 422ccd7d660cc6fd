import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { hashOf, newToken } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { inTurn } from '../platform/database/in-turn.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Clock } from '../platform/time/clock.js';
import { ApiToken } from './api-token.entity.js';
import type { CreateApiTokenInput } from './api-token.input.js';
import { signedInPerson } from './sessions.js';

/** Of a person, in force at once: one for each script that he runs, and some more. */
const MOST = 20;

/** Keys for scripts. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The token's text is answered this once; only its hash is kept. A token cannot make tokens.
   * @throws DomainError TOO_MANY_TOKENS to whoever has twenty in force
   * @throws DomainError ALREADY_MADE to a repetition with the same key: if nobody has the text, the token can be revoked
   */
  async create(viewer: Viewer, input: CreateApiTokenInput): Promise<{ id: string; token: string }> {
    const personId = signedInPerson(viewer);
    const [token, now] = [`tavola_${newToken()}`, this.clock.now()];
    const { name, scopes, days } = input;
    let isNew = false;
    const creation = { mutation: 'createApiToken', input };
    const id = await once(this.dataSource, viewer, now, creation, async (manager, id) => {
      isNew = true;
      await ensureRoom(manager, personId, now);
      const dates = { createdAt: now, expiresAt: now.plus({ days }) };
      await manager.insert(ApiToken, { id, personId, tokenHash: hashOf(token), name, scopes, ...dates });
      await record(manager, viewer, now, { kind: 'apiToken.created', subjectId: id, projectId: null });
    });
    if (isNew) return { id, token };
    throw new DomainError(UserErrorCode.ALREADY_MADE, ['input', 'idempotencyKey'], { name, id }, id);
  }

  /** Ends access with the next request. Revoking a revoked one changes nothing. */
  revoke(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const personId = signedInPerson(viewer);
      if (!(await manager.existsBy(ApiToken, { id: requireId(id), personId }))) throw notFound();
      const now = this.clock.now();
      const revoked = await manager.update(ApiToken, { id, revokedAt: IsNull() }, { revokedAt: now });
      if (revoked.affected === 1)
        await record(manager, viewer, now, { kind: 'apiToken.revoked', subjectId: id, projectId: null });
    });
  }
}

/** Of many at once each counts those before it. */
async function ensureRoom(manager: EntityManager, personId: string, now: DateTime): Promise<void> {
  await inTurn(manager, `tokens of ${personId}`);
  const inForce = { personId, revokedAt: IsNull(), expiresAt: MoreThan(now) };
  if ((await manager.countBy(ApiToken, inForce)) >= MOST)
    throw new DomainError(UserErrorCode.TOO_MANY_TOKENS, ['input'], { most: MOST });
}
