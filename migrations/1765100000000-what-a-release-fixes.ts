import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A release fixes who speaks and who answers for it as well, and editions can be compared line by line. */
export class WhatAReleaseFixes1765100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table agenda_release_line add column speaker_ids uuid[], add column partner_ids uuid[],
        add constraint agenda_release_line_fixes_people check ((speaker_ids is null) = (partner_ids is null))`);
    await queryRunner.query(lines(PEOPLE));
    await queryRunner.query(CHANGES);
  }

  /** A column of a view is taken away only with the view. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop view agenda_change, agenda_line');
    await queryRunner.query(lines({ ofDraft: '', ofRelease: '' }));
    await queryRunner.query('grant select on agenda_line to tavola_app');
    await queryRunner.query(`
      alter table agenda_release_line drop constraint agenda_release_line_fixes_people,
        drop column speaker_ids, drop column partner_ids`);
  }
}

const SPEAKERS = 'array(select s.person_id from agenda_item_speaker s where s.item_id = i.id order by 1)';
const PARTNERS = 'array(select p.partner_id from agenda_item_partner p where p.item_id = i.id order by 1)';

/** A release from before has fixed nobody; who speaks there is who speaks by now. */
const PEOPLE = {
  ofDraft: `, ${SPEAKERS} as speaker_ids, ${PARTNERS} as partner_ids`,
  ofRelease: `, coalesce(l.speaker_ids, ${SPEAKERS}), coalesce(l.partner_ids, ${PARTNERS})`,
};

const lines = ({ ofDraft, ofRelease }: typeof PEOPLE): string => `
create or replace view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, i.meeting_id as edition_id${ofDraft}
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, l.release_id${ofRelease}
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id`;

/** Of any two editions of one agenda: the lines that differ, and in what. */
const CHANGES = `
create view agenda_change as
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
      case when a.place is distinct from b.place then 'PLACE' end,
      case when a.kind <> b.kind then 'KIND' end,
      case when a.parent_id is distinct from b.parent_id then 'PARENT' end,
      case when a.speaker_ids <> b.speaker_ids then 'SPEAKERS' end,
      case when a.partner_ids <> b.partner_ids then 'PARTNERS' end], null) end as kinds
  from (select * from agenda_line where edition_id = f.edition_id) b
  full join (select * from agenda_line where edition_id = t.edition_id) a on a.id = b.id) c
where c.kinds <> '{}';
grant select on agenda_change to tavola_app`;
