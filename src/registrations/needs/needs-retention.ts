import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { anonymous } from '../../platform/access/viewer.js';
import { record } from '../../platform/events/record.js';
import { Clock } from '../../platform/time/clock.js';
import { READY_FIELDS, RetentionClass } from './ready-field.js';

/** By the day where they met. Answers to forms go with the needs. What they agreed to stays as proof, and ends with what they told. */
const EMPTY = `
with over as (
  select m.id as meeting_id, m.project_id from meeting m join project p on p.id = m.project_id
  where m.ends_on + p.needs_kept_days < ($1::timestamptz at time zone m.time_zone)::date
), needs_gone as (
  delete from needs n using registration r, over o where r.id = n.registration_id and o.meeting_id = r.meeting_id
  returning n.registration_id, o.meeting_id, o.project_id
), answers_gone as (
  delete from form_answer a using form_field f, over o
  where f.form_id = a.form_id and f.key = a.key and f.retention = 'AFTER_MEETING' and o.meeting_id = a.meeting_id
  returning a.registration_id, o.meeting_id, o.project_id
), gone as (
  select * from needs_gone union select * from answers_gone
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
