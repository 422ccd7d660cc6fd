import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two agendas differ also where all who are invited must be at a line of one of them only; and whatever changes of a line at
 * which all must be concerns all of them.
 */
export class ChangesOfWhoMustBeThere1766320000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      changes(
        `, case when a.is_mandatory <> b.is_mandatory then 'MANDATORY' end`,
        `,
    coalesce(a.is_mandatory, false) or coalesce(b.is_mandatory, false) as is_mandatory`,
      ),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // A column of a view is taken away only with the view.
    await queryRunner.query('drop view agenda_change');
    await queryRunner.query(`${changes('', '')}; grant select on agenda_change to tavola_app`);
  }
}

/**
 * @param more kinds of changes, for a line as it was (`b`) and as it is (`a`)
 * @param column another one of both
 */
const changes = (more: string, column: string): string => `
create or replace view agenda_change as
select f.meeting_id, f.project_id, f.host_partner_id, f.announced, f.release as since, t.release as until,
  f.edition_id as before_id, t.edition_id as after_id, c.*
from agenda f
join agenda t on t.meeting_id = f.meeting_id
cross join lateral (
  select coalesce(a.id, b.id) as item_id, coalesce(a.starts_at, b.starts_at) as starts_at,
    coalesce(a.speaker_ids, '{}') || coalesce(b.speaker_ids, '{}') as speaker_ids,
    coalesce(a.partner_ids, '{}') || coalesce(b.partner_ids, '{}') as partner_ids,
    coalesce(a.capacity, b.capacity) as capacity,
    case when b.id is null then '{ADDED}' when a.id is null then '{REMOVED}' else array_remove(array[
      case when (a.starts_at, a.ends_at) <> (b.starts_at, b.ends_at) then 'TIME' end,
      case when (a.place, a.room_id) is distinct from (b.place, b.room_id) then 'PLACE' end,
      case when a.kind <> b.kind then 'KIND' end,
      case when a.parent_id is distinct from b.parent_id then 'PARENT' end,
      case when a.speaker_ids <> b.speaker_ids then 'SPEAKERS' end,
      case when a.partner_ids <> b.partner_ids then 'PARTNERS' end${more}], null) end as kinds${column}
  from (select * from agenda_line where edition_id = f.edition_id) b
  full join (select * from agenda_line where edition_id = t.edition_id) a on a.id = b.id) c
where c.kinds <> '{}'`;
