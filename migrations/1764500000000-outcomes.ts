import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a project and its meetings bring about. */
export class Outcomes1764500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(OUTCOMES);
    await queryRunner.query(GRANTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table outcome');
  }
}

/** A composite key with a null in it refers to nothing, so an agenda item without its meeting is refused by a check. */
const OUTCOMES = `
create table outcome (
  id uuid not null,
  version integer not null default 1,
  project_id uuid not null,
  meeting_id uuid,
  agenda_item_id uuid,
  kind text not null,
  partner_id uuid,
  title jsonb not null,
  text jsonb,
  owner_partner_id uuid,
  owner_person_id uuid,
  due_on date,
  done_at timestamptz,
  recorded_at timestamptz not null,
  constraint outcome_kind_is_known check (kind in ('RESULT', 'DECISION', 'ACTION', 'RECOMMENDATION', 'GUIDELINE',
    'BEST_PRACTICE', 'AWARD')),
  constraint outcome_item_has_a_meeting check (agenda_item_id is null or meeting_id is not null),
  constraint outcome_names_its_partner check (partner_id is not null or kind not in ('BEST_PRACTICE', 'AWARD')),
  constraint outcome_action_has_an_owner check ((owner_partner_id is not null) = (kind = 'ACTION')),
  constraint outcome_person_owns_an_action check (owner_person_id is null or kind = 'ACTION'),
  constraint outcome_due_is_an_action check (due_on is null or kind = 'ACTION'),
  constraint outcome_done_is_an_action check (done_at is null or kind = 'ACTION'),
  constraint outcome_pkey primary key (id),
  constraint outcome_project_fkey foreign key (project_id) references project (id) on delete restrict,
  constraint outcome_meeting_fkey foreign key (meeting_id, project_id)
    references meeting (id, project_id) on delete restrict,
  constraint outcome_item_fkey foreign key (agenda_item_id, meeting_id)
    references agenda_item (id, meeting_id) on delete restrict,
  constraint outcome_partner_fkey foreign key (partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  constraint outcome_owner_partner_fkey foreign key (owner_partner_id, project_id)
    references partner (id, project_id) on delete restrict,
  constraint outcome_owner_person_fkey foreign key (owner_person_id) references person (id) on delete restrict
);
create index outcome_by_project on outcome (project_id, id);
create index outcome_by_meeting on outcome (meeting_id, id);
create index outcome_by_item on outcome (agenda_item_id);
create index outcome_by_partner on outcome (partner_id, id);
create index outcome_by_owner_person on outcome (owner_person_id);
`;

/** What it is and where it comes from stays as it was recorded. */
const GRANTS = `
grant select, insert,
  update (version, title, text, partner_id, owner_partner_id, owner_person_id, due_on, done_at)
  on outcome to tavola_app;
`;
