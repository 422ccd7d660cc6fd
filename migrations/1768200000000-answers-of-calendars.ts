import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That perhaps somebody comes, as his calendar answered. */
export class AnswersOfCalendars1768200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table registration add column tentative_at timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table registration drop column tentative_at');
  }
}
