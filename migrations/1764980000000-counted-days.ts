import type { MigrationInterface, QueryRunner } from 'typeorm';

/** On how many days somebody was there stands beside his registration, so that figures need not read each record. */
export class CountedDays1764980000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [COLUMNS, COUNTING]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const COLUMNS = `
alter table registration
  add column days_present integer not null default 0,
  add column has_signed boolean not null default false;
`;

/**
 * Records of one person at once come one after the other, whatever way they come into the table: the second statement
 * sees what whoever held the registration has committed. A record that was corrected does not count.
 */
const COUNTING = `
create function count_days(registration_id uuid) returns void language plpgsql as $$
begin
  perform from registration r where r.id = count_days.registration_id for no key update;
  update registration r set (days_present, has_signed) = (
    select count(distinct a.day)::integer, coalesce(bool_or(a.method = 'SHEET'), false)
    from attendance_record a
    where a.registration_id = r.id and a.direction = 'IN' and a.corrects_id is null
      and not exists (select from attendance_record c where c.corrects_id = a.id))
  where r.id = count_days.registration_id;
end $$;

create function attendance_counts_days() returns trigger language plpgsql as $$
begin
  perform count_days(new.registration_id);
  return null;
end $$;

create trigger attendance_counts_days after insert on attendance_record
  for each row execute function attendance_counts_days();

select count_days(registration_id) from (select distinct registration_id from attendance_record) a;
`;

const DOWN = `
drop trigger attendance_counts_days on attendance_record;
drop function attendance_counts_days, count_days;
alter table registration drop column days_present, drop column has_signed;
`;
