import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations, registrations and what people need; mails with a calendar entry. */
export class Registrations1764300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [TABLES, SEATS, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const TABLES = `
alter table project add asks text array not null default '{}',
  add constraint project_asks_known_questions check (asks <@ '{GENDER,AGE_BAND}');
alter table email add calendar text;

create table invitation (
  id uuid not null,
  meeting_id uuid not null,
  partner_id uuid not null,
  seats integer not null,
  taken integer not null default 0,
  invited_at timestamptz not null,
  constraint invitation_has_seats check (seats > 0),
  constraint invitation_is_not_overfilled check (taken <= seats),
  constraint invitation_pkey primary key (id),
  constraint invitation_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint invitation_partner_fkey foreign key (partner_id) references partner (id) on delete restrict
);
create unique index invitation_once on invitation (meeting_id, partner_id);

create table registration (
  id uuid not null,
  version integer not null default 1,
  meeting_id uuid not null,
  person_id uuid not null,
  partner_id uuid,
  kind text not null,
  state text not null,
  origin text not null,
  residence_town text,
  residence_country_code text,
  gender text,
  age_band text,
  photo_consent boolean,
  registered_at timestamptz not null,
  answered_at timestamptz,
  constraint registration_kind_is_known check (kind in ('DELEGATE', 'LOCAL', 'SPEAKER', 'STAFF', 'ACCOMPANYING')),
  constraint registration_state_is_known check (state in ('INVITED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN')),
  constraint registration_origin_is_known check (origin in ('NAMED', 'SELF', 'WALK_IN')),
  constraint registration_gender_is_known check (gender in ('FEMALE', 'MALE', 'OTHER')),
  constraint registration_age_band_is_known
    check (age_band in ('UNDER_18', 'FROM_18_TO_30', 'FROM_31_TO_64', 'FROM_65')),
  constraint registration_of_delegate_has_partner check (kind <> 'DELEGATE' or partner_id is not null),
  constraint registration_pkey primary key (id),
  constraint registration_at_meeting unique (id, meeting_id),
  constraint registration_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint registration_person_fkey foreign key (person_id) references person (id) on delete restrict,
  constraint registration_partner_fkey foreign key (partner_id) references partner (id) on delete restrict,
  constraint registration_country_fkey foreign key (residence_country_code)
    references country (code) on delete restrict
);
create unique index registration_once on registration (meeting_id, person_id);
create index registration_by_person on registration (person_id);

create table needs (
  registration_id uuid not null,
  diet text,
  access text,
  interpretation text,
  constraint needs_pkey primary key (registration_id),
  constraint needs_registration_fkey foreign key (registration_id) references registration (id) on delete cascade
);
`;

/**
 * Seats are counted where they are taken, so that no way into the table goes past them: the row of the invitation is
 * locked by its UPDATE, and its check refuses one seat too many.
 */
const SEATS = `
create function registration_takes_a_seat() returns trigger language plpgsql as $$
declare
  had boolean := tg_op <> 'INSERT' and old.kind = 'DELEGATE' and old.state in ('INVITED', 'CONFIRMED');
  has boolean := tg_op <> 'DELETE' and new.kind = 'DELEGATE' and new.state in ('INVITED', 'CONFIRMED');
begin
  if had and has and old.meeting_id = new.meeting_id and old.partner_id = new.partner_id then return null; end if;
  if had then
    update invitation set taken = taken - 1 where meeting_id = old.meeting_id and partner_id = old.partner_id;
  end if;
  if has then
    update invitation set taken = taken + 1 where meeting_id = new.meeting_id and partner_id = new.partner_id;
    if not found then
      raise check_violation using message = 'the partner of a delegate is not invited',
        constraint = 'registration_of_invited_partner';
    end if;
  end if;
  return null;
end $$;

create trigger registration_takes_a_seat
  after insert or delete or update of kind, state, meeting_id, partner_id
  on registration for each row execute function registration_takes_a_seat();

create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on invitation
  for each row execute function partner_is_of_the_project();
create trigger partner_is_of_the_project after insert or update of meeting_id, partner_id on registration
  for each row execute function partner_is_of_the_project();
`;

const GRANTS = `
grant select, insert, update on invitation, registration to tavola_app;
grant select, insert, update, delete on needs to tavola_app;
`;

const DOWN = `
drop table needs, registration, invitation;
drop function registration_takes_a_seat;
alter table email drop calendar;
alter table project drop constraint project_asks_known_questions, drop asks;
`;
