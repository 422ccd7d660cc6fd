import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets PostgreSQL find the lines of an agenda, and who was there, by an index. */
export class QuickReads1764950000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(EDITIONS);
    await queryRunner.query(PRESENCE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index attendance_record_presence');
    await queryRunner.query(WITHOUT_EDITIONS);
  }
}

/**
 * An edition is a release, or the draft, which goes by the id of its meeting: one id that is never null. Compared by
 * `is not distinct from release_id`, every agenda read all releases that there are.
 */
const EDITIONS = `
create or replace view agenda as
  select m.id as meeting_id, null::uuid as release_id, null::integer as release, null::timestamptz as published_at,
    m.agenda_version as draft_version, m.project_id, m.host_partner_id, m.announced, m.id as edition_id
  from meeting m
  union all
  select m.id, r.id, r.number, r.published_at, r.draft_version, m.project_id, m.host_partner_id, m.announced, r.id
  from agenda_release r join meeting m on m.id = r.meeting_id;

create or replace view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, i.meeting_id as edition_id
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, l.release_id
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id;
`;

/** A column of a view is taken away only with the view. */
const WITHOUT_EDITIONS = `
drop view agenda_line, agenda;

create view agenda as
  select m.id as meeting_id, null::uuid as release_id, null::integer as release, null::timestamptz as published_at,
    m.agenda_version as draft_version, m.project_id, m.host_partner_id, m.announced
  from meeting m
  union all
  select m.id, r.id, r.number, r.published_at, r.draft_version, m.project_id, m.host_partner_id, m.announced
  from agenda_release r join meeting m on m.id = r.meeting_id;

create view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id;

grant select on agenda, agenda_line to tavola_app;
`;

/** All that figures ask of a record, in the order in which they count: the table itself is not read. */
const PRESENCE = `
create index attendance_record_presence on attendance_record (meeting_id, registration_id, day, method, id)
  where direction = 'IN' and corrects_id is null;
`;
