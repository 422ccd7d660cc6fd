import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A release fixes whether the end of a line is a guess, and whether all who are invited must be there. */
export class ReleaseFixesEnds1765900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table agenda_release_line add column is_mandatory boolean, add column end_is_inferred boolean,
        add constraint agenda_release_line_fixes_ends check ((is_mandatory is null) = (end_is_inferred is null))`);
    await queryRunner.query(
      lines('coalesce(l.is_mandatory, i.is_mandatory), coalesce(l.end_is_inferred, i.end_is_inferred)'),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(lines('i.is_mandatory, i.end_is_inferred'));
    await queryRunner.query(`
      alter table agenda_release_line drop constraint agenda_release_line_fixes_ends,
        drop column is_mandatory, drop column end_is_inferred`);
  }
}

const SPEAKERS = 'array(select s.person_id from agenda_item_speaker s where s.item_id = i.id order by 1)';
const PARTNERS = 'array(select p.partner_id from agenda_item_partner p where p.item_id = i.id order by 1)';

/** @param fixed of a line of a release; one from before has fixed nothing of it, and is as the item is by now */
const lines = (fixed: string): string => `
create or replace view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, i.meeting_id as edition_id,
    ${SPEAKERS} as speaker_ids, ${PARTNERS} as partner_ids, i.room_id, i.is_mandatory, i.end_is_inferred
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, l.release_id,
    coalesce(l.speaker_ids, ${SPEAKERS}), coalesce(l.partner_ids, ${PARTNERS}), l.room_id, ${fixed}
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id`;
