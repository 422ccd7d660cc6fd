import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner without a place goes first on a waiting list. */
export class PartnersInLine1767500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [WHOSE, LINE]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

/** Kept beside the sign-up, since the line is counted anew whenever somebody looks at his place in it. */
const WHOSE = `
alter table sign_up add column partner_id uuid;

create function partner_of_registration(id uuid) returns uuid language sql stable as $$
  select r.partner_id from registration r where r.id = $1 and r.kind in ('DELEGATE', 'SPEAKER')
$$;

update sign_up set partner_id = partner_of_registration(registration_id);

create index sign_up_of_partners on sign_up (item_id, partner_id) where state = 'CONFIRMED';

create function sign_up_is_for_a_partner() returns trigger language plpgsql as $$
begin
  new.partner_id := partner_of_registration(new.registration_id);
  return new;
end $$;

create trigger sign_up_is_for_a_partner before insert or update of registration_id on sign_up
  for each row execute function sign_up_is_for_a_partner();

create function registration_tells_its_sign_ups() returns trigger language plpgsql as $$
begin
  update sign_up set partner_id = partner_of_registration(new.id) where registration_id = new.id;
  return null;
end $$;

create trigger registration_tells_its_sign_ups after update of partner_id, kind on registration
  for each row when (old.partner_id is distinct from new.partner_id or old.kind <> new.kind)
  execute function registration_tells_its_sign_ups();
`;

/**
 * Who gets the next free places, from 1. First the one who came first of each partner that has no place; each in the order
 * of coming. Then everybody else, likewise: a second one of such a partner, whose first one has a place by then, and who
 * comes for none.
 */
const LINE = `
create function waiting_line(item uuid) returns table (sign_up_id uuid, place integer) language sql stable as $$
select w.id, (row_number() over (order by w.goes_first desc, w.number))::integer
from (
  select s.id, s.number, s.partner_id is not null
    and s.number = min(s.number) over (partition by s.partner_id)
    and s.partner_id not in (select h.partner_id from sign_up h
      where h.item_id = item and h.state = 'CONFIRMED' and h.partner_id is not null) as goes_first
  from sign_up s where s.item_id = item and s.state = 'WAITLISTED'
) w
$$;
`;

const DOWN = `
drop function waiting_line;
drop trigger registration_tells_its_sign_ups on registration;
drop function registration_tells_its_sign_ups;
drop trigger sign_up_is_for_a_partner on sign_up;
drop function sign_up_is_for_a_partner, partner_of_registration;
alter table sign_up drop column partner_id;
`;
