import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places in workshops and site visits. */
export class Activities1764310000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, PLACES, GIVING_BACK, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const TABLES = `
create table sign_up (
  id uuid not null,
  meeting_id uuid not null,
  item_id uuid not null,
  registration_id uuid not null,
  state text not null,
  number integer not null,
  signed_up_at timestamptz not null,
  promoted_at timestamptz,
  constraint sign_up_state_is_known check (state in ('CONFIRMED', 'WAITLISTED', 'CANCELLED')),
  constraint sign_up_pkey primary key (id),
  constraint sign_up_item_fkey foreign key (item_id, meeting_id)
    references agenda_item (id, meeting_id) on delete restrict,
  constraint sign_up_registration_fkey foreign key (registration_id, meeting_id)
    references registration (id, meeting_id) on delete restrict
);
create unique index sign_up_once on sign_up (item_id, registration_id);
create unique index sign_up_number_unique on sign_up (item_id, number);
create index sign_up_by_registration on sign_up (registration_id);
create index sign_up_waiting on sign_up (item_id, number) where state = 'WAITLISTED';
`;

/**
 * Like the seats: whatever way a place is taken, its item counts it, and the check on the item refuses one too many. A
 * place is for who comes, where there are places.
 */
const PLACES = `
create function sign_up_takes_a_place() returns trigger language plpgsql as $$
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

create trigger sign_up_takes_a_place
  after insert or delete or update of state, item_id
  on sign_up for each row execute function sign_up_takes_a_place();
`;

/** Who no longer comes has given his places back when the transaction ends. */
const GIVING_BACK = `
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

const GRANTS = `
grant select, insert, update on sign_up to tavola_app;
`;

const DOWN = `
drop trigger registration_gives_back_its_places on registration;
drop function registration_gives_back_its_places;
drop table sign_up;
drop function sign_up_takes_a_place;
`;
