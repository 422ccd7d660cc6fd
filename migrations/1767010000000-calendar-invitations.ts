import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which mail tells a calendar what, and what each person's calendar was told (docs/calendar.md). */
export class CalendarInvitations1767010000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table email add column calendar_id uuid, add column calendar_sequence int,
        add constraint email_calendar_is_of_something check ((calendar_id is null) = (calendar_sequence is null))`);
    await queryRunner.query(`
      create index email_by_calendar on email (person_id, calendar_id) where calendar_id is not null`);
    // Until now a calendar went out with the question to a delegate alone, and the UID of its meeting.
    await queryRunner.query(`
      update email m set calendar_id = e.meeting_id, calendar_sequence = 0
      from event e where e.id = m.event_id and m.calendar is not null and e.meeting_id is not null`);
    await queryRunner.query(`
      alter table registration add column calendar_shift int not null default 0,
        add column calendar_answered int not null default 0`);
    await queryRunner.query(ASKED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop trigger registration_is_in_a_calendar on registration; drop function registration_is_in_a_calendar()',
    );
    await queryRunner.query(`
      alter table registration drop column calendar_shift, drop column calendar_answered`);
    await queryRunner.query('drop index email_by_calendar');
    await queryRunner.query('alter table email drop column calendar_id, drop column calendar_sequence');
  }
}

/** Whoever is asked or comes has it in his calendar; each time that begins or ends, SEQUENCE of what he is told goes up. */
const ASKED = `
create function registration_is_in_a_calendar() returns trigger language plpgsql as $$
declare
  revision int;
begin
  select calendar_revision into revision from meeting where id = new.meeting_id;
  new.calendar_answered := revision;
  if tg_op = 'UPDATE' and (new.state in ('INVITED', 'CONFIRMED')) <> (old.state in ('INVITED', 'CONFIRMED')) then
    new.calendar_shift := old.calendar_shift + 1;
  end if;
  return new;
end $$;
create trigger registration_is_in_a_calendar before insert or update of state, answered_at on registration
  for each row execute function registration_is_in_a_calendar()`;
