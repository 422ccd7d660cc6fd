import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What takes place on screens lies in no country; where one was given, that said nothing. */
export class OnlineMeetingsHaveNoCountry1766310000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `update meeting set country_code = null where mode = 'ONLINE' and country_code is not null`,
    );
    await queryRunner.query(`alter table meeting
      add constraint meeting_online_has_no_country check (mode <> 'ONLINE' or country_code is null)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table meeting drop constraint meeting_online_has_no_country');
  }
}
