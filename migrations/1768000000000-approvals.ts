import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a project wants it, whoever organises a meeting decides who comes; until then a yes is PENDING. */
export class Approvals1768000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [COLUMNS, EXPECTED, inAll('add'), asked(APPROVAL_IS_NO_ANSWER), APPROVED])
      await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const part of [
      'drop function registration_is_approved cascade',
      NOT_PENDING,
      asked(),
      inAll('drop'),
      DOWN,
    ])
      await queryRunner.query(part);
  }
}

const states = (...all: string[]): string =>
  `constraint registration_state_is_known check (state in (${all.map((state) => `'${state}'`).join(', ')}))`;

const COLUMNS = `
alter table project add approves_registrations boolean not null default false;
alter table registration add approved_at timestamptz, add refused_at timestamptz, add refusal_reason text,
  drop constraint registration_state_is_known,
  add ${states('INVITED', 'PENDING', 'CONFIRMED', 'DECLINED', 'WITHDRAWN')},
  add constraint registration_refused_does_not_come check (refused_at is null or state = 'DECLINED' and approved_at is null),
  add constraint registration_refusal_has_a_reason check ((refused_at is null) = (refusal_reason is null));
`;

/** One word for it in SQL, as `isExpected` is one in the code; it is inlined. */
const EXPECTED = `
create function is_expected(state text) returns boolean language sql immutable parallel safe
as $$ select state in ('INVITED', 'PENDING', 'CONFIRMED') $$`;

const FUNCTIONS = [
  'registration_takes_a_seat()',
  'registration_is_in_a_calendar()',
  'agenda_conflicts(uuid)',
];
const VIEWS = ['pick_up', 'hotel_night'];

/** What named the two states before, in the words of each, and only that. */
const inAll = (what: 'add' | 'drop'): string => {
  const [functions, views] = {
    add: [
      [`(\\w+\\.state) in \\(''INVITED'', ''CONFIRMED''\\)`, `is_expected(\\1)`],
      [`(\\w+\\.state) = ANY \\(ARRAY\\[''INVITED''::text, ''CONFIRMED''::text\\]\\)`, `is_expected(\\1)`],
    ],
    drop: [
      [`is_expected\\((\\w+\\.state)\\)`, `\\1 in (''INVITED'', ''CONFIRMED'')`],
      [`is_expected\\((\\w+\\.state)\\)`, `\\1 in (''INVITED'', ''CONFIRMED'')`],
    ],
  }[what] as [[string, string], [string, string]];
  const replaced = (definition: string, [from, to]: [string, string], name: string) => `
  was := ${definition};
  becomes := regexp_replace(was, '${from}', '${to}', 'g');
  if was = becomes then raise exception 'nothing to replace in ${name}'; end if;`;
  return `
do $do$
declare was text; becomes text;
begin
${FUNCTIONS.map(
  (name) => `${replaced(`pg_get_functiondef('${name}'::regprocedure)`, functions, name)}
  execute becomes;`,
).join('')}
${VIEWS.map(
  (name) => `${replaced(`pg_get_viewdef('${name}'::regclass)`, views, name)}
  execute 'create or replace view ${name} as ' || becomes;`,
).join('')}
end $do$`;
};

/** Who is approved has not said yes anew: a yes to days that were moved since is still one to the days before. */
const APPROVAL_IS_NO_ANSWER = `
  if tg_op = 'UPDATE' and new.answered_at is not distinct from old.answered_at and old.state = 'PENDING'
    and new.state = 'CONFIRMED' then
    new.calendar_answered := old.calendar_answered;
    return new;
  end if;`;

const asked = (exception = ''): string => `
create or replace function registration_is_in_a_calendar() returns trigger language plpgsql as $$
declare
  revision int;
begin${exception}
  select calendar_revision into revision from meeting where id = new.meeting_id;
  new.calendar_answered := revision;
  if tg_op = 'UPDATE' and is_expected(new.state) <> is_expected(old.state) then
    new.calendar_shift := old.calendar_shift + 1;
  end if;
  return new;
end $$`;

/** Whatever way somebody comes into the table, nobody comes unapproved. */
const APPROVED = `
create function registration_is_approved() returns trigger language plpgsql as $$
begin
  if exists (select from meeting m join project p on p.id = m.project_id
      where m.id = new.meeting_id and p.approves_registrations) then
    raise check_violation using message = 'whoever organises the meeting has not approved it',
      constraint = 'registration_is_approved';
  end if;
  return new;
end $$;
create trigger registration_is_approved_at_first before insert on registration for each row
  when (new.state = 'CONFIRMED' and new.approved_at is null) execute function registration_is_approved();
create trigger registration_is_approved before update of state on registration for each row
  when (new.state = 'CONFIRMED' and new.approved_at is null and old.state <> 'CONFIRMED')
  execute function registration_is_approved();
`;

/** They are asked once more. */
const NOT_PENDING = `update registration set state = 'INVITED' where state = 'PENDING'`;

const DOWN = `
drop function is_expected;
alter table registration drop column approved_at, drop column refused_at, drop column refusal_reason,
  drop constraint registration_state_is_known, add ${states('INVITED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN')};
alter table project drop column approves_registrations;
`;
