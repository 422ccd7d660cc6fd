import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashOf, newToken } from '../platform/access/secrets.js';
import { type Language, type Viewer, anonymous } from '../platform/access/viewer.js';
import { poolOf } from '../platform/database/pool.js';
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

interface ViewerRow {
  session_id: string;
  person_id: string;
  language: Language;
  projects: string[];
  leads: string[];
  coordinates: string[];
}

const VIEWER = `
select s.id as session_id, s.person_id, p.language,
  coalesce(array_agg(distinct m.project_id) filter (where m.id is not null), '{}') as projects,
  coalesce(array_agg(distinct m.project_id) filter (where m.role = 'COORDINATOR' and a.role = 'LEAD'), '{}') as leads,
  coalesce(array_agg(distinct m.partner_id) filter (where m.role = 'COORDINATOR'), '{}') as coordinates
from session s
join person p on p.id = s.person_id and p.disabled_at is null
left join membership m on m.person_id = p.id and m.ended_at is null
left join partner a on a.id = m.partner_id
where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
group by s.id, s.person_id, p.language`;

/** Sessions live in PostgreSQL: a revoked one ends with the next request, in every process. */
@Injectable()
export class Sessions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async start(personId: string): Promise<NewSession> {
    const token = newToken();
    const now = this.clock.now();
    const session = { id: uuidv7(), personId, expiresAt: now.plus(LIFE) };
    await this.dataSource.manager.insert(Session, { ...session, tokenHash: hashOf(token), startedAt: now });
    return { ...session, token };
  }

  /** Ends one of the person's sessions; ending an ended one changes nothing. Whether there is such a session. */
  async end(personId: string, id: string): Promise<boolean> {
    const ended = await this.dataSource
      .createQueryBuilder()
      .update(Session)
      .set({ endedAt: () => 'coalesce(ended_at, :now)' })
      .where('id = :id and person_id = :personId', { id, personId })
      .setParameter('now', this.clock.now().toISO())
      .execute();
    return ended.affected === 1;
  }

  /** Who holds this cookie, with his memberships, in one statement; anonymous when nobody does. */
  async viewerOf(token: string | undefined, wanted: Language | null): Promise<Viewer> {
    if (!token) return anonymous(wanted ?? 'en');
    const { rows } = await poolOf(this.dataSource).query<ViewerRow>({
      name: 'viewer-of-session',
      text: VIEWER,
      values: [hashOf(token), this.clock.now().toISO()],
    });
    const row = rows[0];
    if (!row) return anonymous(wanted ?? 'en');
    const { session_id: sessionId, person_id: personId, language, ...lists } = row;
    return { sessionId, personId, ...lists, language: wanted ?? language };
  }
}
