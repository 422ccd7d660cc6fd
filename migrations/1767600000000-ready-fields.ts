import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people need in words that can be counted, beside their own words, which stay as they are; who agreed to which
 * text; and how long a project keeps what can reveal health or belief.
 */
export class ReadyFields1767600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [NEEDS, CONSENT]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const NEEDS = `
alter table needs
  add column diets text array not null default '{}',
  add column access_needs text array not null default '{}',
  add column interpretation_language text,
  add column emergency_name text,
  add column emergency_phone text,
  add constraint needs_diets_are_known check (diets <@
    '{VEGETARIAN,VEGAN,GLUTEN_FREE,LACTOSE_FREE,HALAL,KOSHER,NUT_ALLERGY}'),
  add constraint needs_access_needs_are_known check (access_needs <@
    '{STEP_FREE,HEARING_LOOP,SIGN_LANGUAGE,SEAT_IN_FRONT,LARGE_PRINT,ASSISTANT,GUIDE_DOG}'),
  add constraint needs_interpretation_is_a_code check (interpretation_language ~ '^[a-z]{2,3}$'),
  add constraint needs_emergency_contact_is_whole check ((emergency_name is null) = (emergency_phone is null));
alter table project add column needs_kept_days integer not null default 30,
  add constraint project_keeps_needs_for_days check (needs_kept_days between 0 and 365);
`;

const CONSENT = `
create table consent (
  id uuid not null,
  registration_id uuid not null,
  field text not null,
  text_version integer not null,
  given_at timestamptz not null,
  given_by_id uuid,
  ended_at timestamptz,
  ended_by_id uuid,
  constraint consent_field_is_known check (field in
    ('DIET', 'ACCESS', 'INTERPRETATION', 'PHOTO', 'EMERGENCY_CONTACT')),
  constraint consent_ends_after_its_start check (ended_at >= given_at),
  constraint consent_pkey primary key (id),
  constraint consent_registration_fkey foreign key (registration_id) references registration (id) on delete cascade,
  constraint consent_given_by_fkey foreign key (given_by_id) references person (id) on delete restrict,
  constraint consent_ended_by_fkey foreign key (ended_by_id) references person (id) on delete restrict
);
create unique index consent_in_force on consent (registration_id, field) where ended_at is null;
grant select, insert, update (ended_at, ended_by_id) on consent to tavola_app;
`;

const DOWN = `
drop table consent;
alter table project drop column needs_kept_days;
update needs set
  diet = nullif(concat_ws(', ', diet, nullif(array_to_string(diets, ', '), '')), ''),
  access = nullif(concat_ws(', ', access, nullif(array_to_string(access_needs, ', '), '')), ''),
  interpretation = nullif(concat_ws(', ', interpretation, interpretation_language), '');
alter table needs drop column diets, drop column access_needs, drop column interpretation_language,
  drop column emergency_name, drop column emergency_phone;
delete from needs where diet is null and access is null and interpretation is null;
`;
