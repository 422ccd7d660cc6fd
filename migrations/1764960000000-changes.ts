import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done to a thing since a version of it, for whoever edits that version and comes too late. */
export class Changes1764960000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "create index event_of_version on event (subject_id, id) where details ? 'version'",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index event_of_version');
  }
}
