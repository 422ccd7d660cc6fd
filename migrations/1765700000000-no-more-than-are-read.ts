import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is read of a meeting in one list has a bound, and so is written no further than that. */
export class NoMoreThanAreRead1765700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(FITS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger agenda_item_fits_when_added on agenda_item;
      drop trigger agenda_item_fits_when_put on agenda_item;
      drop trigger carried_out_item_fits on carried_out_item;
      drop trigger room_fits on room;
      drop function agenda_item_fits();
      drop function of_meeting_fits()`);
  }
}

/**
 * The bounds are those of the read models (`src/agenda/bounds.ts`). Whoever adds holds the meeting, so nobody adds beside
 * him. What is beyond a bound from before may be changed and taken out; only more of it is refused.
 */
const FITS = `
create function agenda_item_fits() returns trigger language plpgsql as $$
declare
  is_new boolean := tg_op = 'INSERT';
begin
  if new.removed_at is null and (is_new or old.removed_at is not null)
    and (select count(*) > 400 from agenda_item i where i.meeting_id = new.meeting_id and i.removed_at is null) then
    raise check_violation using message = 'a draft has too many lines', constraint = 'agenda_item_draft_fits';
  end if;
  if new.is_waiting and (is_new or not old.is_waiting)
    and (select count(*) > 400 from agenda_item i where i.meeting_id = new.meeting_id and i.is_waiting) then
    raise check_violation using message = 'too many items wait', constraint = 'agenda_item_waiting_fits';
  end if;
  if new.parent_id is not null and new.removed_at is null
    and (is_new or old.removed_at is not null or new.parent_id is distinct from old.parent_id)
    and (select count(*) > 60 from agenda_item i where i.parent_id = new.parent_id and i.removed_at is null) then
    raise check_violation using message = 'an agenda item has too many parts', constraint = 'agenda_item_parts_fit';
  end if;
  return null;
end $$;

create trigger agenda_item_fits_when_added after insert on agenda_item
  for each row execute function agenda_item_fits();
create trigger agenda_item_fits_when_put after update of removed_at, is_waiting, parent_id on agenda_item for each row
  when (old.removed_at is not null and new.removed_at is null or new.is_waiting and not old.is_waiting
    or new.parent_id is distinct from old.parent_id)
  execute function agenda_item_fits();

create function of_meeting_fits() returns trigger language plpgsql as $$
declare
  is_too_much boolean;
begin
  if tg_table_name = 'room' then
    select count(*) > 100 into is_too_much from room r where r.meeting_id = new.meeting_id and r.removed_at is null;
  else
    select count(*) > 400 into is_too_much from carried_out_item c where c.meeting_id = new.meeting_id;
  end if;
  if is_too_much then
    raise check_violation using message = 'a meeting has too many of them', constraint = tg_name;
  end if;
  return null;
end $$;

create trigger carried_out_item_fits after insert on carried_out_item for each row execute function of_meeting_fits();
create trigger room_fits after insert on room for each row execute function of_meeting_fits();
`;
