import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people look for by words, kept by triggers; it is read by `search` alone. */
export class Search1765410000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [EXTENSIONS, WORDS, QUERIES, SOURCE, DOCUMENTS, TRIGGERS, FILL])
      await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of Object.keys(TABLES))
      await queryRunner.query(`drop trigger ${table}_is_found on ${table}`);
    await queryRunner.query(DOWN);
  }
}

/** `btree_gin` puts the project before the words, so that those of other projects are not even looked at. */
const EXTENSIONS = `
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create text search configuration unaccented (copy = simple);
alter text search configuration unaccented alter mapping for hword, hword_part, word with unaccent, simple`;

/**
 * Words as they are written have the weights A and B, their stems C and D; A and C are of headings. PostgreSQL has no stems
 * of Latvian and Croatian. Accents go before stemming, which groups words as it would with them.
 */
const WORDS = `
create function search_plain(given text) returns text stable parallel safe return
  btrim(regexp_replace(
    translate(lower(public.unaccent('public.unaccent', normalize(given, NFKC))),
      E'!"#$%&''()*+,-./:;<=>?@[\\\\]^_\`{|}~\\t\\n\\r', repeat(' ', 40)),
    ' +', ' ', 'g'));

create function search_stems(language text, plain text) returns tsvector stable parallel safe return
  case language
    when 'en' then to_tsvector('english', plain) when 'sv' then to_tsvector('swedish', plain)
    when 'it' then to_tsvector('italian', plain) when 'de' then to_tsvector('german', plain)
    when 'fi' then to_tsvector('finnish', plain) else '' end;

create function search_words(heading jsonb, body jsonb) returns tsvector stable language plpgsql
set search_path = public as $$
declare
  found tsvector := '';
  part record;
begin
  for part in
    select e.key, search_plain(e.value) as plain, 'A'::"char" as word, 'C'::"char" as stem from jsonb_each_text(heading) e
    union all
    select e.key, search_plain(e.value), 'B', 'D' from jsonb_each_text(body) e
  loop
    found := found || setweight(to_tsvector('simple', part.plain), part.word)
      || setweight(search_stems(part.key, part.plain), part.stem);
  end loop;
  return found;
end $$`;

/**
 * The words of a question: what each of them is as it is written, and all that counts for it: what begins with it (if it
 * is long enough, or the last one, which may not be finished yet) and what has its stem in any language.
 */
const QUERIES = `
create function search_asked(given text, out words text[], out exact tsquery, out loose tsquery, out marks tsquery)
stable language plpgsql set search_path = public as $$
declare
  word text;
  stems text;
  quoted text;
begin
  words := array(select w.lexeme from unnest(to_tsvector('simple', search_plain(given))) w order by w.positions[1]);
  foreach word in array words loop
    quoted := quote_literal(replace(word, E'\\\\', E'\\\\\\\\'));
    select string_agg(distinct quote_literal(replace(s.lexeme, E'\\\\', E'\\\\\\\\')) || ':CD', ' | ') into stems
      from unnest(array['en', 'sv', 'it', 'de', 'fi']) l (language), unnest(search_stems(l.language, word)) s;
    exact := case when exact is null then (quoted || ':AB')::tsquery else exact && (quoted || ':AB')::tsquery end;
    stems := concat_ws(' | ', stems,
      quoted || case when length(word) >= 4 or word = words[cardinality(words)] then ':*AB' else ':AB' end);
    loose := case when loose is null then stems::tsquery else loose && stems::tsquery end;
    marks := case when marks is null then (quoted || ':*')::tsquery else marks || (quoted || ':*')::tsquery end;
  end loop;
end $$`;

/**
 * Where the words come from. Whoever is a person in several projects has one row, of none of them. Nothing that some who see the row may not see, and of an agenda item nothing that a release
 * has frozen: its place in the draft is not known to who sees the release.
 */
const SOURCE = `
create view search_source as
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
  select 'OUTCOME', o.id, o.project_id, o.title, coalesce(o.text, '{}') from outcome o`;

/** Of long texts the beginning is enough to find what was misspelt. */
const MOST_ALIKE = 1000;

const PUT = `
insert into search_document (kind, subject_id, project_id, words, plain)
select s.kind, s.subject_id, s.project_id, search_words(s.heading, s.body),
  left(search_plain((select string_agg(e.value, ' ') from (
    select h.value from jsonb_each_text(s.heading) h union all select b.value from jsonb_each_text(s.body) b) e)), ${MOST_ALIKE})
from search_source s`;

const DOCUMENTS = `
create table search_document (
  kind text not null,
  subject_id uuid not null,
  project_id uuid,
  words tsvector not null,
  plain text,
  constraint search_document_pkey primary key (subject_id, kind)
);
create index search_document_by_words on search_document using gin (project_id, words);
create index search_document_alike on search_document using gin (project_id, plain gin_trgm_ops);
grant select on search_document to tavola_app;

create function keep_search_document() returns trigger security definer language plpgsql
set search_path = public as $$
begin
  if tg_op = 'DELETE' then
    delete from search_document where subject_id = old.id and kind = tg_argv[0];
    return null;
  end if;
  ${PUT} where s.kind = tg_argv[0] and s.subject_id = new.id
  on conflict (subject_id, kind) do update set words = excluded.words, plain = excluded.plain;
  return null;
end $$`;

/** What is looked for, and the columns after whose change it is looked at anew. */
const TABLES: Readonly<Record<string, readonly [kind: string, columns: string]>> = {
  meeting: ['MEETING', 'title, description, place'],
  agenda_item: ['AGENDA_ITEM', 'title, description, source_kind'],
  partner: ['PARTNER', 'name, aliases, town, kind, country_code'],
  person: ['PERSON', 'name'],
  material_request: ['MATERIAL_REQUEST', 'title'],
  presentation: ['PRESENTATION', 'file_name'],
  outcome: ['OUTCOME', 'title, text'],
};

const TRIGGERS = Object.entries(TABLES)
  .map(
    ([table, [kind, columns]]) => `
create trigger ${table}_is_found after insert or delete or update of ${columns} on ${table}
  for each row execute function keep_search_document('${kind}')`,
  )
  .join(';');

const FILL = PUT;

const DOWN = `
drop function keep_search_document();
drop table search_document;
drop view search_source;
drop function search_asked(text);
drop function search_words(jsonb, jsonb);
drop function search_stems(text, text);
drop function search_plain(text);
drop text search configuration unaccented;
drop extension btree_gin;
drop extension pg_trgm;
drop extension unaccent`;
