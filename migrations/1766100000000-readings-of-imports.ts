import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a file is being read, so that one that ended the process is not read again. */
export class ReadingsOfImports1766100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agenda_import add column reading_since timestamptz');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table agenda_import drop column reading_since');
  }
}
