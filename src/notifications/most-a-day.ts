import type { EntityManager } from 'typeorm';
import type { Event } from '../platform/events/event.entity.js';

/** Held one after the other, so that of two events at once the second counts the mail of the first. */
const HELD = 'select id from person where id = any($1::uuid[]) order by id for no key update';

const SATED = `
select m.person_id as id from event e join email m on m.event_id = e.id
where e.project_id = $1 and e.kind = $2 and e.id <> $3 and e.at > $4 and m.person_id = any($5::uuid[])
  and m.state <> 'DISCARDED' and m.resend_of is null
group by m.person_id having count(*) >= $6`;

/** Those who had so many mails of this kind from this project in the day before the event that it makes no further one. */
export async function sated(
  manager: EntityManager,
  event: Event,
  most: number | undefined,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (most === undefined) return new Set();
  await manager.query(HELD, [personIds]);
  const since = event.at.minus({ hours: 24 }).toISO();
  const values = [event.projectId, event.kind, event.id, since, personIds, most];
  const found: { id: string }[] = await manager.query(SATED, values);
  return new Set(found.map(({ id }) => id));
}
