import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The texts of an agenda have a bound as a whole: everybody may ask for all of them at once, again and again. */
export class NoMoreTextThanIsRead1766200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TEXT_FITS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger agenda_item_text_fits_when_added on agenda_item;
      drop trigger agenda_item_text_fits_when_changed on agenda_item;
      drop function agenda_item_text_fits();
      drop function agenda_text(jsonb, jsonb)`);
  }
}

/**
 * The bound is that of `src/agenda/bounds.ts`, for what an agenda has and what waits beside it, and once more for what the
 * newest release has: what was taken out of the draft is still read there, with the texts of now. Whoever writes holds the
 * meeting. What is beyond the bound from before may be made shorter; only more of it is refused.
 */
const TEXT_FITS = `
create function agenda_text(title jsonb, description jsonb) returns bigint immutable parallel safe language sql
return (select coalesce(sum(length(t.value)), 0)
  from (select value from jsonb_each_text(title) union all select value from jsonb_each_text(description)) t);

create function agenda_item_text_fits() returns trigger language plpgsql as $$
declare
  most constant int := 400000;
  drafts uuid[];
  releases uuid[] := '{}';
begin
  if tg_op = 'INSERT' then
    drafts := array(select distinct n.meeting_id from after_it n where n.removed_at is null or n.is_waiting);
  else
    with changed as materialized (
      select n.id, n.meeting_id, agenda_text(n.title, n.description) as text,
        agenda_text(o.title, o.description) as old_text, n.removed_at is null or n.is_waiting as counts,
        o.removed_at is null or o.is_waiting as counted
      from after_it n join before_it o on o.id = n.id
      where (n.title, n.description, n.removed_at is null or n.is_waiting)
        is distinct from (o.title, o.description, o.removed_at is null or o.is_waiting))
    select array(select c.meeting_id from changed c group by c.meeting_id
        having sum(case when c.counts then c.text else 0 end) > sum(case when c.counted then c.old_text else 0 end)),
      array(select r.id from changed c join agenda_release_line l on l.item_id = c.id
          join agenda_release r on r.id = l.release_id
          join meeting m on m.id = r.meeting_id and m.agenda_release = r.number
        group by r.id having sum(c.text) > sum(c.old_text))
    into drafts, releases;
  end if;
  if exists (select from agenda_item i where i.meeting_id = any(drafts) and (i.removed_at is null or i.is_waiting)
    group by i.meeting_id having sum(agenda_text(i.title, i.description)) > most) then
    raise check_violation using message = 'a draft has too much text', constraint = 'agenda_item_text_fits';
  end if;
  if exists (select from agenda_release_line l join agenda_item i on i.id = l.item_id where l.release_id = any(releases)
    group by l.release_id having sum(agenda_text(i.title, i.description)) > most) then
    raise check_violation using message = 'a release has too much text', constraint = 'agenda_release_text_fits';
  end if;
  return null;
end $$;

create trigger agenda_item_text_fits_when_added after insert on agenda_item
  referencing new table as after_it for each statement execute function agenda_item_text_fits();
create trigger agenda_item_text_fits_when_changed after update on agenda_item
  referencing old table as before_it new table as after_it for each statement execute function agenda_item_text_fits();
`;
