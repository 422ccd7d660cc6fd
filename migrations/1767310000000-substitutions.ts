import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A delegate who does not come, and who comes into his place. */
export class Substitutions1767310000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table registration drop column replaced_by_id');
  }
}

const UP = `
alter table registration add replaced_by_id uuid,
  add constraint registration_replaced_by_fkey foreign key (replaced_by_id) references registration (id) on delete restrict,
  add constraint registration_replaced_does_not_come
    check (replaced_by_id is null or (state in ('DECLINED', 'WITHDRAWN') and replaced_by_id <> id));
create index registration_by_replacement on registration (replaced_by_id) where replaced_by_id is not null;
`;
