import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who was there, and the figures that somebody signs for. */
export class Attendance1764600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, DAYS, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const TABLES = `
create table attendance_record (
  id uuid not null,
  meeting_id uuid not null,
  registration_id uuid not null,
  day date not null,
  item_id uuid,
  direction text not null,
  mode text not null,
  method text not null,
  recorded_at timestamptz not null,
  recorded_by_id uuid not null,
  corrects_id uuid,
  reason text,
  constraint attendance_record_direction_is_known check (direction in ('IN', 'OUT')),
  constraint attendance_record_mode_is_known check (mode in ('IN_PERSON', 'REMOTE')),
  constraint attendance_record_method_is_known check (method in ('DESK', 'SELF', 'SHEET')),
  constraint attendance_record_correction_has_reason check ((corrects_id is null) = (reason is null)),
  constraint attendance_record_pkey primary key (id),
  constraint attendance_record_registration_fkey foreign key (registration_id, meeting_id)
    references registration (id, meeting_id) on delete restrict,
  constraint attendance_record_item_fkey foreign key (item_id, meeting_id)
    references agenda_item (id, meeting_id) on delete restrict,
  constraint attendance_record_corrects_fkey foreign key (corrects_id)
    references attendance_record (id) on delete restrict
);
create index attendance_record_by_meeting on attendance_record (meeting_id, day);
create index attendance_record_by_registration on attendance_record (registration_id, id);
create unique index attendance_record_corrected_once on attendance_record (corrects_id);

create table closing (
  id uuid not null,
  meeting_id uuid not null,
  version integer not null,
  closed_at timestamptz not null,
  closed_by_id uuid not null,
  signatory text not null,
  reason text,
  figures jsonb not null,
  seal_hash text,
  sha256 text not null,
  constraint closing_pkey primary key (id),
  constraint closing_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict
);
create unique index closing_version_unique on closing (meeting_id, version);
`;

/** Somebody is there on a day of the meeting, and to an item on the day of that item; neither moves away from it. */
const DAYS = `
create function attendance_is_on_a_day() returns trigger language plpgsql as $$
begin
  if not exists (select from meeting m where m.id = new.meeting_id and new.day between m.starts_on and m.ends_on)
    or exists (select from agenda_item i where i.id = new.item_id and left(i.starts_at_local, 10) <> new.day::text) then
    raise check_violation using message = 'attendance lies outside its meeting',
      constraint = 'attendance_record_within_meeting';
  end if;
  return null;
end $$;

create trigger attendance_is_on_a_day after insert on attendance_record
  for each row execute function attendance_is_on_a_day();

create function agenda_item_keeps_its_day() returns trigger language plpgsql as $$
begin
  if exists (select from attendance_record a where a.item_id = new.id
    and (new.removed_at is not null or a.day::text <> left(new.starts_at_local, 10))) then
    raise check_violation using message = 'people were checked in to the agenda item',
      constraint = 'agenda_item_has_attendance';
  end if;
  return null;
end $$;

create trigger agenda_item_keeps_its_day after update of starts_at_local, removed_at on agenda_item
  for each row execute function agenda_item_keeps_its_day();

create function meeting_keeps_its_attendance() returns trigger language plpgsql as $$
begin
  if exists (select from attendance_record a where a.meeting_id = new.id
    and a.day not between new.starts_on and new.ends_on) then
    raise check_violation using message = 'attendance lies outside its meeting',
      constraint = 'attendance_record_within_meeting';
  end if;
  return null;
end $$;

create constraint trigger meeting_keeps_its_attendance after update of starts_on, ends_on on meeting
  deferrable initially deferred for each row execute function meeting_keeps_its_attendance();
`;

const GRANTS = `
grant select, insert on attendance_record, closing to tavola_app;
`;

const DOWN = `
drop trigger meeting_keeps_its_attendance on meeting;
drop trigger agenda_item_keeps_its_day on agenda_item;
drop table closing, attendance_record;
drop function attendance_is_on_a_day, agenda_item_keeps_its_day, meeting_keeps_its_attendance;
`;
