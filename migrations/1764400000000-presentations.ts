import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What partners owe for a meeting, and the uploads that fulfil it. */
export class Presentations1764400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table presentation, material_request');
  }
}

const TABLES = `
create table material_request (
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  meeting_id uuid not null,
  partner_id uuid not null,
  agenda_item_id uuid,
  kind text not null,
  title jsonb not null,
  due_at timestamptz not null,
  due_at_local text not null,
  accepted_at timestamptz,
  reminded_at timestamptz,
  constraint material_request_kind_is_known
    check (kind in ('PRESENTATION', 'BEST_PRACTICE_SHEET', 'BIOGRAPHY', 'WEB_PUBLICATION', 'OTHER')),
  constraint material_request_local_form check (due_at_local ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'),
  constraint material_request_pkey primary key (id),
  constraint material_request_once unique (meeting_id, partner_id, kind),
  constraint material_request_meeting_fkey foreign key (meeting_id, project_id)
    references meeting (id, project_id) on delete restrict,
  constraint material_request_partner_fkey foreign key (partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  constraint material_request_item_fkey foreign key (agenda_item_id, meeting_id)
    references agenda_item (id, meeting_id) on delete restrict
);
create index material_request_by_item on material_request (agenda_item_id) where agenda_item_id is not null;
create index material_request_waiting on material_request (due_at) where accepted_at is null;

create table presentation (
  id uuid not null,
  request_id uuid not null,
  number integer,
  file_name text not null,
  size integer not null,
  type text,
  sha256 text,
  uploaded_by_id uuid not null,
  requested_at timestamptz not null,
  finished_at timestamptz,
  state text not null default 'OPEN',
  reason text,
  constraint presentation_state_is_known check (state in ('OPEN', 'DONE', 'REJECTED')),
  constraint presentation_size_is_positive check (size > 0),
  constraint presentation_number_is_positive check (number > 0),
  constraint presentation_hash_form check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint presentation_done_is_complete
    check (num_nonnulls(number, type, sha256) = case when state = 'DONE' then 3 else 0 end),
  constraint presentation_rejected_has_reason check ((state = 'REJECTED') = (reason is not null)),
  constraint presentation_open_is_unfinished check ((state = 'OPEN') = (finished_at is null)),
  constraint presentation_pkey primary key (id),
  constraint presentation_request_fkey foreign key (request_id) references material_request (id) on delete restrict,
  constraint presentation_person_fkey foreign key (uploaded_by_id) references person (id) on delete restrict
);
create unique index presentation_number_unique on presentation (request_id, number) where number is not null;
create index presentation_by_request on presentation (request_id);
create index presentation_by_person on presentation (uploaded_by_id);
`;

const GRANTS = `
grant select, insert, update on material_request, presentation to tavola_app;
`;
