import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API tokens, idempotency keys, desk and auditor roles, meetings. */
export class Meetings1764200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(ACCESS);
    await queryRunner.query(MEETINGS);
    await queryRunner.query(PARTNERS);
    await queryRunner.query(MEMBERSHIPS);
    await queryRunner.query(GRANTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const ACCESS = `
create table api_token (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  token_hash text not null,
  scopes text array not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint api_token_scopes_are_known check (scopes <@ '{READ,READ_PERSONAL,WRITE}' and scopes @> '{READ}'),
  constraint api_token_pkey primary key (id),
  constraint api_token_person_fkey foreign key (person_id) references person (id) on delete restrict
);
create unique index api_token_hash_unique on api_token (token_hash);
create index api_token_by_person on api_token (person_id);

create table idempotency_key (
  principal_id uuid not null,
  key text not null,
  mutation text not null,
  input_hash text not null,
  result_id uuid not null,
  at timestamptz not null,
  constraint idempotency_key_pkey primary key (principal_id, key)
);
`;

const MEETINGS = `
alter table partner add constraint partner_in_project unique (id, project_id);

create table meeting (
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  number integer not null,
  slug text not null,
  title jsonb,
  description jsonb,
  host_partner_id uuid not null,
  place text,
  country_code text,
  time_zone text not null,
  starts_on date not null,
  ends_on date not null,
  mode text not null,
  state text not null default 'DRAFT',
  announced boolean not null default false,
  agenda_version integer not null default 1,
  agenda_release integer not null default 0,
  amendment_reason text,
  constraint meeting_slug_is_a_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint meeting_number_is_positive check (number > 0),
  constraint meeting_ends_after_its_start check (ends_on >= starts_on),
  constraint meeting_lasts_at_most_a_month check (ends_on - starts_on < 31),
  constraint meeting_mode_is_known check (mode in ('ON_SITE', 'ONLINE', 'HYBRID')),
  constraint meeting_state_is_known
    check (state in ('DRAFT', 'ANNOUNCED', 'OPEN', 'CLOSED', 'AMENDING', 'CANCELLED')),
  constraint meeting_pkey primary key (id),
  constraint meeting_of_host unique (id, host_partner_id),
  constraint meeting_in_project unique (id, project_id),
  constraint meeting_host_fkey foreign key (host_partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  constraint meeting_country_fkey foreign key (country_code) references country (code) on delete restrict
);
create unique index meeting_slug_unique on meeting (project_id, slug);
create unique index meeting_number_unique on meeting (project_id, number);

create table stated_count (
  id uuid not null,
  meeting_id uuid not null,
  partner_id uuid,
  text text not null,
  exact integer,
  at_least integer,
  source text not null,
  constraint stated_count_is_not_negative check (exact >= 0 and at_least >= 0),
  constraint stated_count_is_exact_or_not check (exact is null or at_least is null),
  constraint stated_count_pkey primary key (id),
  constraint stated_count_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint stated_count_partner_fkey foreign key (partner_id) references partner (id) on delete restrict
);
create index stated_count_by_meeting on stated_count (meeting_id);
`;

/** Whoever is invited, registered or counted at a meeting is of a partner of its project. */
const PARTNERS = `
create function partner_is_of_the_project() returns trigger language plpgsql as $$
begin
  if new.partner_id is not null and not exists (
    select from partner p join meeting m on m.project_id = p.project_id
    where p.id = new.partner_id and m.id = new.meeting_id) then
    raise check_violation using message = 'the partner is of another project',
      constraint = 'partner_is_of_the_project';
  end if;
  return null;
end $$;

create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on stated_count
  for each row execute function partner_is_of_the_project();
`;

const MEMBERSHIPS = `
alter table membership
  add meeting_id uuid,
  add ends_on date,
  alter partner_id drop not null,
  drop constraint membership_role_is_known,
  add constraint membership_role_is_known check (role in ('COORDINATOR', 'DELEGATE', 'HOST_DESK', 'AUDITOR')),
  add constraint membership_is_of_a_partner check ((partner_id is null) = (role = 'AUDITOR')),
  add constraint membership_is_at_a_meeting check ((meeting_id is not null) = (role = 'HOST_DESK')),
  add constraint membership_of_auditor_ends check (role <> 'AUDITOR' or ends_on is not null),
  drop constraint membership_partner_fkey,
  add constraint membership_partner_fkey foreign key (partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  add constraint membership_meeting_fkey foreign key (meeting_id, partner_id)
    references meeting (id, host_partner_id) on delete restrict;
drop index membership_once;
create unique index membership_once on membership (person_id, partner_id, role)
  where ended_at is null and meeting_id is null;
create unique index membership_desk_once on membership (person_id, meeting_id) where ended_at is null;
create unique index membership_auditor_once on membership (person_id, project_id)
  where ended_at is null and role = 'AUDITOR';
create index membership_by_partner on membership (partner_id);
`;

const GRANTS = `
grant select, insert, update on api_token, meeting to tavola_app;
grant select, insert, delete on idempotency_key, stated_count to tavola_app;
`;

const DOWN = `
delete from membership where role in ('HOST_DESK', 'AUDITOR');
drop index membership_once, membership_desk_once, membership_auditor_once, membership_by_partner;
alter table membership
  drop constraint membership_meeting_fkey,
  drop constraint membership_partner_fkey,
  drop constraint membership_is_of_a_partner,
  drop constraint membership_is_at_a_meeting,
  drop constraint membership_of_auditor_ends,
  drop constraint membership_role_is_known,
  add constraint membership_role_is_known check (role in ('COORDINATOR', 'DELEGATE')),
  add constraint membership_partner_fkey foreign key (partner_id) references partner (id) on delete restrict,
  alter partner_id set not null,
  drop meeting_id,
  drop ends_on;
create unique index membership_once on membership (person_id, partner_id, role) where ended_at is null;
drop table stated_count, meeting;
drop function partner_is_of_the_project;
alter table partner drop constraint partner_in_project;
drop table idempotency_key, api_token;
`;
