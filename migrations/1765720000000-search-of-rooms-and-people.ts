import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rooms are found too, and people by the words of the project in which they are, however many they are. */
export class SearchOfRoomsAndPeople1765720000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [ROOMS, PEOPLE, FITTING]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const PLAIN = `left(search_plain((select string_agg(e.value, ' ') from (
  select h.value from jsonb_each_text(s.heading) h union all select b.value from jsonb_each_text(s.body) b) e)), 1000)`;

/** As before, with the key of a row that is there once for each project. */
const keeping = (key: string): string => `
create or replace function keep_search_document() returns trigger security definer language plpgsql
set search_path = public as $$
begin
  if tg_op = 'DELETE' then
    delete from search_document where subject_id = old.id and kind = tg_argv[0];
    return null;
  end if;
  insert into search_document (kind, subject_id, project_id, words, plain)
  select s.kind, s.subject_id, s.project_id, search_words(s.heading, s.body), ${PLAIN}
  from search_source s where s.kind = tg_argv[0] and s.subject_id = new.id
  on conflict (${key}) do update set words = excluded.words, plain = excluded.plain;
  return null;
end $$;
`;

const source = (rooms: string): string => `
create or replace view search_source as
  select 'MEETING' as kind, m.id as subject_id, m.project_id, coalesce(m.title, '{}') as heading,
    coalesce(m.description, '{}') || jsonb_strip_nulls(jsonb_build_object('place', m.place)) as body
  from meeting m
  union all
  select 'AGENDA_ITEM', i.id, m.project_id, i.title,
    coalesce(i.description, '{}') || jsonb_strip_nulls(jsonb_build_object('kind', i.source_kind))
  from agenda_item i join meeting m on m.id = i.meeting_id
  union all
  select 'PARTNER', p.id, p.project_id,
    jsonb_build_object('name', p.name, 'aliases', array_to_string(p.aliases, ' ')),
    c.names || jsonb_strip_nulls(jsonb_build_object('town', p.town, 'kind', p.kind))
  from partner p join country c on c.code = p.country_code
  union all
  select 'PERSON', p.id, null, jsonb_build_object('name', p.name), '{}' from person p
  union all
  select 'MATERIAL_REQUEST', r.id, m.project_id, r.title, '{}'
  from material_request r join meeting m on m.id = r.meeting_id
  union all
  select 'PRESENTATION', v.id, m.project_id, jsonb_build_object('name', v.file_name), '{}'
  from presentation v join material_request r on r.id = v.request_id join meeting m on m.id = r.meeting_id
  union all
  select 'OUTCOME', o.id, o.project_id, o.title, coalesce(o.text, '{}') from outcome o${rooms};
`;

const ROOMS = `${keeping('subject_id, kind')}${source(`
  union all
  select 'ROOM', r.id, m.project_id, jsonb_build_object('name', r.name),
    jsonb_strip_nulls(jsonb_build_object('house', r.house))
  from room r join meeting m on m.id = r.meeting_id`)}
create trigger room_is_found after insert or delete or update of name, house on room
  for each row execute function keep_search_document('ROOM');
insert into search_document (kind, subject_id, project_id, words, plain)
select s.kind, s.subject_id, s.project_id, search_words(s.heading, s.body), ${PLAIN} from search_source s
where s.kind = 'ROOM';
`;

/** All who have a part in a project, once in each. */
const PARTS = `
  select pm.person_id, pm.project_id from membership pm
  union select pr.person_id, om.project_id from registration pr join meeting om on om.id = pr.meeting_id`;

/**
 * A person has a row in each project that he has a part in, so that the index finds him there; who of them is seen is asked
 * when they are found. His own row is locked while one is made of it, or it would miss that he is renamed meanwhile.
 */
const PEOPLE = `
drop trigger person_is_found on person;
delete from search_document where kind = 'PERSON';
alter table search_document drop constraint search_document_pkey, alter column project_id set not null,
  add constraint search_document_pkey primary key (subject_id, kind, project_id);
${keeping('subject_id, kind, project_id')}
create function keep_person_found() returns trigger security definer language plpgsql
set search_path = public as $$
declare
  project uuid;
begin
  if tg_op = 'DELETE' then
    delete from search_document d where d.subject_id = old.person_id and d.kind = 'PERSON' and not exists (
      select from (${PARTS}) p where p.person_id = d.subject_id and p.project_id = d.project_id);
    return null;
  end if;
  if tg_table_name = 'membership' then
    project := new.project_id;
  else
    select m.project_id into project from meeting m where m.id = new.meeting_id;
  end if;
  if exists (select from search_document d
    where d.subject_id = new.person_id and d.kind = 'PERSON' and d.project_id = project) then
    return null;
  end if;
  perform from person p where p.id = new.person_id for share;
  insert into search_document (kind, subject_id, project_id, words, plain)
  select s.kind, s.subject_id, project, search_words(s.heading, s.body), ${PLAIN}
  from search_source s where s.kind = 'PERSON' and s.subject_id = new.person_id
  on conflict do nothing;
  return null;
end $$;
create trigger membership_is_found after insert or delete on membership
  for each row execute function keep_person_found();
create trigger registration_is_found after insert or delete on registration
  for each row execute function keep_person_found();

create function keep_person_named() returns trigger security definer language plpgsql
set search_path = public as $$
begin
  if tg_op = 'DELETE' then
    delete from search_document where subject_id = old.id and kind = 'PERSON';
  else
    update search_document d set words = search_words(s.heading, s.body), plain = ${PLAIN}
    from search_source s
    where d.subject_id = new.id and d.kind = 'PERSON' and s.kind = 'PERSON' and s.subject_id = new.id;
  end if;
  return null;
end $$;
create trigger person_is_found after delete or update of name on person
  for each row execute function keep_person_named();

insert into search_document (kind, subject_id, project_id, words, plain)
select s.kind, s.subject_id, p.project_id, search_words(s.heading, s.body), ${PLAIN}
from (${PARTS}) p join search_source s on s.kind = 'PERSON' and s.subject_id = p.person_id;
`;

/**
 * What of a project has these words, or some that are written like the two longest of them; all must be, but these leave few
 * enough. Without `enable_seqscan = off` all words of a project are compared one by one, since PostgreSQL takes that to cost
 * as little as comparing numbers.
 */
const FITTING = `
create function search_fitting(project uuid, asked text[], loose tsquery) returns setof search_document
language plpgsql stable rows 50 set search_path = public set enable_seqscan = off as $$
declare
  longest text[] := array(select w from unnest(asked) w order by length(w) desc, w limit 2);
begin
  if cardinality(longest) = 2 then
    return query select d.* from search_document d where d.project_id = project
      and (d.words @@ loose or d.plain %> longest[1] and d.plain %> longest[2]);
  else
    return query select d.* from search_document d where d.project_id = project
      and (d.words @@ loose or d.plain %> longest[1]);
  end if;
end $$;
`;

const DOWN = `
drop function search_fitting(uuid, text[], tsquery);
drop trigger person_is_found on person;
drop trigger membership_is_found on membership;
drop trigger registration_is_found on registration;
drop trigger room_is_found on room;
drop function keep_person_found();
drop function keep_person_named();
delete from search_document where kind in ('PERSON', 'ROOM');
alter table search_document drop constraint search_document_pkey, alter column project_id drop not null,
  add constraint search_document_pkey primary key (subject_id, kind);
${keeping('subject_id, kind')}${source('')}
create trigger person_is_found after insert or delete or update of name on person
  for each row execute function keep_search_document('PERSON');
insert into search_document (kind, subject_id, project_id, words, plain)
select s.kind, s.subject_id, s.project_id, search_words(s.heading, s.body), ${PLAIN} from search_source s
where s.kind = 'PERSON';
`;
