import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A calendar of one's own that programs subscribe to. */
export class CalendarFeeds1768220000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table calendar_feed (
        person_id uuid not null constraint calendar_feed_pkey primary key,
        token_hash text not null,
        made_at timestamptz not null,
        constraint calendar_feed_person_fkey foreign key (person_id) references person (id) on delete cascade
      );
      create unique index calendar_feed_hash_unique on calendar_feed (token_hash);
      grant select, insert, delete on calendar_feed to tavola_app`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table calendar_feed');
  }
}
