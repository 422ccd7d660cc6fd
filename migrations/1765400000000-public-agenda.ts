import type { MigrationInterface, QueryRunner } from 'typeorm';

/** To publish an agenda is to publish it, unless its organisers say that it stays within the project. */
export class PublicAgenda1765400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meeting add column agenda_is_public boolean not null default true');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meeting drop column agenda_is_public');
  }
}
