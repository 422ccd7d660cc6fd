import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the database refuses as well when a service forgets it, and who sees a meeting that was never announced. */
export class Guards1764620000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [ANNOUNCED, VIEWS, TOKENS, PARTNERS, CONTAINMENT, PLACES])
      await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const part of [DOWN, OLD_VIEWS, OLD_FUNCTIONS]) await queryRunner.query(part);
  }
}

const ANNOUNCED = `
alter table meeting add announced boolean not null default false;
update meeting set announced = true where state <> 'DRAFT';
drop view agenda_line, agenda;
`;

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

grant select on agenda, agenda_line to tavola_app;
`;

/** A token that could write and not read would read what its own mutations answer. */
const TOKENS = `
delete from api_token where not scopes @> '{READ}';
alter table api_token drop constraint api_token_scopes_are_known,
  add constraint api_token_scopes_are_known check (scopes <@ '{READ,READ_PERSONAL,WRITE}' and scopes @> '{READ}');
`;

/** Whoever is invited, registered or counted at a meeting is of a partner of its project. */
const PARTNERS = `
create function partner_is_of_the_project() returns trigger language plpgsql as $$
begin
  if new.partner_id is not null and not exists (
    select from partner p join meeting m on m.project_id = p.project_id
    where p.id = new.partner_id and m.id = new.meeting_id) then
    raise check_violation using message = 'the partner is of another project',
      constraint = 'partner_is_of_the_project';
  end if;
  return null;
end $$;

create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on invitation
  for each row execute function partner_is_of_the_project();
create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on registration
  for each row execute function partner_is_of_the_project();
create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on stated_count
  for each row execute function partner_is_of_the_project();
`;

/** Attendance and the parts of an item go along, or the change is refused. */
const CONTAINMENT = `
create or replace function agenda_item_is_contained() returns trigger language plpgsql as $$
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

create or replace function meeting_contains_its_agenda() returns trigger language plpgsql as $$
begin
  if exists (select from agenda_item i where i.meeting_id = new.id and i.removed_at is null
    and (left(i.starts_at_local, 10) < new.starts_on::text
      or i.ends_at_local > (new.ends_on + 1)::text || 'T00:00:00'
      or to_char(i.starts_at at time zone new.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> i.starts_at_local
      or to_char(i.ends_at at time zone new.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> i.ends_at_local)) then
    raise check_violation using message = 'the agenda does not fit the meeting',
      constraint = 'agenda_item_within_meeting';
  end if;
  if exists (select from attendance_record a where a.meeting_id = new.id
    and a.day not between new.starts_on and new.ends_on) then
    raise check_violation using message = 'attendance lies outside its meeting',
      constraint = 'attendance_record_within_meeting';
  end if;
  return null;
end $$;

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
`;

/** A place is for who comes; and who no longer comes has given his places back when the transaction ends. */
const PLACES = `
create or replace function sign_up_takes_a_place() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.state = 'CONFIRMED';
  has boolean := tg_op <> 'DELETE' and new.state = 'CONFIRMED';
begin
  if tg_op <> 'DELETE' and new.state <> 'CANCELLED' then
    perform from registration r where r.id = new.registration_id and r.state = 'CONFIRMED' for share;
    if not found then
      raise check_violation using message = 'only who comes takes a place', constraint = 'sign_up_of_who_comes';
    end if;
    perform from agenda_item i where i.id = new.item_id
      and (i.kind in ('WORKSHOP', 'SITE_VISIT') or i.capacity is not null);
    if not found then
      raise check_violation using message = 'the agenda item has no places', constraint = 'sign_up_where_places_are';
    end if;
  end if;
  if had and has and old.item_id = new.item_id then return null; end if;
  if had then update agenda_item set taken = taken - 1 where id = old.item_id; end if;
  if has then update agenda_item set taken = taken + 1 where id = new.item_id; end if;
  return null;
end $$;

create function registration_gives_back_its_places() returns trigger language plpgsql as $$
begin
  if exists (select from registration r join sign_up s on s.registration_id = r.id
    where r.id = new.id and r.state <> 'CONFIRMED' and s.state <> 'CANCELLED') then
    raise check_violation using message = 'who does not come keeps a place', constraint = 'sign_up_of_who_comes';
  end if;
  return null;
end $$;

create constraint trigger registration_gives_back_its_places after update of state on registration
  deferrable initially deferred for each row execute function registration_gives_back_its_places();
`;

const DOWN = `
drop trigger registration_gives_back_its_places on registration;
drop function registration_gives_back_its_places;
drop trigger agenda_item_keeps_its_day on agenda_item;
drop function agenda_item_keeps_its_day;
drop trigger partner_is_of_the_project on invitation;
drop trigger partner_is_of_the_project on registration;
drop trigger partner_is_of_the_project on stated_count;
drop function partner_is_of_the_project;
alter table api_token drop constraint api_token_scopes_are_known,
  add constraint api_token_scopes_are_known check (scopes <@ '{READ,READ_PERSONAL,WRITE}' and cardinality(scopes) > 0);
drop view agenda_line, agenda;
alter table meeting drop announced;
`;

const OLD_VIEWS = `
create view agenda as
  select m.id as meeting_id, null::uuid as release_id, null::integer as release, null::timestamptz as published_at,
    m.agenda_version as draft_version, m.project_id, m.host_partner_id, m.state
  from meeting m
  union all
  select m.id, r.id, r.number, r.published_at, r.draft_version, m.project_id, m.host_partner_id, m.state
  from agenda_release r join meeting m on m.id = r.meeting_id;

create view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.state
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.state
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id;

grant select on agenda, agenda_line to tavola_app;
`;

const OLD_FUNCTIONS = `
create or replace function agenda_item_is_contained() returns trigger language plpgsql as $$
declare
  m meeting;
  p agenda_item;
begin
  if new.removed_at is not null then return null; end if;
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

create or replace function meeting_contains_its_agenda() returns trigger language plpgsql as $$
begin
  if exists (select from agenda_item i where i.meeting_id = new.id and i.removed_at is null
    and (left(i.starts_at_local, 10) < new.starts_on::text
      or i.ends_at_local > (new.ends_on + 1)::text || 'T00:00:00'
      or to_char(i.starts_at at time zone new.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> i.starts_at_local)) then
    raise check_violation using message = 'the agenda does not fit the meeting',
      constraint = 'agenda_item_within_meeting';
  end if;
  return null;
end $$;

create or replace function sign_up_takes_a_place() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.state = 'CONFIRMED';
  has boolean := tg_op <> 'DELETE' and new.state = 'CONFIRMED';
begin
  if had and has and old.item_id = new.item_id then return null; end if;
  if had then update agenda_item set taken = taken - 1 where id = old.item_id; end if;
  if has then update agenda_item set taken = taken + 1 where id = new.item_id; end if;
  return null;
end $$;
`;
