import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Draft agendas, their releases, and what keeps them within their meeting. */
export class Agenda1764210000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [AGENDA, CONTAINMENT, VIEWS, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const AGENDA = `
create table agenda_item (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  parent_id uuid,
  kind text not null,
  source_kind text,
  title jsonb not null,
  description jsonb,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  starts_at_local text not null,
  ends_at_local text not null,
  place text,
  capacity integer,
  taken integer not null default 0,
  removed_at timestamptz,
  constraint agenda_item_kind_is_known check (kind in ('SESSION', 'PRESENTATION', 'WORKSHOP', 'SITE_VISIT',
    'DISCUSSION', 'CEREMONY', 'REGISTRATION', 'BREAK', 'MEAL', 'SOCIAL', 'FREE_TIME', 'TRAVEL', 'ARRIVAL',
    'DEPARTURE', 'CLOSING', 'OTHER')),
  constraint agenda_item_ends_after_its_start check (ends_at > starts_at and ends_at_local > starts_at_local),
  constraint agenda_item_local_form
    check (starts_at_local || ends_at_local ~ '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d){2}$'),
  constraint agenda_item_is_not_its_parent check (parent_id <> id),
  constraint agenda_item_capacity_is_positive check (capacity > 0),
  constraint agenda_item_is_not_overbooked check (taken <= capacity),
  constraint agenda_item_pkey primary key (id),
  constraint agenda_item_in_meeting unique (id, meeting_id),
  constraint agenda_item_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint agenda_item_parent_fkey foreign key (parent_id, meeting_id)
    references agenda_item (id, meeting_id) on delete restrict
);
create index agenda_item_by_meeting on agenda_item (meeting_id, starts_at);
create index agenda_item_by_parent on agenda_item (parent_id);

create table agenda_item_speaker (
  item_id uuid not null,
  person_id uuid not null,
  constraint agenda_item_speaker_pkey primary key (item_id, person_id),
  constraint agenda_item_speaker_item_fkey foreign key (item_id) references agenda_item (id) on delete restrict,
  constraint agenda_item_speaker_person_fkey foreign key (person_id) references person (id) on delete restrict
);
create index agenda_item_speaker_by_person on agenda_item_speaker (person_id);

create table agenda_item_partner (
  item_id uuid not null,
  partner_id uuid not null,
  constraint agenda_item_partner_pkey primary key (item_id, partner_id),
  constraint agenda_item_partner_item_fkey foreign key (item_id) references agenda_item (id) on delete restrict,
  constraint agenda_item_partner_partner_fkey foreign key (partner_id) references partner (id) on delete restrict
);

create table agenda_release (
  id uuid not null,
  meeting_id uuid not null,
  number integer not null,
  draft_version integer not null,
  published_at timestamptz not null,
  published_by_id uuid not null,
  constraint agenda_release_pkey primary key (id),
  constraint agenda_release_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict
);
create unique index agenda_release_number_unique on agenda_release (meeting_id, number);

create table agenda_release_line (
  release_id uuid not null,
  item_id uuid not null,
  parent_id uuid,
  kind text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  starts_at_local text not null,
  ends_at_local text not null,
  place text,
  constraint agenda_release_line_pkey primary key (release_id, item_id),
  constraint agenda_release_line_release_fkey foreign key (release_id) references agenda_release (id) on delete restrict,
  constraint agenda_release_line_item_fkey foreign key (item_id) references agenda_item (id) on delete restrict
);
create index agenda_release_line_by_item on agenda_release_line (item_id);
`;

/**
 * An item lies within the days of its meeting and within its parent, and its instants are those of its wall times. What
 * it is compared with is locked, so that nobody moves it away meanwhile. A change of the meeting is checked when the
 * transaction ends, since the instants are derived again in between.
 */
const CONTAINMENT = `
create function agenda_item_is_contained() returns trigger language plpgsql as $$
declare
  m meeting;
  p agenda_item;
begin
  if new.removed_at is not null then
    if exists (select from agenda_item c where c.parent_id = new.id and c.removed_at is null) then
      raise check_violation using message = 'a part of an agenda item lies outside it',
        constraint = 'agenda_item_within_parent';
    end if;
    return null;
  end if;
  select * into m from meeting where id = new.meeting_id for share;
  if left(new.starts_at_local, 10) < m.starts_on::text
    or new.ends_at_local > (m.ends_on + 1)::text || 'T00:00:00' then
    raise check_violation using message = 'an agenda item lies outside its meeting',
      constraint = 'agenda_item_within_meeting';
  end if;
  if to_char(new.starts_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> new.starts_at_local
    or to_char(new.ends_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> new.ends_at_local then
    raise check_violation using message = 'the instants of an agenda item are not those of its wall times',
      constraint = 'agenda_item_times_agree';
  end if;
  if new.parent_id is not null then
    select * into p from agenda_item where id = new.parent_id for share;
    if p.parent_id is not null or p.removed_at is not null
      or new.starts_at < p.starts_at or new.ends_at > p.ends_at then
      raise check_violation using message = 'an agenda item lies outside its parent',
        constraint = 'agenda_item_within_parent';
    end if;
  end if;
  if exists (select from agenda_item c where c.parent_id = new.id and c.removed_at is null
    and (new.parent_id is not null or c.starts_at < new.starts_at or c.ends_at > new.ends_at)) then
    raise check_violation using message = 'a part of an agenda item lies outside it',
      constraint = 'agenda_item_within_parent';
  end if;
  return null;
end $$;

create trigger agenda_item_is_contained
  after insert or update of meeting_id, parent_id, starts_at, ends_at, starts_at_local, ends_at_local, removed_at
  on agenda_item for each row execute function agenda_item_is_contained();

create function meeting_contains_its_agenda() returns trigger language plpgsql as $$
begin
  if exists (select from agenda_item i where i.meeting_id = new.id and i.removed_at is null
    and (left(i.starts_at_local, 10) < new.starts_on::text
      or i.ends_at_local > (new.ends_on + 1)::text || 'T00:00:00'
      or to_char(i.starts_at at time zone new.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> i.starts_at_local
      or to_char(i.ends_at at time zone new.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> i.ends_at_local)) then
    raise check_violation using message = 'the agenda does not fit the meeting',
      constraint = 'agenda_item_within_meeting';
  end if;
  return null;
end $$;

create constraint trigger meeting_contains_its_agenda
  after update of starts_on, ends_on, time_zone on meeting
  deferrable initially deferred for each row execute function meeting_contains_its_agenda();
`;

/** The draft and the releases side by side, with what decides who sees them. */
const VIEWS = `
create view agenda as
  select m.id as meeting_id, null::uuid as release_id, null::integer as release, null::timestamptz as published_at,
    m.agenda_version as draft_version, m.project_id, m.host_partner_id, m.announced
  from meeting m
  union all
  select m.id, r.id, r.number, r.published_at, r.draft_version, m.project_id, m.host_partner_id, m.announced
  from agenda_release r join meeting m on m.id = r.meeting_id;

create view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id;
`;

const GRANTS = `
grant select, insert, update on agenda_item to tavola_app;
grant select, insert, delete on agenda_item_speaker, agenda_item_partner to tavola_app;
grant select, insert on agenda_release, agenda_release_line to tavola_app;
grant select on agenda, agenda_line to tavola_app;
`;

const DOWN = `
drop view agenda_line, agenda;
drop trigger meeting_contains_its_agenda on meeting;
drop table agenda_release_line, agenda_release, agenda_item_partner, agenda_item_speaker, agenda_item;
drop function agenda_item_is_contained;
drop function meeting_contains_its_agenda;
`;
