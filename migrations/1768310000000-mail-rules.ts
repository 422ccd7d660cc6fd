import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that leave by the calendar: when, by project and meeting, and which have left. */
export class MailRules1768310000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table project add column mail_rules jsonb not null default '{}';
      alter table meeting add column mail_rules jsonb not null default '{}';
      create index meeting_to_come on meeting (starts_on) where state in ('ANNOUNCED', 'OPEN');
      alter table material_request add column requested_at timestamptz;
      update material_request r set requested_at = e.at from event e
        where e.kind = 'material.requested' and e.meeting_id = r.meeting_id and e.details -> 'requestIds' ? r.id::text;
      create table mail_rule_step (
        subject_id uuid not null,
        kind text not null,
        days_before integer not null,
        due_at timestamptz not null,
        taken_at timestamptz not null,
        constraint mail_rule_step_pkey primary key (subject_id, kind)
      );
      grant select, insert, update on mail_rule_step to tavola_app`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table mail_rule_step;
      alter table material_request drop column requested_at;
      drop index meeting_to_come;
      alter table meeting drop column mail_rules;
      alter table project drop column mail_rules`);
  }
}
