import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who speaks by a release of the agenda is registered by that. */
export class SpeakersCome1768010000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(origins('NAMED', 'SELF', 'WALK_IN', 'AGENDA'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`update registration set origin = 'NAMED' where origin = 'AGENDA'`);
    await queryRunner.query(origins('NAMED', 'SELF', 'WALK_IN'));
  }
}

const origins = (...all: string[]): string => `
alter table registration drop constraint registration_origin_is_known, add constraint registration_origin_is_known
  check (origin in (${all.map((origin) => `'${origin}'`).join(', ')}))`;
