import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Names in a file that mean nobody of the project are for organisers alone. They are columns of the draft, which no view
 * and no release has: in the description they would be published with it.
 */
export class UnmatchedNames1766000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table agenda_item
  add column unmatched_speakers text[] not null default '{}',
  add column unmatched_partners text[] not null default '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table agenda_item
  drop column unmatched_speakers,
  drop column unmatched_partners`);
  }
}
