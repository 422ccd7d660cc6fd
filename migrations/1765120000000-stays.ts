import type { MigrationInterface, QueryRunner } from 'typeorm';

/** From when to when somebody is there. */
export class Stays1765120000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table registration add column arrives_at_local text, add column leaves_at_local text,
        add constraint registration_leaves_after_arriving check (leaves_at_local > arrives_at_local),
        add constraint registration_stay_form
        check (concat(arrives_at_local, leaves_at_local) ~ '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d){0,2}$')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'alter table registration drop column arrives_at_local, drop column leaves_at_local',
    );
  }
}
