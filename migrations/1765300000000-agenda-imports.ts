import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files of agendas on their way into a draft, and counts of participants by town. */
export class AgendaImports1765300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLE, COUNTS, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table agenda_import');
    await queryRunner.query(WITHOUT_TOWNS);
  }
}

const TABLE = `
create table agenda_import (
  id uuid not null,
  meeting_id uuid not null,
  file_name text not null,
  size integer not null,
  last_item_minutes integer,
  requested_by_id uuid not null,
  requested_at timestamptz not null,
  state text not null default 'OPEN',
  finished_at timestamptz,
  accepted_at timestamptz,
  reason text,
  source jsonb,
  problems jsonb not null default '[]',
  items jsonb not null default '[]',
  stated jsonb not null default '[]',
  constraint agenda_import_state_is_known check (state in ('OPEN', 'CHECKED', 'REJECTED', 'ACCEPTED')),
  constraint agenda_import_size_is_positive check (size > 0),
  constraint agenda_import_last_item_lasts check (last_item_minutes between 5 and 720),
  constraint agenda_import_open_is_unfinished check ((state = 'OPEN') = (finished_at is null)),
  constraint agenda_import_accepted_has_time check ((state = 'ACCEPTED') = (accepted_at is not null)),
  constraint agenda_import_rejected_has_reason check ((state = 'REJECTED') = (reason is not null)),
  constraint agenda_import_is_read check ((source is not null) = (state in ('CHECKED', 'ACCEPTED'))),
  constraint agenda_import_pkey primary key (id),
  constraint agenda_import_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint agenda_import_person_fkey foreign key (requested_by_id) references person (id) on delete restrict
);
create index agenda_import_by_meeting on agenda_import (meeting_id);
create index agenda_import_by_person on agenda_import (requested_by_id);
`;

const COUNTS = `
alter table stated_count
  add town text,
  add country_code text,
  add constraint stated_count_is_of_one check (partner_id is null or town is null),
  add constraint stated_count_country_is_of_a_town check (country_code is null or town is not null),
  add constraint stated_count_country_fkey foreign key (country_code) references country (code) on delete restrict;
`;

/** A town's number would else be taken for that of the meeting. */
const WITHOUT_TOWNS = `
delete from stated_count where town is not null;
alter table stated_count drop town, drop country_code;
`;

const GRANTS = `
grant select, insert, update, delete on agenda_import to tavola_app;
`;
