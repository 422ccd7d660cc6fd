import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In the night in which a clock is put back something may begin at the first 02:45 and end at the second 02:15: the wall
 * shows less at its end than at its start. So instants alone tell what comes first; triggers see to it that the wall shows
 * what they say.
 */
export class AcrossTheClockChange1766300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(endsAfterItsStart('ends_at > starts_at'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(endsAfterItsStart('ends_at > starts_at and ends_at_local > starts_at_local'));
  }
}

const endsAfterItsStart = (check: string): string =>
  ['agenda_item', 'carried_out_item']
    .map(
      (table) => `alter table ${table} drop constraint ${table}_ends_after_its_start,
        add constraint ${table}_ends_after_its_start check (${check});`,
    )
    .join('\n');
