import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lease on mails that are being sent, seals over the events, and news of each event as it is written. */
export class SealingAndLive1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table email add column leased_until timestamptz');
    await queryRunner.query(SEALS);
    await queryRunner.query('alter table event add column meeting_id uuid');
    await queryRunner.query(EVENT_WRITTEN);
    await queryRunner.query(
      'insert into unsealed_event (event_id, project_id) select id, project_id from event',
    );
    await queryRunner.query(GRANTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop trigger event_written on event');
    await queryRunner.query('drop function event_written');
    await queryRunner.query('alter table event drop column meeting_id');
    await queryRunner.query('drop table seal, unsealed_event');
    await queryRunner.query('alter table email drop column leased_until');
  }
}

const SEALS = `
create table seal (
  id uuid not null,
  project_id uuid,
  number integer not null,
  event_ids uuid array not null,
  root text not null,
  previous text,
  hash text not null,
  sealed_at timestamptz not null,
  constraint seal_number_is_positive check (number > 0),
  constraint seal_has_a_previous_one_after_the_first check ((number = 1) = (previous is null)),
  constraint seal_pkey primary key (id)
);

create unique index seal_number_unique on seal (project_id, number) where project_id is not null;

create unique index seal_number_unique_outside_projects on seal (number) where project_id is null;

create table unsealed_event (
  event_id uuid not null,
  project_id uuid,
  constraint unsealed_event_pkey primary key (event_id)
);

create index unsealed_event_by_project on unsealed_event (project_id, event_id);
`;

/** By the database, so that no way of writing an event can forget it. */
const EVENT_WRITTEN = `
create function event_written() returns trigger language plpgsql as $$
begin
  insert into unsealed_event (event_id, project_id) values (new.id, new.project_id);
  perform pg_notify('tavola_event', json_build_object(
    'id', new.id, 'projectId', new.project_id, 'meetingId', new.meeting_id, 'kind', new.kind,
    'subjectId', new.subject_id, 'version', new.details -> 'version')::text);
  return null;
end $$;

create trigger event_written after insert on event for each row execute function event_written();
`;

const GRANTS = `
grant select, insert on seal to tavola_app;
grant select, insert, delete on unsealed_event to tavola_app;
`;
