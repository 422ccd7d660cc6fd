import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { anonymous } from '../../platform/access/viewer.js';
import { record } from '../../platform/events/record.js';
import { Clock } from '../../platform/time/clock.js';
import { READY_FIELDS, RetentionClass } from './ready-field.js';

/** By the day where they met. What they agreed to stays as proof, and ends with what they told. */
const EMPTY = `
with gone as (
  delete from needs n using registration r, meeting m, project p
  where r.id = n.registration_id and m.id = r.meeting_id and p.id = m.project_id
    and m.ends_on + p.needs_kept_days < ($1::timestamptz at time zone m.time_zone)::date
  returning n.registration_id, m.id as meeting_id, m.project_id
), ended as (
  update consent c set ended_at = $1 from gone g
  where c.registration_id = g.registration_id and c.ended_at is null and c.field = any($2)
)
select meeting_id, project_id, count(*)::int as people from gone group by meeting_id, project_id`;

interface Emptied {
  readonly meeting_id: string;
  readonly project_id: string;
  readonly people: number;
}

/** Nobody keeps what people needed at a meeting that is over. */
@Injectable()
export class NeedsRetention {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Goes by the days alone, so a copy that was restored from before is emptied the next night as well.
   * @returns of how many people something was emptied
   */
  run(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const now = this.clock.now();
      const fields = Object.entries(READY_FIELDS)
        .filter(([, { retention }]) => retention === RetentionClass.AFTER_MEETING)
        .map(([field]) => field);
      const emptied = await manager.query<Emptied[]>(EMPTY, [now.toISO(), fields]);
      for (const { meeting_id: meetingId, project_id: projectId, people } of emptied) {
        const event = { kind: 'needs.emptied', subjectId: meetingId, projectId, meetingId };
        await record(manager, anonymous('en'), now, { ...event, details: { people } });
      }
      return emptied.reduce((sum, { people }) => sum + people, 0);
    });
  }
}
