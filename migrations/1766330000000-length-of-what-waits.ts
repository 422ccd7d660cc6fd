import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for a time is to last as long as lies between two instants, also where the wall showed less at its end. */
export class LengthOfWhatWaits1766330000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(waiting('i.ends_at - i.starts_at'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(waiting('i.ends_at_local::timestamp - i.starts_at_local::timestamp'));
  }
}

/** @param length of an item `i`, as an interval */
const waiting = (length: string): string => `
create or replace view unscheduled_item as
select i.id, i.version, i.meeting_id, i.parent_id, i.kind, i.source_kind, i.title, i.description, i.place,
  i.room_id, i.capacity, i.is_mandatory, m.project_id, m.host_partner_id, m.announced,
  (extract(epoch from ${length}) / 60)::integer as minutes,
  array(select s.person_id from agenda_item_speaker s where s.item_id = i.id order by 1) as speaker_ids,
  array(select p.partner_id from agenda_item_partner p where p.item_id = i.id order by 1) as partner_ids
from agenda_item i join meeting m on m.id = i.meeting_id where i.is_waiting`;
