import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rooms of a meeting, who must be at an item, and ends that nobody stated. */
export class Rooms1765110000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [ROOMS, HOLDING, lines(ADDED), CHANGES]) await queryRunner.query(part);
  }

  /** A column of a view is taken away only with the view. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop view agenda_change, agenda_line');
    await queryRunner.query(DOWN);
    for (const part of [lines({ ofDraft: '', ofRelease: '' }), CHANGES_BEFORE]) await queryRunner.query(part);
  }
}

/** `btree_gist` compares ids in an exclusion. */
const ROOMS = `
create extension if not exists btree_gist;

create table room (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  name text not null,
  house text,
  capacity integer,
  is_exclusive boolean not null default false,
  transfer_minutes integer not null default 0,
  removed_at timestamptz,
  constraint room_capacity_is_positive check (capacity > 0),
  constraint room_transfer_is_short check (transfer_minutes between 0 and 600),
  constraint room_pkey primary key (id),
  constraint room_in_meeting unique (id, meeting_id),
  constraint room_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict
);
create unique index room_name_unique on room (meeting_id, name) where removed_at is null;
grant select, insert, update on room to tavola_app;

alter table agenda_item
  add column room_id uuid,
  add column held_room_id uuid,
  add column part_room_id uuid,
  add column is_mandatory boolean not null default false,
  add column end_is_inferred boolean not null default false,
  add constraint agenda_item_room_fkey foreign key (room_id, meeting_id)
    references room (id, meeting_id) on delete restrict,
  add constraint agenda_item_room_is_free
    exclude using gist (held_room_id with =, tstzrange(starts_at, ends_at) with &&) deferrable initially immediate,
  add constraint agenda_item_parts_take_turns
    exclude using gist (parent_id with =, part_room_id with =, tstzrange(starts_at, ends_at) with &&)
    deferrable initially immediate;
create index agenda_item_by_room on agenda_item (room_id);

alter table agenda_release_line
  add column room_id uuid,
  add constraint agenda_release_line_room_fkey foreign key (room_id) references room (id) on delete restrict;
`;

/**
 * An item has an exclusive room for itself, but for parts in the room of what they are part of: these take turns in it.
 * The room is locked, so that nobody makes it exclusive, or ends that, meanwhile.
 */
const HOLDING = `
create function agenda_item_holds_its_room() returns trigger language plpgsql as $$
begin
  new.held_room_id := null;
  new.part_room_id := null;
  if new.removed_at is null and new.room_id is not null then
    perform from room r where r.id = new.room_id and r.is_exclusive for share;
    if found and exists (select from agenda_item p where p.id = new.parent_id and p.room_id = new.room_id) then
      new.part_room_id := new.room_id;
    elsif found then
      new.held_room_id := new.room_id;
    end if;
  end if;
  return new;
end $$;

create trigger agenda_item_holds_its_room before insert or update of room_id, parent_id, removed_at
  on agenda_item for each row execute function agenda_item_holds_its_room();

create function agenda_items_hold_their_room() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'room' then
    update agenda_item set room_id = room_id where room_id = new.id;
  else
    update agenda_item set room_id = room_id where parent_id = new.id;
  end if;
  return null;
end $$;

create trigger agenda_item_parts_hold_their_room after update of room_id on agenda_item for each row
  when (old.room_id is distinct from new.room_id) execute function agenda_items_hold_their_room();

create trigger room_is_held after update of is_exclusive on room for each row
  when (old.is_exclusive <> new.is_exclusive) execute function agenda_items_hold_their_room();
`;

const SPEAKERS = 'array(select s.person_id from agenda_item_speaker s where s.item_id = i.id order by 1)';
const PARTNERS = 'array(select p.partner_id from agenda_item_partner p where p.item_id = i.id order by 1)';
const ADDED = {
  ofDraft: ', i.room_id, i.is_mandatory, i.end_is_inferred',
  ofRelease: ', l.room_id, i.is_mandatory, i.end_is_inferred',
};

const lines = ({ ofDraft, ofRelease }: typeof ADDED): string => `
create or replace view agenda_line as
  select i.id, null::uuid as release_id, false as is_current, i.version, i.meeting_id, i.parent_id, i.kind,
    i.source_kind, i.title, i.description, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, i.meeting_id as edition_id,
    ${SPEAKERS} as speaker_ids, ${PARTNERS} as partner_ids${ofDraft}
  from agenda_item i join meeting m on m.id = i.meeting_id where i.removed_at is null
  union all
  select i.id, r.id, r.number = m.agenda_release, i.version, i.meeting_id, l.parent_id, l.kind,
    i.source_kind, i.title, i.description, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.place,
    i.capacity, m.project_id, m.host_partner_id, m.announced, l.release_id,
    coalesce(l.speaker_ids, ${SPEAKERS}), coalesce(l.partner_ids, ${PARTNERS})${ofRelease}
  from agenda_release_line l
  join agenda_release r on r.id = l.release_id
  join agenda_item i on i.id = l.item_id
  join meeting m on m.id = r.meeting_id;
grant select on agenda_line to tavola_app`;

const changes = (place: string): string => `
create or replace view agenda_change as
select f.meeting_id, f.project_id, f.host_partner_id, f.announced, f.release as since, t.release as until,
  f.edition_id as before_id, t.edition_id as after_id, c.*
from agenda f
join agenda t on t.meeting_id = f.meeting_id
cross join lateral (
  select coalesce(a.id, b.id) as item_id, coalesce(a.starts_at, b.starts_at) as starts_at,
    coalesce(a.speaker_ids, '{}') || coalesce(b.speaker_ids, '{}') as speaker_ids,
    coalesce(a.partner_ids, '{}') || coalesce(b.partner_ids, '{}') as partner_ids,
    coalesce(a.capacity, b.capacity) as capacity,
    case when b.id is null then '{ADDED}' when a.id is null then '{REMOVED}' else array_remove(array[
      case when (a.starts_at, a.ends_at) <> (b.starts_at, b.ends_at) then 'TIME' end,
      case when ${place} then 'PLACE' end,
      case when a.kind <> b.kind then 'KIND' end,
      case when a.parent_id is distinct from b.parent_id then 'PARENT' end,
      case when a.speaker_ids <> b.speaker_ids then 'SPEAKERS' end,
      case when a.partner_ids <> b.partner_ids then 'PARTNERS' end], null) end as kinds
  from (select * from agenda_line where edition_id = f.edition_id) b
  full join (select * from agenda_line where edition_id = t.edition_id) a on a.id = b.id) c
where c.kinds <> '{}';
grant select on agenda_change to tavola_app`;

const CHANGES = changes('(a.place, a.room_id) is distinct from (b.place, b.room_id)');
const CHANGES_BEFORE = changes('a.place is distinct from b.place');

const DOWN = `
drop trigger agenda_item_parts_hold_their_room on agenda_item;
drop trigger agenda_item_holds_its_room on agenda_item;
alter table agenda_release_line drop column room_id;
alter table agenda_item drop constraint agenda_item_room_is_free, drop constraint agenda_item_parts_take_turns,
  drop column room_id, drop column held_room_id, drop column part_room_id,
  drop column is_mandatory, drop column end_is_inferred;
drop table room;
drop function agenda_items_hold_their_room;
drop function agenda_item_holds_its_room;
drop extension btree_gist;
`;
