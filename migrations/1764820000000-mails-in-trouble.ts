import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that somebody has to look at are counted every few seconds, among all that were ever sent. */
export class MailsInTrouble1764820000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`create index email_failed on email (id) where state = 'FAILED'`);
    await queryRunner.query('create index email_uncertain on email (id) where uncertain');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index email_failed, email_uncertain');
  }
}
