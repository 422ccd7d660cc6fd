import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What does not go together in a draft or a release. */
export class Conflicts1765500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(CONFLICTS);
    await queryRunner.query(VIEW);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop view agenda_conflict; drop function agenda_conflicts');
  }
}

/**
 * `line` is the edition, with the room that each line holds: its own, but not that of the line which it is part of.
 * `part` is who must be where: whoever speaks, and whoever has a place. `clash` is each person who has two lines at once,
 * parts and what they are parts of apart. Wall times of one meeting are compared as texts.
 */
const CONFLICTS = `
create function agenda_conflicts(edition uuid) returns table (
  code text, severity text, starts_at timestamptz, item_ids uuid[], person_id uuid, partner_id uuid, room_id uuid,
  number integer, most integer
) language sql stable as $$
with line as materialized (
  select l.id, l.meeting_id, l.parent_id, l.starts_at, l.ends_at, l.starts_at_local, l.ends_at_local, l.capacity,
    l.is_mandatory, l.speaker_ids, i.taken,
    nullif(l.room_id, p.room_id) as held_room_id, l.room_id as own_room_id,
    case when l.room_id is null and l.place is distinct from p.place then lower(btrim(l.place)) end as held_place,
    r.id as room_id, r.capacity as room_capacity, coalesce(r.transfer_minutes, 0) as transfer_minutes,
    lower(btrim(coalesce(case when l.room_id is null then l.place end, r.house,
      case when l.room_id is null and p.room_id is null then p.place end, ''))) as house,
    l.parent_id is not null and (p.id is null or l.starts_at < p.starts_at or l.ends_at > p.ends_at) as is_astray
  from agenda_line l
  join agenda_item i on i.id = l.id
  left join agenda_line p on p.edition_id = l.edition_id and p.id = l.parent_id
  left join room r on r.id = coalesce(l.room_id, case when l.place is null then p.room_id end)
  where l.edition_id = edition
),
part as materialized (
  select s.person_id, false as is_place, l.* from line l cross join unnest(l.speaker_ids) as s (person_id)
  union all
  select g.person_id, true, l.* from line l
  join sign_up u on u.item_id = l.id and u.state = 'CONFIRMED'
  join registration g on g.id = u.registration_id and g.state = 'CONFIRMED'
),
coming as materialized (
  select g.person_id, g.partner_id, g.kind, g.arrives_at_local, g.leaves_at_local
  from registration g
  where g.meeting_id = (select meeting_id from line limit 1) and g.state in ('INVITED', 'CONFIRMED')
),
-- Who said in the poll that the meeting was made from that he cannot come then.
absent as materialized (
  select v.person_id, v.starts_at, v.ends_at from availability v
  where v.meeting_id = (select meeting_id from line limit 1) and v.answer = 'NO' and not exists (
    select from availability y where y.poll_id = v.poll_id and y.person_id = v.person_id and y.answer <> 'NO'
      and y.starts_at < v.ends_at and v.starts_at < y.ends_at)
),
clash as materialized (
  select a.person_id, a.id as a_id, b.id as b_id, least(a.starts_at, b.starts_at) as starts_at,
    a.is_place and b.is_place as are_places
  from part a join part b on b.person_id = a.person_id and b.id > a.id
  where a.starts_at < b.ends_at and b.starts_at < a.ends_at
    and a.parent_id is distinct from b.id and b.parent_id is distinct from a.id
),
-- Whoever is elsewhere while a mandatory line runs, or is not there yet, or no more.
busy as materialized (
  select m.id, x.person_id from line m
  join part x on x.starts_at < m.ends_at and m.starts_at < x.ends_at and x.id <> m.id
    and x.parent_id is distinct from m.id and m.parent_id is distinct from x.id
  where m.is_mandatory
  union
  select m.id, c.person_id from line m
  join coming c on m.starts_at_local < c.arrives_at_local or m.ends_at_local > c.leaves_at_local
  where m.is_mandatory
  union
  select m.id, v.person_id from line m join absent v on v.starts_at < m.ends_at and m.starts_at < v.ends_at
  where m.is_mandatory
),
unmanned as materialized (
  select n.partner_id, m.id, m.starts_at from line m
  join invitation n on n.meeting_id = m.meeting_id
  left join (select c.partner_id, count(*) from coming c where c.kind = 'DELEGATE' group by c.partner_id) a on a.partner_id = n.partner_id
  left join (select b.id, c.partner_id, count(*) from busy b join coming c on c.person_id = b.person_id and c.kind = 'DELEGATE'
    group by b.id, c.partner_id) o on o.id = m.id and o.partner_id = n.partner_id
  where m.is_mandatory and coalesce(a.count, 0) = coalesce(o.count, 0)
)
select 'ROOM_USED_TWICE', case when r.is_exclusive then 'ERROR' else 'WARNING' end,
  least(a.starts_at, b.starts_at), array[a.id, b.id], null::uuid, null::uuid, r.id, null::integer, null::integer
from line a join line b on b.own_room_id = a.own_room_id and b.id > a.id
  and a.starts_at < b.ends_at and b.starts_at < a.ends_at
  and (b.held_room_id = a.held_room_id or b.parent_id = a.parent_id)
join room r on r.id = a.own_room_id
union all
select 'PLACE_USED_TWICE', 'WARNING', least(a.starts_at, b.starts_at), array[a.id, b.id], null, null, null, null, null
from line a join line b on b.held_place = a.held_place and b.id > a.id
  and a.starts_at < b.ends_at and b.starts_at < a.ends_at
  and a.parent_id is distinct from b.id and b.parent_id is distinct from a.id
union all
select case when are_places then 'SIGN_UPS_OVERLAP' else 'PERSON_IN_TWO_PLACES' end, 'ERROR', min(starts_at),
  array[a_id, b_id], person_id, null, null, null, null
from clash group by a_id, b_id, person_id, are_places
union all
select 'SPEAKER_NOT_COMING', case when g.state in ('DECLINED', 'WITHDRAWN') then 'ERROR' else 'WARNING' end,
  min(l.starts_at), array_agg(l.id order by l.starts_at, l.id), l.person_id, null, null, count(*)::integer, null
from part l
left join registration g on g.meeting_id = l.meeting_id and g.person_id = l.person_id
where not l.is_place and g.state is distinct from 'CONFIRMED'
group by l.person_id, g.state
union all
select 'PARTNER_WITHOUT_DELEGATE', 'WARNING', min(starts_at), array_agg(id order by starts_at, id), null, partner_id,
  null, count(*)::integer, null
from unmanned group by partner_id
union all
select 'SIGN_UPS_BEYOND_CAPACITY', 'ERROR', starts_at, array[id], null, null, room_id, taken,
  least(capacity, room_capacity)
from line where taken > least(capacity, room_capacity)
union all
select 'ROOM_TOO_SMALL', 'WARNING', l.starts_at, array[l.id], null, null, l.room_id, n.people, l.room_capacity
from line l cross join lateral (
  select coalesce(l.capacity, case when l.is_mandatory then (select count(distinct person_id) from coming where kind <> 'ACCOMPANYING') end)::integer
) as n (people)
where n.people > l.room_capacity and l.taken <= l.room_capacity
union all
select 'OUTSIDE_STAY', 'WARNING', min(starts_at), array_agg(id order by starts_at, id), person_id, null, null,
  count(*)::integer, null
from (
  select distinct l.person_id, l.id, l.starts_at
  from part l join coming c on c.person_id = l.person_id
  where l.starts_at_local < c.arrives_at_local or l.ends_at_local > c.leaves_at_local
) outside
group by person_id
union all
select 'OUTSIDE_AVAILABILITY', 'WARNING', min(starts_at), array_agg(id order by starts_at, id), person_id, null, null,
  count(*)::integer, null
from (
  select distinct l.person_id, l.id, l.starts_at
  from part l join absent v on v.person_id = l.person_id and v.starts_at < l.ends_at and l.starts_at < v.ends_at
) outside
group by person_id
union all
select distinct 'TOO_LITTLE_TIME', 'WARNING', a.starts_at, array[a.id, b.id], a.person_id, null::uuid, null::uuid,
  (extract(epoch from b.starts_at - a.ends_at) / 60)::integer, greatest(a.transfer_minutes, b.transfer_minutes)
from part a
join part b on b.person_id = a.person_id and b.id <> a.id and b.starts_at >= a.ends_at and b.house <> a.house
  and b.starts_at < a.ends_at + make_interval(mins => greatest(a.transfer_minutes, b.transfer_minutes))
union all
select 'OUTSIDE_MEETING', 'ERROR', l.starts_at, array[l.id], null, null, null, null, null
from line l join meeting m on m.id = l.meeting_id
where left(l.starts_at_local, 10) < m.starts_on::text or l.ends_at_local > (m.ends_on + 1)::text || 'T00:00:00'
  or to_char(l.starts_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> l.starts_at_local
  or to_char(l.ends_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') <> l.ends_at_local
union all
select 'OUTSIDE_PARENT', 'ERROR', starts_at, array[id, parent_id], null, null, null, null, null
from line where is_astray
$$;
`;

const VIEW = `
create view agenda_conflict as
select a.meeting_id, a.project_id, a.host_partner_id, a.announced, a.edition_id, c.*
from agenda a cross join lateral agenda_conflicts(a.edition_id) c;
grant select on agenda_conflict to tavola_app;
`;
