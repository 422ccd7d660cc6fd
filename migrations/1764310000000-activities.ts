import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places in workshops and site visits. */
export class Activities1764310000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, PLACES, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table sign_up; drop function sign_up_takes_a_place;');
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

/** Like the seats: whatever way a place is taken, its item counts it, and the check on the item refuses one too many. */
const PLACES = `
create function sign_up_takes_a_place() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.state = 'CONFIRMED';
  has boolean := tg_op <> 'DELETE' and new.state = 'CONFIRMED';
begin
  if had and has and old.item_id = new.item_id then return null; end if;
  if had then update agenda_item set taken = taken - 1 where id = old.item_id; end if;
  if has then update agenda_item set taken = taken + 1 where id = new.item_id; end if;
  return null;
end $$;

create trigger sign_up_takes_a_place
  after insert or delete or update of state, item_id
  on sign_up for each row execute function sign_up_takes_a_place();
`;

const GRANTS = `
grant select, insert, update on sign_up to tavola_app;
`;
