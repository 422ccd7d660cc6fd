import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hashOf, newToken } from '../platform/access/secrets.js';
import type { Viewer } from '../platform/access/viewer.js';
import { Site } from '../platform/config/site.js';
import { inTurn } from '../platform/database/in-turn.js';
import { record } from '../platform/events/record.js';
import { Clock } from '../platform/time/clock.js';
import { CalendarFeed } from './calendar-feed.entity.js';
import { signedInPerson } from './sessions.js';

/** Where it is, below the origin. */
const feedPath = (token: string): string => `/calendar/${token}.ics`;

/** The address of a person's own calendar: whoever knows it reads it, so it can be changed and ended. */
@Injectable()
export class CalendarFeeds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly site: Site,
  ) {}

  /** A new address; the one before ends. It is answered this once, since only its hash is kept. */
  renew(viewer: Viewer): Promise<string> {
    const personId = signedInPerson(viewer);
    return this.dataSource.transaction(async (manager) => {
      await inTurn(manager, `calendar of ${personId}`);
      const [token, now] = [newToken(), this.clock.now()];
      await manager.delete(CalendarFeed, { personId });
      await manager.insert(CalendarFeed, { personId, tokenHash: hashOf(token), madeAt: now });
      await record(manager, viewer, now, { kind: 'calendarFeed.made', subjectId: personId, projectId: null });
      return this.site.baseUrl + feedPath(token);
    });
  }

  /** From now on there is nothing at its address. Where there is none, nothing changes. */
  revoke(viewer: Viewer): Promise<void> {
    const personId = signedInPerson(viewer);
    return this.dataSource.transaction(async (manager) => {
      const { affected } = await manager.delete(CalendarFeed, { personId });
      const event = { kind: 'calendarFeed.revoked', subjectId: personId, projectId: null };
      if (affected === 1) await record(manager, viewer, this.clock.now(), event);
    });
  }

  /** Whose calendar has this address; null: nobody's. */
  async ownerOf(token: string): Promise<string | null> {
    const feed = await this.dataSource.manager.findOneBy(CalendarFeed, { tokenHash: hashOf(token) });
    return feed?.personId ?? null;
  }
}
