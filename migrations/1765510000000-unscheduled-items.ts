import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to happen, and has no time yet, waits beside the agenda. */
export class UnscheduledItems1765510000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table agenda_item add column is_waiting boolean not null default false,
        add constraint agenda_item_waits_outside check (not is_waiting or removed_at is not null);
      create view unscheduled_item as
      select i.id, i.version, i.meeting_id, i.parent_id, i.kind, i.source_kind, i.title, i.description, i.place,
        i.room_id, i.capacity, i.is_mandatory, m.project_id, m.host_partner_id, m.announced,
        (extract(epoch from i.ends_at_local::timestamp - i.starts_at_local::timestamp) / 60)::integer as minutes,
        array(select s.person_id from agenda_item_speaker s where s.item_id = i.id order by 1) as speaker_ids,
        array(select p.partner_id from agenda_item_partner p where p.item_id = i.id order by 1) as partner_ids
      from agenda_item i join meeting m on m.id = i.meeting_id where i.is_waiting;
      grant select on unscheduled_item to tavola_app`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop view unscheduled_item; alter table agenda_item drop column is_waiting');
  }
}
