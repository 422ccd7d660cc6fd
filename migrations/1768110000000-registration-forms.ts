import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Questions of a meeting's own, in versions that stay as they are, and what people answered to which of them. */
export class RegistrationForms1768110000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [FORMS, ANSWERS, GRANTS]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const FORMS = `
create table registration_form (
  id uuid not null,
  meeting_id uuid not null,
  number integer not null,
  published_at timestamptz not null,
  constraint registration_form_number_is_positive check (number > 0),
  constraint registration_form_pkey primary key (id),
  constraint registration_form_at_meeting unique (id, meeting_id),
  constraint registration_form_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict
);
create unique index registration_form_number_unique on registration_form (meeting_id, number);

create table form_field (
  form_id uuid not null,
  key text not null,
  position integer not null,
  kind text not null,
  label jsonb not null,
  help jsonb,
  purpose jsonb not null,
  options jsonb not null,
  is_required boolean not null,
  is_sensitive boolean not null,
  retention text not null,
  shown_when_key text,
  shown_when_values text array,
  constraint form_field_key_is_a_name check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint form_field_kind_is_known check
    (kind in ('TEXT', 'PARAGRAPH', 'YES_NO', 'ONE_OF', 'SEVERAL_OF', 'NUMBER', 'DATE')),
  constraint form_field_retention_is_known check (retention in ('AFTER_MEETING', 'PROJECT')),
  constraint form_field_sensitive_is_free check
    (not is_sensitive or (not is_required and retention = 'AFTER_MEETING')),
  constraint form_field_condition_is_whole check ((shown_when_key is null) = (shown_when_values is null)),
  constraint form_field_pkey primary key (form_id, key),
  constraint form_field_form_fkey foreign key (form_id) references registration_form (id) on delete restrict,
  constraint form_field_condition_fkey foreign key (form_id, shown_when_key)
    references form_field (form_id, key) on delete restrict
);
create unique index form_field_position_unique on form_field (form_id, position);
`;

const ANSWERS = `
create table form_answer (
  registration_id uuid not null,
  key text not null,
  meeting_id uuid not null,
  form_id uuid not null,
  said text array not null,
  answered_at timestamptz not null,
  answered_by_id uuid,
  constraint form_answer_says_something check (cardinality(said) > 0),
  constraint form_answer_pkey primary key (registration_id, key),
  constraint form_answer_registration_fkey foreign key (registration_id, meeting_id)
    references registration (id, meeting_id) on delete cascade,
  constraint form_answer_form_fkey foreign key (form_id, meeting_id)
    references registration_form (id, meeting_id) on delete restrict,
  constraint form_answer_field_fkey foreign key (form_id, key)
    references form_field (form_id, key) on delete restrict,
  constraint form_answer_by_fkey foreign key (answered_by_id) references person (id) on delete restrict
);
create index form_answer_by_meeting on form_answer (meeting_id, key);

-- Whether a question is still asked as it was: where it stands in the form is no part of it.
create function is_same_question(a form_field, b form_field) returns boolean language sql immutable as $$
  select to_jsonb(a) - 'form_id' - 'position' = to_jsonb(b) - 'form_id' - 'position'
$$;
`;

const GRANTS = `
grant select, insert on registration_form, form_field to tavola_app;
grant select, insert, update, delete on form_answer to tavola_app;
`;

const DOWN = `
drop function is_same_question;
drop table form_answer, form_field, registration_form;
`;
