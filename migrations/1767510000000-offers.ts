import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A free place is offered to who is next in line, and is his when he accepts. */
export class Offers1767510000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [OFFERS, placesTaken(HELD), line(HELD), AT_SAME_TIME]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const part of [DOWN, placesTaken(CONFIRMED), line(CONFIRMED)]) await queryRunner.query(part);
  }
}

const CONFIRMED = `in ('CONFIRMED')`;
/** What nobody else can have: an offered place is kept for who is asked. */
const HELD = `in ('CONFIRMED', 'OFFERED')`;

const OFFERS = `
alter table meeting add column offer_hours integer not null default 0,
  add constraint meeting_offers_last_at_most_a_month check (offer_hours between 0 and 720);

alter table sign_up add column offered_until timestamptz, add column offer_event_id uuid,
  drop constraint sign_up_state_is_known,
  add constraint sign_up_state_is_known check (state in ('CONFIRMED', 'OFFERED', 'WAITLISTED', 'CANCELLED')),
  add constraint sign_up_offer_has_a_deadline
    check ((state = 'OFFERED') = (offered_until is not null) and (offer_event_id is null) = (offered_until is null));

create index sign_up_offered on sign_up (offered_until) where state = 'OFFERED';

drop index sign_up_of_partners;
create index sign_up_of_partners on sign_up (item_id, partner_id) where state ${HELD};
`;

const placesTaken = (held: string): string => `
create or replace function sign_up_takes_a_place() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.state ${held};
  has boolean := tg_op <> 'DELETE' and new.state ${held};
begin
  if tg_op <> 'DELETE' and new.state <> 'CANCELLED' then
    if tg_op = 'INSERT' or tg_op = 'UPDATE' and old.state = 'CANCELLED' then
      perform from registration r where r.id = new.registration_id and r.state = 'CONFIRMED' for share;
      if not found then
        raise check_violation using message = 'only who comes takes a place', constraint = 'sign_up_of_who_comes';
      end if;
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
`;

const line = (held: string): string => `
create or replace function waiting_line(item uuid) returns table (sign_up_id uuid, place integer)
language sql stable as $$
select w.id, (row_number() over (order by w.goes_first desc, w.number))::integer
from (
  select s.id, s.number, s.partner_id is not null
    and s.number = min(s.number) over (partition by s.partner_id)
    and s.partner_id not in (select h.partner_id from sign_up h
      where h.item_id = item and h.state ${held} and h.partner_id is not null) as goes_first
  from sign_up s where s.item_id = item and s.state = 'WAITLISTED'
) w
$$;
`;

/**
 * Which other places somebody has, or is offered, at the time of an item, as the newest release has them. A part and what it
 * is part of do not exclude each other.
 */
const AT_SAME_TIME = `
create function places_at_the_time(registration uuid, item uuid) returns table (sign_up_id uuid, item_id uuid)
language sql stable as $$
select s.id, s.item_id
from agenda_item i
join meeting m on m.id = i.meeting_id
join agenda_release r on r.meeting_id = m.id and r.number = m.agenda_release
join agenda_release_line a on a.release_id = r.id and a.item_id = i.id
join sign_up s on s.registration_id = registration and s.item_id <> i.id and s.state ${HELD}
join agenda_release_line b on b.release_id = r.id and b.item_id = s.item_id
where i.id = item and a.starts_at < b.ends_at and b.starts_at < a.ends_at
  and a.parent_id is distinct from b.item_id and b.parent_id is distinct from a.item_id
$$;
`;

/** Who was offered a place has it: he was next in line, and nobody can ask him any more. */
const DOWN = `
drop function places_at_the_time;
drop index sign_up_offered;
alter table sign_up drop constraint sign_up_offer_has_a_deadline, drop constraint sign_up_state_is_known;
update sign_up set state = 'CONFIRMED' where state = 'OFFERED';
alter table sign_up drop column offer_event_id, drop column offered_until,
  add constraint sign_up_state_is_known check (state in ('CONFIRMED', 'WAITLISTED', 'CANCELLED'));
drop index sign_up_of_partners;
create index sign_up_of_partners on sign_up (item_id, partner_id) where state = 'CONFIRMED';
alter table meeting drop column offer_hours;
`;
