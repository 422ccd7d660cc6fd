/**
 * Each change from waiting to having or being offered a place, and each offer made anew, written down by the database beside
 * what the application says of it. And how many wait by then who should have come first, by the rule and not by the
 * function that tells the line.
 */
export const WATCH = `
create table promotion_seen (
  n bigint generated always as identity, item_id uuid, sign_up_id uuid, what text, passed_over integer);
grant select, insert on promotion_seen to tavola_app;
create function see_promotion() returns trigger language plpgsql as $$
begin
  insert into promotion_seen (item_id, sign_up_id, what, passed_over)
  select new.item_id, new.id, case new.state when 'OFFERED' then 'signUp.offered' else 'signUp.promoted' end,
    case when old.state = 'WAITLISTED' then (
      with has as (
        select distinct r.partner_id from sign_up h join registration r on r.id = h.registration_id
        where h.item_id = new.item_id and h.id <> new.id and h.state in ('CONFIRMED', 'OFFERED')),
      own as (
        select r.partner_id in (select partner_id from has) as has_place from registration r where r.id = new.registration_id)
      select count(*) from sign_up w join registration r on r.id = w.registration_id cross join own
      where w.item_id = new.item_id and w.state = 'WAITLISTED'
        and ((r.partner_id in (select partner_id from has))::int, w.number) < (own.has_place::int, new.number)) else 0 end;
  return null;
end $$;
create trigger see_promotion after update of state on sign_up for each row
  when (old.state = 'WAITLISTED' and new.state = 'CONFIRMED'
    or new.state = 'OFFERED' and new.offer_event_id is distinct from old.offer_event_id)
  execute function see_promotion();`;

/** Of both workshops, in one statement, so of one moment. */
export const SAMPLE = `
select i.capacity, i.taken, count(*) filter (where s.state = 'CONFIRMED')::int as confirmed,
  count(*) filter (where s.state = 'OFFERED')::int as offered,
  count(*) filter (where s.state = 'WAITLISTED')::int as waiting,
  (count(s.id) - count(distinct s.registration_id))::int as twice,
  count(*) filter (where r.state <> 'CONFIRMED')::int as absent,
  count(*) filter (where s.state = 'CONFIRMED' and exists (select from sign_up o where o.registration_id = s.registration_id
    and o.item_id = any($1) and o.item_id <> s.item_id and o.state = 'CONFIRMED'))::int as elsewhere
from agenda_item i left join (sign_up s join registration r on r.id = s.registration_id)
  on s.item_id = i.id and s.state <> 'CANCELLED'
where i.id = any($1) group by i.id`;

export interface Sample {
  readonly capacity: number;
  readonly taken: number;
  readonly confirmed: number;
  readonly offered: number;
  readonly waiting: number;
  readonly twice: number;
  readonly absent: number;
  readonly elsewhere: number;
}

/** Which promises one workshop breaks at that moment, in words. */
export function brokenIn(seen: Sample): string[] {
  const held = seen.confirmed + seen.offered;
  const free = seen.capacity - held;
  return [
    free < 0 && `${held} have or are offered one of ${seen.capacity} places`,
    free > 0 && seen.waiting > 0 && `${free} places are free while ${seen.waiting} wait`,
    seen.twice > 0 && `${seen.twice} are there twice`,
    seen.absent > 0 && `${seen.absent} take part who do not come`,
    seen.elsewhere > 0 && `${seen.elsewhere} have places in two workshops at once`,
    seen.taken !== held && `${seen.taken} are counted, ${held} have a place or are offered one`,
  ].filter((one) => one !== false);
}

/** For each sign-up that got or was offered a place while it waited: how often, told by how many events, and its mails. */
export const NOTICES = `
select p.what, count(*)::int as times, sum(p.passed_over)::int as "passedOver",
  (p.what, s.state) in (('signUp.promoted', 'CONFIRMED'), ('signUp.offered', 'OFFERED')) and s.promoted_at is not null
    and max(p.n) = (select max(n) from promotion_seen l where l.sign_up_id = s.id) as "hasIt",
  (select count(*)::int from event e where e.subject_id = s.id and e.kind = p.what) as events,
  (select count(*)::int from event e join email m on m.event_id = e.id
    where e.subject_id = s.id and e.kind = p.what) as mails
from promotion_seen p join sign_up s on s.id = p.sign_up_id
where p.item_id = any($1) group by s.id, p.what`;

export interface Notices {
  readonly what: 'signUp.promoted' | 'signUp.offered';
  readonly times: number;
  readonly passedOver: number;
  readonly hasIt: boolean;
  readonly events: number;
  readonly mails: number;
}
