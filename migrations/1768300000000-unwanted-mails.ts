import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People turn off kinds of mail that need not arrive. */
export class UnwantedMails1768300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table unwanted_mail (
        person_id uuid not null constraint unwanted_mail_person_fkey references person (id) on delete cascade,
        topic text not null,
        since timestamptz not null,
        constraint unwanted_mail_pkey primary key (person_id, topic)
      );
      grant select, insert, delete on unwanted_mail to tavola_app`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table unwanted_mail');
  }
}
