import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How people travel to a meeting and back, and where they sleep. */
export class Travel1767400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [LEGS, STAYS, BY_TRAVEL, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const LEGS = `
create table travel_leg (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  registration_id uuid not null,
  direction text not null,
  mode text not null,
  number text,
  from_place text not null,
  from_time_zone text not null,
  departs_at_local text not null,
  departs_at timestamptz not null,
  to_place text not null,
  to_time_zone text not null,
  arrives_at_local text not null,
  arrives_at timestamptz not null,
  expected_at_local text,
  expected_at timestamptz,
  delay_note text,
  due_at timestamptz not null,
  wants_pick_up boolean not null default false,
  pick_up text,
  constraint travel_leg_direction_is_known check (direction in ('TO_MEETING', 'FROM_MEETING')),
  constraint travel_leg_mode_is_known
    check (mode in ('TRAIN', 'PLANE', 'BUS', 'CAR', 'FERRY', 'BICYCLE', 'ON_FOOT', 'OTHER')),
  constraint travel_leg_arrives_after_departing check (arrives_at > departs_at),
  constraint travel_leg_is_expected_after_departing check (expected_at > departs_at),
  constraint travel_leg_is_expected_on_a_wall check ((expected_at is null) = (expected_at_local is null)),
  constraint travel_leg_is_due check (due_at =
    case direction when 'TO_MEETING' then coalesce(expected_at, arrives_at) else departs_at end),
  constraint travel_leg_pkey primary key (id),
  constraint travel_leg_registration_fkey foreign key (registration_id, meeting_id)
    references registration (id, meeting_id) on delete cascade
);
create index travel_leg_by_registration on travel_leg (registration_id, direction, departs_at, id);
create index travel_leg_board on travel_leg (meeting_id, direction, due_at, id);

-- Who is to be fetched at one place within half an hour, or taken there.
create view pick_up as
select l.meeting_id, l.direction, min(p.place) as place, p.starts_at, count(*)::integer as people,
  (count(*) filter (where l.pick_up is null))::integer as unarranged,
  array_agg(l.id order by l.due_at, l.id) as leg_ids
from travel_leg l
join registration r on r.id = l.registration_id and r.state in ('INVITED', 'CONFIRMED')
cross join lateral (select
  case l.direction when 'TO_MEETING' then l.to_place else l.from_place end as place,
  date_bin('30 minutes', l.due_at, timestamptz '2000-01-01 00:00:00+00') as starts_at) p
where l.wants_pick_up
group by l.meeting_id, l.direction, lower(p.place), p.starts_at;
`;

/** One bed a night. */
const STAYS = `
create table hotel_stay (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  registration_id uuid not null,
  hotel text not null,
  first_night date not null,
  last_night date not null,
  constraint hotel_stay_is_of_some_nights check (last_night between first_night and first_night + 59),
  constraint hotel_stay_one_bed_a_night
    exclude using gist (registration_id with =, daterange(first_night, last_night, '[]') with &&),
  constraint hotel_stay_pkey primary key (id),
  constraint hotel_stay_registration_fkey foreign key (registration_id, meeting_id)
    references registration (id, meeting_id) on delete cascade
);
create index hotel_stay_by_meeting on hotel_stay (meeting_id);

create view hotel_night as
select s.meeting_id, min(s.hotel) as hotel, n::date as night, count(*)::integer as people
from hotel_stay s
join registration r on r.id = s.registration_id and r.state in ('INVITED', 'CONFIRMED')
cross join lateral generate_series(s.first_night::timestamp, s.last_night::timestamp, '1 day') n
group by s.meeting_id, lower(s.hotel), n;
`;

/**
 * One truth of when somebody is there. Of who has told how he travels, the stay is what follows from that, on the
 * meeting's wall: the last leg to the meeting brings him, the first one from it takes him away. It is written where it is
 * read, on the registration, and nobody else can write another one there; without a leg it is what was said by hand.
 */
const BY_TRAVEL = `
create function stay_by_travel(whose uuid, out arrives_at_local text, out leaves_at_local text)
language sql stable as $$
  select
    (select to_char(l.due_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') from travel_leg l
      where l.registration_id = whose and l.direction = 'TO_MEETING' order by l.departs_at desc, l.id desc limit 1),
    (select to_char(l.due_at at time zone m.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS') from travel_leg l
      where l.registration_id = whose and l.direction = 'FROM_MEETING' order by l.departs_at, l.id limit 1)
  from registration r join meeting m on m.id = r.meeting_id where r.id = whose
$$;

create function travel_makes_the_stay() returns trigger language plpgsql as $$
declare
  leg travel_leg := coalesce(new, old);
begin
  if leg.direction = 'TO_MEETING' then
    update registration r set arrives_at_local = s.arrives_at_local from stay_by_travel(leg.registration_id) s
      where r.id = leg.registration_id and r.arrives_at_local is distinct from s.arrives_at_local;
  else
    update registration r set leaves_at_local = s.leaves_at_local from stay_by_travel(leg.registration_id) s
      where r.id = leg.registration_id and r.leaves_at_local is distinct from s.leaves_at_local;
  end if;
  return null;
end $$;
create trigger travel_makes_the_stay after insert or delete or update of departs_at, due_at on travel_leg
  for each row execute function travel_makes_the_stay();

create function stay_follows_travel() returns trigger language plpgsql as $$
begin
  if exists (select from stay_by_travel(new.id) s where new.arrives_at_local is distinct from
      coalesce(s.arrives_at_local, new.arrives_at_local)) then
    raise check_violation using message = 'when he arrives follows from his travel',
      constraint = 'registration_arrival_follows_travel';
  end if;
  if exists (select from stay_by_travel(new.id) s where new.leaves_at_local is distinct from
      coalesce(s.leaves_at_local, new.leaves_at_local)) then
    raise check_violation using message = 'when he leaves follows from his travel',
      constraint = 'registration_leaving_follows_travel';
  end if;
  return null;
end $$;
create trigger stay_follows_travel after update of arrives_at_local, leaves_at_local on registration for each row
  when (old.arrives_at_local is distinct from new.arrives_at_local
    or old.leaves_at_local is distinct from new.leaves_at_local)
  execute function stay_follows_travel();

create function zone_makes_the_stays() returns trigger language plpgsql as $$
begin
  update registration r set arrives_at_local = coalesce(s.arrives_at_local, r.arrives_at_local),
    leaves_at_local = coalesce(s.leaves_at_local, r.leaves_at_local)
  from (select distinct registration_id from travel_leg where meeting_id = new.id) l
    cross join lateral stay_by_travel(l.registration_id) s
  where r.id = l.registration_id;
  return null;
end $$;
create trigger zone_makes_the_stays after update of time_zone on meeting for each row
  when (old.time_zone is distinct from new.time_zone) execute function zone_makes_the_stays();
`;

const GRANTS = `
grant select, insert, update, delete on travel_leg, hotel_stay to tavola_app;
grant select on pick_up, hotel_night to tavola_app;
`;

const DOWN = `
drop trigger zone_makes_the_stays on meeting;
drop trigger stay_follows_travel on registration;
drop view hotel_night, pick_up;
drop table hotel_stay, travel_leg;
drop function zone_makes_the_stays, stay_follows_travel, travel_makes_the_stay, stay_by_travel;
`;
