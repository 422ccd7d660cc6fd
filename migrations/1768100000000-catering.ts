import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who takes part remotely, and for how many a caterer cooks. */
export class Catering1768100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [MODE, TOTALS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const MODE = `
alter table registration add column mode text not null default 'IN_PERSON',
  add constraint registration_mode_is_known check (mode in ('IN_PERSON', 'REMOTE'));

-- Only a hybrid meeting leaves the choice to those who come.
create function mode_at_meeting(chosen text, meeting_mode text) returns text language sql immutable as $$
  select case meeting_mode when 'HYBRID' then chosen when 'ONLINE' then 'REMOTE' else 'IN_PERSON' end
$$;
`;

/**
 * For each day, and each meal and break of it: who is in the room then. Who has not told when he comes or goes is there
 * all the time. What has a capacity, or is part of something that has, is for those who have a place. Meals are those of
 * the newest release; where there is none yet, of the draft. Times are compared on the meeting's wall, as conflicts do.
 */
const TOTALS = `
create function catering_totals(of_meeting uuid) returns table (
  day date, item_id uuid, kind text, title jsonb, starts_at_local text, ends_at_local text, people integer,
  unanswered integer, plates jsonb, diets jsonb, diet_words jsonb, access_needs jsonb, access_words jsonb
) language sql stable as $$
with profile as materialized (
  select p.registration_id, p.diets, p.diet, p.access_needs, p.access,
    dense_rank() over (order by p.diets, p.diet, p.access_needs, p.access) as number
  from (
    select n.registration_id, n.diet, n.access,
      array(select d from unnest(n.diets || case when n.diet <> '' then '{OTHER}' else '{}' end::text[]) d order by d)
        as diets,
      n.access_needs || case when n.access <> '' then '{OTHER}' else '{}' end::text[] as access_needs
    from needs n join registration r on r.id = n.registration_id where r.meeting_id = of_meeting
  ) p
),
guest as materialized (
  select r.id, r.state = 'INVITED' as is_unanswered, r.arrives_at_local, r.leaves_at_local,
    coalesce(p.number, 0) as profile
  from registration r
  join meeting m on m.id = r.meeting_id
  left join profile p on p.registration_id = r.id
  where r.meeting_id = of_meeting and is_expected(r.state)
    and mode_at_meeting(r.mode, m.mode) = 'IN_PERSON'
),
occasion as materialized (
  select *, row_number() over (order by o.day, o.item_id is not null, o.starts_at_local, o.ends_at_local, o.item_id)
    as nth
  from (
    select d::date as day, null::uuid as item_id, null::text as kind, null::jsonb as title,
      to_char(d, 'YYYY-MM-DD"T00:00:00"') as starts_at_local,
      to_char(d + interval '1 day', 'YYYY-MM-DD"T00:00:00"') as ends_at_local, null::uuid as place_in
    from meeting m
    cross join lateral generate_series(m.starts_on::timestamp, m.ends_on::timestamp, '1 day') d
    where m.id = of_meeting
    union all
    select left(l.starts_at_local, 10)::date, l.id, l.kind, l.title, l.starts_at_local, l.ends_at_local,
      case when l.capacity is not null then l.id when p.capacity is not null then p.id end
    from agenda_line l
    left join agenda_line p on p.edition_id = l.edition_id and p.id = l.parent_id
    where l.meeting_id = of_meeting and l.kind in ('MEAL', 'BREAK') and l.edition_id = coalesce(
      (select e.id from agenda_release e join meeting m on m.id = e.meeting_id
        where m.id = of_meeting and e.number = m.agenda_release), of_meeting)
  ) o
),
-- How many of the same needs: few rows, of which all else is made.
served as materialized (
  select o.nth, g.profile, count(*) as people, count(*) filter (where g.is_unanswered) as unanswered
  from occasion o
  join guest g on (g.arrives_at_local is null or g.arrives_at_local < o.ends_at_local)
    and (g.leaves_at_local is null or g.leaves_at_local > o.starts_at_local)
    and (o.place_in is null or exists (select from sign_up s
      where s.item_id = o.place_in and s.registration_id = g.id and s.state = 'CONFIRMED'))
  group by o.nth, g.profile
),
serving as materialized (
  select s.nth, s.people, coalesce(p.diets, '{}') as diets, p.diet, p.access_needs, p.access
  from served s
  left join (select distinct on (number) * from profile) p on p.number = s.profile
),
counted as (
  select nth, sum(people)::integer as people, sum(unanswered)::integer as unanswered from served group by nth
),
plated as (
  select nth,
    jsonb_agg(jsonb_build_object('diets', diets, 'people', people) order by cardinality(diets), diets) as plates
  from (select nth, diets, sum(people) as people from serving group by nth, diets) p
  group by nth
),
told as (
  select nth, what, jsonb_agg(jsonb_build_object('key', key, 'people', people) order by key) as told
  from (
    select nth, what, key, sum(people) as people
    from serving cross join lateral (
      select 'diets' as what, d as key from unnest(diets) d
      union all select 'access_needs', a from unnest(access_needs) a
      union all select 'diet_words', diet where diet <> ''
      union all select 'access_words', access where access <> ''
    ) t
    group by nth, what, key
  ) t
  group by nth, what
),
by_kind as (
  select nth, jsonb_object_agg(what, told) as told from told group by nth
)
select o.day, o.item_id, o.kind, o.title, o.starts_at_local, o.ends_at_local, coalesce(c.people, 0),
  coalesce(c.unanswered, 0), coalesce(p.plates, '[]'), coalesce(k.told -> 'diets', '[]'),
  coalesce(k.told -> 'diet_words', '[]'), coalesce(k.told -> 'access_needs', '[]'),
  coalesce(k.told -> 'access_words', '[]')
from occasion o
left join counted c on c.nth = o.nth
left join plated p on p.nth = o.nth
left join by_kind k on k.nth = o.nth
order by o.nth
$$;
`;

const DOWN = `
drop function catering_totals;
drop function mode_at_meeting;
alter table registration drop column mode;
`;
