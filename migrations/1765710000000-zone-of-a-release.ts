import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A release fixes the zone in which its times are meant. */
export class ZoneOfARelease1765710000000 implements MigrationInterface {
  /**
   * Rows from before are under seals as they are, so what they get stands in a column of its own, which no seal covers: nobody
   * wrote down in which zone they were published, and that of the meeting is the best guess.
   */
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table agenda_release add column time_zone text, add column assumed_time_zone text;
      update agenda_release r set assumed_time_zone = m.time_zone from meeting m where m.id = r.meeting_id;
      alter table agenda_release add constraint agenda_release_has_a_zone
        check ((time_zone is null) <> (assumed_time_zone is null))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table agenda_release drop constraint agenda_release_has_a_zone,
        drop column time_zone, drop column assumed_time_zone`);
  }
}
