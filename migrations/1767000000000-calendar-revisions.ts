import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often what calendars show of a meeting has changed: SEQUENCE in everything that is written of it (docs/calendar.md). */
export class CalendarRevisions1767000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table meeting add column calendar_revision int not null default 0,
        add column calendar_revised_at timestamptz not null default now(),
        add column calendar_days_revision int not null default 0`);
    // Until now the version, or the number of a release and one more when cancelled, went out as SEQUENCE, which never goes down.
    await queryRunner.query('update meeting set calendar_revision = greatest(version, agenda_release + 1)');
    await queryRunner.query(REVISED);
    for (const { table, columns, shown } of SHOWN) await queryRunner.query(raising(table, columns, shown));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table } of SHOWN)
      await queryRunner.query(
        `drop trigger ${table}_is_in_calendars on ${table}; drop function ${table}_is_in_calendars()`,
      );
    await queryRunner.query(
      'drop trigger meeting_is_in_calendars on meeting; drop function meeting_is_in_calendars()',
    );
    await queryRunner.query(`
      alter table meeting drop column calendar_revision, drop column calendar_revised_at,
        drop column calendar_days_revision`);
  }
}

const columns = (row: string, names: string): string =>
  names
    .split(' ')
    .map((name) => `${row}.${name}`)
    .join(', ');
const differs = (names: string): string =>
  `(${columns('new', names)}) is distinct from (${columns('old', names)})`;

const DAYS = 'starts_on ends_on time_zone';
const WORDS = 'number slug title place country_code mode agenda_release';

/** By the clock after the row is held, so that of two revisions the later one is not stamped earlier. */
const REVISED = `
create function meeting_is_in_calendars() returns trigger language plpgsql as $$
begin
  if ${differs(`${DAYS} ${WORDS}`)} or (new.state = 'CANCELLED') <> (old.state = 'CANCELLED') then
    new.calendar_revision := old.calendar_revision + 1;
  end if;
  if new.calendar_revision <> old.calendar_revision then
    new.calendar_revised_at := greatest(old.calendar_revised_at, clock_timestamp());
  end if;
  if ${differs(DAYS)} then
    new.calendar_days_revision := new.calendar_revision;
  end if;
  return new;
end $$;
create trigger meeting_is_in_calendars before update on meeting
  for each row execute function meeting_is_in_calendars()`;

/** On a line \`l\` of the newest release of the meeting \`m\`. */
const RELEASED = (of: string): string => `exists (
  select from agenda_release r join agenda_release_line l on l.release_id = r.id
  where r.meeting_id = m.id and r.number = m.agenda_release and ${of})`;

/** What calendars show that stands elsewhere, and of which meetings \`m\` it is. */
const SHOWN = [
  {
    table: 'room',
    columns: 'name house',
    shown: `m.id = new.meeting_id and ${RELEASED('l.room_id = new.id')}`,
  },
  {
    table: 'agenda_item',
    columns: 'title description',
    shown: `m.id = new.meeting_id and ${RELEASED('l.item_id = new.id')}`,
  },
  { table: 'project', columns: 'slug acronym', shown: 'm.project_id = new.id' },
  { table: 'partner', columns: 'name', shown: 'm.project_id = new.project_id and m.agenda_release > 0' },
];

const raising = (table: string, names: string, shown: string): string => `
create function ${table}_is_in_calendars() returns trigger language plpgsql as $$
begin
  update meeting set calendar_revision = calendar_revision + 1
  where id in (select m.id from meeting m where ${shown} order by m.id for no key update);
  return null;
end $$;
create trigger ${table}_is_in_calendars after update on ${table}
  for each row when (${differs(names)}) execute function ${table}_is_in_calendars()`;
