import type { MigrationInterface, QueryRunner } from 'typeorm';

/** All that figures by partner and country ask of a registration that counts: the table itself is not read. */
export class QuickFigures1764990000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index registration_counts on registration
        (meeting_id, person_id, partner_id, residence_country_code, days_present, has_signed)
        where kind in ('DELEGATE', 'LOCAL', 'SPEAKER')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop index registration_counts');
  }
}
