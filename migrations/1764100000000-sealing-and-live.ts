import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lease on mails that are being sent. */
export class SealingAndLive1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table email add column leased_until timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table email drop column leased_until');
  }
}
