import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A note beside each event that somebody has still to be told of. */
export class Notes1764710000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(NOTES);
    await queryRunner.query('grant select, insert, delete on unnotified_event to tavola_app');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table unnotified_event');
  }
}

const NOTES = `
create table unnotified_event (
  event_id uuid not null,
  at timestamptz not null,
  constraint unnotified_event_pkey primary key (event_id)
)`;
