import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists of people on their way in. */
export class DelegateImports1768410000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLE, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table delegate_import');
  }
}

const TABLE = `
create table delegate_import (
  id uuid not null,
  meeting_id uuid not null,
  partner_id uuid,
  file_name text not null,
  size integer not null,
  requested_by_id uuid not null,
  requested_at timestamptz not null,
  state text not null default 'OPEN',
  reading_since timestamptz,
  finished_at timestamptz,
  accepted_at timestamptz,
  reason text,
  source jsonb,
  problems jsonb not null default '[]',
  delegates jsonb not null default '[]',
  constraint delegate_import_state_is_known check (state in ('OPEN', 'CHECKED', 'REJECTED', 'ACCEPTED')),
  constraint delegate_import_size_is_positive check (size > 0),
  constraint delegate_import_open_is_unfinished check ((state = 'OPEN') = (finished_at is null)),
  constraint delegate_import_accepted_has_time check ((state = 'ACCEPTED') = (accepted_at is not null)),
  constraint delegate_import_rejected_has_reason check ((state = 'REJECTED') = (reason is not null)),
  constraint delegate_import_is_read check ((source is not null) = (state = 'CHECKED')),
  constraint delegate_import_pkey primary key (id),
  constraint delegate_import_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint delegate_import_partner_fkey foreign key (partner_id) references partner (id) on delete restrict,
  constraint delegate_import_person_fkey foreign key (requested_by_id) references person (id) on delete restrict
);
create index delegate_import_by_meeting on delegate_import (meeting_id);
create index delegate_import_by_partner on delegate_import (partner_id);
create index delegate_import_by_person on delegate_import (requested_by_id);
`;

const GRANTS = `
grant select, insert, update, delete on delegate_import to tavola_app;
`;
