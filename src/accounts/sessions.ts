import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashOf, newToken } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { forbidden } from '../platform/graphql/request-errors.js';
import { Clock } from '../platform/time/clock.js';
import { Session } from './session.entity.js';

const LIFE = { days: 30 };

export interface NewSession {
  readonly id: string;
  readonly personId: string;
  /** The cookie's value; it is not kept. */
  readonly token: string;
  readonly expiresAt: DateTime;
}

/** Sessions live in PostgreSQL: a revoked one ends with the next request, in every process. */
@Injectable()
export class Sessions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async start(manager: EntityManager, personId: string): Promise<NewSession> {
    const token = newToken();
    const now = this.clock.now();
    const session = { id: uuidv7(), personId, expiresAt: now.plus(LIFE) };
    await manager.insert(Session, { ...session, tokenHash: hashOf(token), startedAt: now });
    return { ...session, token };
  }

  /** Ends one of the person's sessions; ending an ended one changes nothing. Whether there is such a session. */
  end(personId: string, id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const endedAt = this.clock.now();
      const ended = await manager.update(Session, { id, personId, endedAt: IsNull() }, { endedAt });
      if (ended.affected !== 1) return manager.existsBy(Session, { id, personId });
      await record(manager, { personId }, endedAt, {
        kind: 'session.ended',
        subjectId: id,
        projectId: null,
      });
      return true;
    });
  }

  /** Whose browser this is: the person with this cookie, while the session lasts. */
  async personOf(token: string | undefined): Promise<{ personId: string; sessionId: string } | null> {
    if (!token) return null;
    const session = await this.dataSource.manager.findOneBy(Session, {
      tokenHash: hashOf(token),
      endedAt: IsNull(),
      expiresAt: MoreThan(this.clock.now()),
    });
    return session && { personId: session.personId, sessionId: session.id };
  }
}

/** The person in a browser: what ends access or hands it on is not for API tokens. */
export function signedInPerson({ personId, scopes }: Viewer): string {
  if (!personId || scopes) throw forbidden();
  return personId;
}
