import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who moves up from the waiting list is not locked, since he may be leaving at that moment. */
export class MovingUp1764835000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(placesTaken(`tg_op = 'INSERT' or tg_op = 'UPDATE' and old.state = 'CANCELLED'`));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(placesTaken('true'));
  }
}

/**
 * Whoever gives a place back holds the item, and gives the place to the next in line. Had he to hold the registration of
 * that one as well, the two would wait for each other when the next one leaves at the same moment: he holds his
 * registration and waits for the item. It is not needed: who is on the list came when he signed up, and
 * `registration_gives_back_its_places` lets nobody leave who does not give back what he has by then.
 */
const placesTaken = (isNew: string): string => `
create or replace function sign_up_takes_a_place() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.state = 'CONFIRMED';
  has boolean := tg_op <> 'DELETE' and new.state = 'CONFIRMED';
begin
  if tg_op <> 'DELETE' and new.state <> 'CANCELLED' then
    if ${isNew} then
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
