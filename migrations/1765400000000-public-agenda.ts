import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To publish an agenda is to publish it, unless its organisers say that it stays within the project. */
export class PublicAgenda1765400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meeting add column agenda_is_public boolean not null default true');
    // What was released before was released for the project: its organisers say when it is for everybody.
    await queryRunner.query('update meeting set agenda_is_public = false where agenda_release > 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meeting drop column agenda_is_public');
  }
}
