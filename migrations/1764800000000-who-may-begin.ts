import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may begin projects: whoever was let in from the terminal, or led one when this came. */
export class WhoMayBegin1764800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table person add may_create_projects boolean not null default false');
    await queryRunner.query(LET_IN);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table person drop may_create_projects');
  }
}

const LET_IN = `
update person p set may_create_projects = true
where exists (select from event e where e.kind = 'person.added' and e.subject_id = p.id)
  or exists (select from membership m join partner a on a.id = m.partner_id
    where m.person_id = p.id and m.role = 'COORDINATOR' and a.role = 'LEAD' and m.ended_at is null)`;
