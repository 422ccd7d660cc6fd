import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashOf, newToken } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Clock } from '../platform/time/clock.js';
import { ApiToken } from './api-token.entity.js';
import type { CreateApiTokenInput } from './api-token.input.js';
import { signedInPerson } from './sessions.js';

/** Keys for scripts. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The token's text is answered this once; only its hash is kept. A token cannot make tokens. */
  create(viewer: Viewer, { days, ...input }: CreateApiTokenInput): Promise<{ id: string; token: string }> {
    return this.dataSource.transaction(async (manager) => {
      const personId = signedInPerson(viewer);
      const [id, token, now] = [uuidv7(), `tavola_${newToken()}`, this.clock.now()];
      const dates = { createdAt: now, expiresAt: now.plus({ days }) };
      await manager.insert(ApiToken, { id, personId, tokenHash: hashOf(token), ...input, ...dates });
      await record(manager, viewer, now, { kind: 'apiToken.created', subjectId: id, projectId: null });
      return { id, token };
    });
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
