import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which dates suit the partners; what they answer, and what follows from it for each person. */
export class DatePolls1765200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, COUNTED, AVAILABILITY, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

/** Days are days of the calendar and no instants: nothing can shift them. */
const TABLES = `
create table date_poll (
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  host_partner_id uuid,
  title jsonb not null,
  place text,
  time_zone text not null,
  kind text not null,
  quorum integer not null,
  answers_until timestamptz not null,
  answers_until_local text not null,
  state text not null default 'OPEN',
  meeting_id uuid,
  created_by_id uuid not null,
  created_at timestamptz not null,
  completed_at timestamptz,
  constraint date_poll_kind_is_known check (kind in ('DAYS', 'TIMES')),
  constraint date_poll_state_is_known check (state in ('OPEN', 'CHOSEN', 'CANCELLED')),
  constraint date_poll_quorum_is_positive check (quorum > 0),
  constraint date_poll_local_form check (answers_until_local ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'),
  constraint date_poll_chosen_has_a_meeting
    check ((state = 'CHOSEN') = (meeting_id is not null)),
  constraint date_poll_pkey primary key (id),
  constraint date_poll_in_project unique (id, project_id),
  constraint date_poll_of_kind unique (id, kind),
  constraint date_poll_project_fkey foreign key (project_id) references project (id) on delete restrict,
  constraint date_poll_host_fkey foreign key (host_partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  constraint date_poll_meeting_fkey foreign key (meeting_id, project_id)
    references meeting (id, project_id) on delete restrict,
  constraint date_poll_person_fkey foreign key (created_by_id) references person (id) on delete restrict
);
create unique index date_poll_of_meeting on date_poll (meeting_id) where meeting_id is not null;
create index date_poll_by_project on date_poll (project_id, id);
create index date_poll_open on date_poll (answers_until) where state = 'OPEN';

create table date_option (
  id uuid not null,
  poll_id uuid not null,
  kind text not null,
  starts_on date,
  ends_on date,
  starts_at timestamptz,
  ends_at timestamptz,
  starts_at_local text,
  ends_at_local text,
  withdrawn_at timestamptz,
  chosen_at timestamptz,
  constraint date_option_is_days_or_times check (num_nonnulls(starts_on, ends_on) = case kind when 'DAYS' then 2 else 0 end
    and num_nonnulls(starts_at, ends_at, starts_at_local, ends_at_local) = case kind when 'TIMES' then 4 else 0 end),
  constraint date_option_ends_after_its_start check (ends_on >= starts_on and ends_at > starts_at),
  constraint date_option_lasts_at_most_a_month check (ends_on - starts_on < 31 and ends_at - starts_at <= interval '31 days'),
  constraint date_option_chosen_is_listed check (chosen_at is null or withdrawn_at is null),
  constraint date_option_pkey primary key (id),
  constraint date_option_in_poll unique (id, poll_id),
  constraint date_option_days_once unique (poll_id, starts_on, ends_on),
  constraint date_option_times_once unique (poll_id, starts_at, ends_at),
  constraint date_option_poll_fkey foreign key (poll_id, kind) references date_poll (id, kind) on delete restrict
);
create unique index date_option_chosen_once on date_option (poll_id) where chosen_at is not null;

create table date_poll_partner (
  id uuid not null,
  poll_id uuid not null,
  project_id uuid not null,
  partner_id uuid not null,
  seats integer not null,
  invited_at timestamptz not null,
  reminders integer not null default 0,
  reminded_at timestamptz,
  constraint date_poll_partner_has_seats check (seats > 0),
  constraint date_poll_partner_pkey primary key (id),
  constraint date_poll_partner_once unique (poll_id, partner_id),
  constraint date_poll_partner_poll_fkey foreign key (poll_id, project_id)
    references date_poll (id, project_id) on delete restrict,
  constraint date_poll_partner_partner_fkey foreign key (partner_id, project_id)
    references partner (id, project_id) on delete restrict
);
create index date_poll_partner_by_partner on date_poll_partner (partner_id);

create table date_poll_invitee (
  id uuid not null,
  poll_id uuid not null,
  partner_id uuid not null,
  person_id uuid not null,
  invited_at timestamptz not null,
  answered_at timestamptz,
  comment text,
  constraint date_poll_invitee_pkey primary key (id),
  constraint date_poll_invitee_once unique (poll_id, person_id),
  constraint date_poll_invitee_in_poll unique (id, poll_id),
  constraint date_poll_invitee_partner_fkey foreign key (poll_id, partner_id)
    references date_poll_partner (poll_id, partner_id) on delete restrict,
  constraint date_poll_invitee_person_fkey foreign key (person_id) references person (id) on delete restrict
);
create index date_poll_invitee_by_partner on date_poll_invitee (poll_id, partner_id);
create index date_poll_invitee_by_person on date_poll_invitee (person_id);

create table date_answer (
  invitee_id uuid not null,
  option_id uuid not null,
  poll_id uuid not null,
  answer text not null,
  answered_at timestamptz not null,
  constraint date_answer_is_known check (answer in ('YES', 'IF_NEED_BE', 'NO')),
  constraint date_answer_pkey primary key (invitee_id, option_id),
  constraint date_answer_invitee_fkey foreign key (invitee_id, poll_id)
    references date_poll_invitee (id, poll_id) on delete restrict,
  constraint date_answer_option_fkey foreign key (option_id, poll_id)
    references date_option (id, poll_id) on delete restrict
);
create index date_answer_by_option on date_answer (option_id);

create function best_date_answer(answers text[]) returns text language sql immutable parallel safe as $$
  select case when 'YES' = any(answers) then 'YES' when 'IF_NEED_BE' = any(answers) then 'IF_NEED_BE'
    when 'NO' = any(answers) then 'NO' end
$$;
`;

/** A partner has one voice, however many of its people answer: the best of what they say. null: nobody has yet. */
const COUNTED = `
create view date_option_partner as
select o.id as option_id, o.poll_id, p.partner_id,
  best_date_answer(array_agg(a.answer) filter (where a.answer is not null)) as answer
from date_option o
join date_poll_partner p on p.poll_id = o.poll_id
left join (date_poll_invitee i join date_answer a on a.invitee_id = i.id)
  on i.poll_id = p.poll_id and i.partner_id = p.partner_id and a.option_id = o.id
where o.withdrawn_at is null
group by o.id, o.poll_id, p.partner_id;
`;

/**
 * When a person can come, as he said. Of whole days each stands by itself, with the best that he said of any option that
 * it is part of: whoever cannot come from the 11th to the 13th, but from the 12th to the 14th, is free on the 12th.
 */
const AVAILABILITY = `
create view availability as
select p.project_id, p.meeting_id, p.id as poll_id, i.partner_id, i.person_id, d.day,
  d.day::timestamp at time zone z.zone as starts_at, (d.day + 1)::timestamp at time zone z.zone as ends_at,
  best_date_answer(array_agg(a.answer)) as answer
from date_answer a
join date_poll_invitee i on i.id = a.invitee_id
join date_option o on o.id = a.option_id
join date_poll p on p.id = i.poll_id
left join meeting m on m.id = p.meeting_id
cross join lateral (select coalesce(m.time_zone, p.time_zone) as zone) z
cross join lateral (select o.starts_on + n as day from generate_series(0, o.ends_on - o.starts_on) n) d
where o.kind = 'DAYS'
group by p.id, i.id, d.day, z.zone
union all
select p.project_id, p.meeting_id, p.id, i.partner_id, i.person_id, null, o.starts_at, o.ends_at, a.answer
from date_answer a
join date_poll_invitee i on i.id = a.invitee_id
join date_option o on o.id = a.option_id
join date_poll p on p.id = i.poll_id
where o.kind = 'TIMES';
`;

const GRANTS = `
grant select, insert, update on date_poll, date_option, date_poll_partner, date_poll_invitee, date_answer to tavola_app;
grant select on date_option_partner, availability to tavola_app;
`;

const DOWN = `
drop view availability, date_option_partner;
drop table date_answer, date_poll_invitee, date_poll_partner, date_option, date_poll;
drop function best_date_answer;
`;
