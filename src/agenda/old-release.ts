import type { EntityManager } from 'typeorm';
import type { Meeting } from '../meetings/meeting.entity.js';

/** Whether a line of the release lies outside its meeting by now, or its instants are not those of the meeting's zone. */
export async function liesOutside(
  manager: EntityManager,
  releaseId: string,
  { startsOn, endsOn, timeZone }: Meeting,
): Promise<boolean> {
  const outside: unknown[] = await manager.query(
    `select from agenda_release_line l where l.release_id = $1
       and (left(l.starts_at_local, 10) < $2 or l.ends_at_local > (($3::date + 1)::text || 'T00:00:00')
         or to_char(l.starts_at at time zone $4, 'YYYY-MM-DD"T"HH24:MI:SS') <> l.starts_at_local
         or to_char(l.ends_at at time zone $4, 'YYYY-MM-DD"T"HH24:MI:SS') <> l.ends_at_local)
     limit 1`,
    [releaseId, startsOn, endsOn, timeZone],
  );
  return outside.length > 0;
}

/** Whether two releases of one agenda are not the same, be it in what nobody is told of as a change. */
export async function differ(manager: EntityManager, newestId: string, oldId: string): Promise<boolean> {
  const differences: unknown[] = await manager.query(
    `(select from agenda_change where before_id = $1 and after_id = $2 limit 1)
     union all
     (select from agenda_line n join agenda_line o on o.id = n.id where n.edition_id = $1 and o.edition_id = $2
        and (n.is_mandatory, n.end_is_inferred) <> (o.is_mandatory, o.end_is_inferred) limit 1)`,
    [newestId, oldId],
  );
  return differences.length > 0;
}

/**
 * What was taken out of the draft is in it again, at the time and place that it has in the release. It becomes part of
 * another item only where that one comes back too: of what stays in the draft nobody knows whether it still fits.
 * @returns whether there was any
 */
export async function bringBack(manager: EntityManager, releaseId: string): Promise<boolean> {
  const [, count] = (await manager.query(
    `update agenda_item i set removed_at = null, is_waiting = false, version = i.version + 1, kind = l.kind, place = l.place, room_id = (select r.id from room r where r.id = l.room_id and r.removed_at is null),
       is_mandatory = coalesce(l.is_mandatory, i.is_mandatory), end_is_inferred = coalesce(l.end_is_inferred, i.end_is_inferred),
       starts_at = l.starts_at, ends_at = l.ends_at, starts_at_local = l.starts_at_local, ends_at_local = l.ends_at_local,
       parent_id = case when p.removed_at is not null then l.parent_id end
     from agenda_release_line l left join agenda_item p on p.id = l.parent_id
     where l.release_id = $1 and i.id = l.item_id and i.removed_at is not null`,
    [releaseId],
  )) as [unknown, number];
  return count > 0;
}
