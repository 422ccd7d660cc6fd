import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters by which people are invited, numbered in each project. */
export class InvitationLetters1767210000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table invitation_letter; drop table letter_counter');
  }
}

const UP = `
create table letter_counter (
  project_id uuid constraint letter_counter_pkey primary key,
  last integer not null,
  constraint letter_counter_project_fkey foreign key (project_id) references project on delete restrict,
  constraint letter_counter_is_positive check (last > 0)
);

create table invitation_letter (
  id uuid constraint invitation_letter_pkey primary key,
  project_id uuid not null,
  registration_id uuid not null,
  number integer not null,
  language text not null,
  issued_at timestamptz not null,
  constraint invitation_letter_project_fkey foreign key (project_id) references project on delete restrict,
  constraint invitation_letter_registration_fkey foreign key (registration_id) references registration on delete restrict,
  constraint invitation_letter_number_is_positive check (number > 0)
);
create unique index invitation_letter_number_unique on invitation_letter (project_id, number);
create unique index invitation_letter_once on invitation_letter (registration_id);

grant select, insert, update on letter_counter to tavola_app;
grant select, insert on invitation_letter to tavola_app;
`;
