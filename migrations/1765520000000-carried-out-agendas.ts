import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What took place, beside what was planned. */
export class CarriedOutAgendas1765520000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(VIEW);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop view carried_out_line; drop table carried_out_item, carried_out_agenda');
  }
}

const TABLES = `
create table carried_out_agenda (
  meeting_id uuid not null,
  release_id uuid not null,
  started_at timestamptz not null,
  started_by_id uuid not null,
  constraint carried_out_agenda_pkey primary key (meeting_id),
  constraint carried_out_agenda_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint carried_out_agenda_release_fkey foreign key (release_id) references agenda_release (id) on delete restrict
);

create table carried_out_item (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  item_id uuid,
  took_place boolean not null default true,
  kind text not null,
  title jsonb not null,
  description jsonb,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  starts_at_local text not null,
  ends_at_local text not null,
  place text,
  planned_place text,
  speaker_ids uuid[] not null default '{}',
  partner_ids uuid[] not null default '{}',
  constraint carried_out_item_kind_is_known check (kind in ('SESSION', 'PRESENTATION', 'WORKSHOP', 'SITE_VISIT',
    'DISCUSSION', 'CEREMONY', 'REGISTRATION', 'BREAK', 'MEAL', 'SOCIAL', 'FREE_TIME', 'TRAVEL', 'ARRIVAL',
    'DEPARTURE', 'CLOSING', 'OTHER')),
  constraint carried_out_item_ends_after_its_start check (ends_at > starts_at and ends_at_local > starts_at_local),
  constraint carried_out_item_local_form
    check (starts_at_local || ends_at_local ~ '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d){2}$'),
  constraint carried_out_item_pkey primary key (id),
  constraint carried_out_item_agenda_fkey foreign key (meeting_id)
    references carried_out_agenda (meeting_id) on delete restrict,
  constraint carried_out_item_item_fkey foreign key (item_id) references agenda_item (id) on delete restrict
);
create unique index carried_out_item_once on carried_out_item (meeting_id, item_id);
create index carried_out_item_by_item on carried_out_item (item_id);

grant select, insert on carried_out_agenda to tavola_app;
grant select, insert, update, delete on carried_out_item to tavola_app;
`;

/** In what a line differs from the release that the record began as. */
const VIEW = `
create view carried_out_line as
select c.id, c.version, c.meeting_id, c.item_id, c.took_place, c.kind, c.title, c.description, c.starts_at, c.ends_at,
  c.starts_at_local, c.ends_at_local, c.place, c.speaker_ids, c.partner_ids, a.release_id as edition_id,
  m.project_id, m.host_partner_id, m.announced,
  case when p.id is null then '{ADDED}' when not c.took_place then '{REMOVED}' else array_remove(array[
    case when (c.starts_at, c.ends_at) <> (p.starts_at, p.ends_at) then 'TIME' end,
    case when c.place is distinct from c.planned_place then 'PLACE' end,
    case when c.kind <> p.kind then 'KIND' end,
    case when c.speaker_ids <> p.speaker_ids then 'SPEAKERS' end,
    case when c.partner_ids <> p.partner_ids then 'PARTNERS' end], null) end as kinds
from carried_out_item c
join carried_out_agenda a on a.meeting_id = c.meeting_id
join meeting m on m.id = c.meeting_id
left join agenda_line p on p.edition_id = a.release_id and p.id = c.item_id;
grant select on carried_out_line to tavola_app;
`;
