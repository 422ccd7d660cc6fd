import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record keeps its wall times when the zone of the meeting is corrected, and the release that it began as keeps its
 * instants. So what both say of the wall is no deviation; within one zone instants count, in an hour that comes twice.
 */
export class RecordByTheWall1765910000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      lines(`(c.starts_at_local, c.ends_at_local) <> (p.starts_at_local, p.ends_at_local)
      or (c.starts_at, c.ends_at) <> (p.starts_at, p.ends_at) and m.time_zone = (
        select coalesce(r.time_zone, r.assumed_time_zone) from agenda_release r where r.id = a.release_id)`),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(lines('(c.starts_at, c.ends_at) <> (p.starts_at, p.ends_at)'));
  }
}

/** @param isElsewhen for a line of the record and what was planned: whether its time is another */
const lines = (isElsewhen: string): string => `
create or replace view carried_out_line as
select c.id, c.version, c.meeting_id, c.item_id, c.took_place, c.kind, c.title, c.description, c.starts_at, c.ends_at,
  c.starts_at_local, c.ends_at_local, c.place, c.speaker_ids, c.partner_ids, a.release_id as edition_id,
  m.project_id, m.host_partner_id, m.announced,
  case when p.id is null then '{ADDED}' when not c.took_place then '{REMOVED}' else array_remove(array[
    case when ${isElsewhen} then 'TIME' end,
    case when c.place is distinct from c.planned_place then 'PLACE' end,
    case when c.kind <> p.kind then 'KIND' end,
    case when c.speaker_ids <> p.speaker_ids then 'SPEAKERS' end,
    case when c.partner_ids <> p.partner_ids then 'PARTNERS' end], null) end as kinds
from carried_out_item c
join carried_out_agenda a on a.meeting_id = c.meeting_id
join meeting m on m.id = c.meeting_id
left join agenda_line p on p.edition_id = a.release_id and p.id = c.item_id`;
