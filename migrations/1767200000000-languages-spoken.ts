import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which languages somebody speaks who comes to a meeting. */
export class LanguagesSpoken1767200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table registration
      add column languages text[] not null default '{}',
      add constraint registration_languages_are_codes
        check (cardinality(languages) <= 8 and array_to_string(languages, ',') ~ '^([a-z]{2,3}(,[a-z]{2,3})*)?$')`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table registration drop column languages');
  }
}
