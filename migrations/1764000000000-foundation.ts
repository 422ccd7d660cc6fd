import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, sign-in, projects with their partners, events and mails; and what the application's role may do. */
export class Foundation1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(APPLICATION_ROLE);
    await queryRunner.query(TABLES);
    await queryRunner.query(GRANTS);
    for (const [code, names] of countries()) {
      await queryRunner.query('insert into country (code, names) values ($1, $2)', [code, names]);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'drop table membership, partner, project, country, event, email, sign_in, session, person',
    );
  }
}

/**
 * The role belongs to the whole server, so it may be there already, and `down` leaves it. Whoever owns the database
 * must be able to act in it.
 */
const APPLICATION_ROLE = `
do $$
begin
  if not exists (select from pg_roles where rolname = 'tavola_app') then
    create role tavola_app nologin;
  end if;
  if not pg_has_role(current_user, 'tavola_app', 'usage') then
    execute format('grant tavola_app to %I', current_user);
  end if;
end $$;
`;

const GRANTS = `
grant usage on schema public to tavola_app;
grant select, insert, update, delete on membership, partner, person, project, session, sign_in to tavola_app;
grant select, insert, update on email to tavola_app;
grant select, insert on event to tavola_app;
grant select on country to tavola_app;
`;

const LANGUAGES = ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'];
/** Codes that CLDR names although ISO 3166-1 does not assign them to a country. */
const NOT_COUNTRIES = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ'.split(' '));

/** Every country of ISO 3166-1 with its CLDR names, from the ICU data that Node brings. */
function countries(): [code: string, names: Record<string, string>][] {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const displays = LANGUAGES.map(
    (language) =>
      [language, new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })] as const,
  );
  const codes = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter(
      (code) => !NOT_COUNTRIES.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`,
    )
    .filter((code) => displays[0]?.[1].of(code));
  return codes.map((code) => [
    code,
    Object.fromEntries(displays.map(([language, display]) => [language, display.of(code) ?? code])),
  ]);
}

const TABLES = `
create table person (
  id uuid not null,
  name text not null,
  email text,
  language text not null,
  disabled_at timestamptz,
  constraint person_name_is_not_empty check (btrim(name) <> ''),
  constraint person_email_is_lower_case check (email = lower(email)),
  constraint person_pkey primary key (id)
);

create unique index person_email_unique on person (email) where email is not null;

create table session (
  id uuid not null,
  person_id uuid not null,
  token_hash text not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint session_pkey primary key (id)
);

create index session_by_person on session (person_id);

create unique index session_token_hash_unique on session (token_hash);

create table sign_in (
  id uuid not null,
  person_id uuid,
  address_hash text not null,
  browser_hash text not null,
  requested_at timestamptz not null,
  used_at timestamptz,
  tries integer not null default 0,
  constraint sign_in_tries_are_limited check (tries between 0 and 5),
  constraint sign_in_pkey primary key (id)
);

create index sign_in_by_address on sign_in (address_hash, requested_at);

create table email (
  id uuid not null,
  event_id uuid not null,
  recipient text not null,
  language text not null,
  subject text not null,
  text text not null,
  html text not null,
  grants text array not null default '{}',
  message_id text not null,
  state text not null default 'QUEUED',
  attempts integer not null default 0,
  uncertain boolean not null default false,
  smtp_answer text,
  queued_at timestamptz not null,
  sent_at timestamptz,
  constraint email_state_is_known check (state in ('QUEUED', 'SENDING', 'SENT', 'FAILED')),
  constraint email_pkey primary key (id)
);

create index email_waiting on email (id) where state in ('QUEUED', 'SENDING');

create unique index email_once_per_event on email (event_id, recipient);

create table event (
  id uuid not null,
  project_id uuid,
  kind text not null,
  subject_id uuid not null,
  actor_id uuid,
  details jsonb not null default '{}',
  at timestamptz not null,
  constraint event_pkey primary key (id)
);

create index event_by_project on event (project_id, id);

create table country (
  code text not null,
  names jsonb not null,
  constraint country_code_is_alpha_2 check (code ~ '^[A-Z]{2}$'),
  constraint country_pkey primary key (code)
);

create table project (
  id uuid not null,
  version integer not null default 1,
  slug text not null,
  acronym text not null,
  title jsonb not null,
  programme text,
  grant_reference text,
  starts_on date,
  ends_on date,
  languages text array not null,
  constraint project_ends_after_its_start check (ends_on >= starts_on),
  constraint project_slug_is_a_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint project_pkey primary key (id)
);

create unique index project_slug_unique on project (slug);

create table partner (
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  slug text not null,
  role text not null,
  name text not null,
  kind text,
  town text not null,
  country_code text not null,
  aliases text array not null default '{}',
  constraint partner_role_is_known check (role in ('LEAD', 'PARTNER', 'ASSOCIATED')),
  constraint partner_slug_is_a_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint partner_pkey primary key (id)
);

create unique index partner_one_lead on partner (project_id) where role = 'LEAD';

create unique index partner_slug_unique on partner (project_id, slug);

create table membership (
  id uuid not null,
  person_id uuid not null,
  project_id uuid not null,
  partner_id uuid not null,
  role text not null,
  since timestamptz not null,
  ended_at timestamptz,
  constraint membership_role_is_known check (role in ('COORDINATOR', 'DELEGATE')),
  constraint membership_pkey primary key (id)
);

create index membership_by_project on membership (project_id);

create unique index membership_once on membership (person_id, partner_id, role) where ended_at is null;

alter table partner add constraint partner_project_fkey foreign key (project_id) references project(id) on delete restrict;

alter table partner add constraint partner_country_fkey foreign key (country_code) references country(code) on delete restrict;

alter table membership add constraint membership_person_fkey foreign key (person_id) references person(id) on delete restrict;

alter table membership add constraint membership_project_fkey foreign key (project_id) references project(id) on delete restrict;

alter table membership add constraint membership_partner_fkey foreign key (partner_id) references partner(id) on delete restrict;
`;
