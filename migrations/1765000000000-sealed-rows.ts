import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seals cover what events have written as well, row by row; what there is already comes under the next seals. */
export class SealedRows1765000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table seal add column covers jsonb');
    for (const part of [CLOSINGS, AGAIN]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const part of [UNSEAL, DROP]) await queryRunner.query(part);
  }
}

/** A closing has the id of the event that tells of it. Until now only their order said which belong together. */
const CLOSINGS = `
update closing c set id = e.id
from (select id, subject_id, row_number() over (partition by subject_id order by id) as version
  from event where kind = 'meeting.closed') e
where e.subject_id = c.meeting_id and e.version = c.version`;

/** These events are under seals already, but what they have written is not. */
const AGAIN = `
insert into unsealed_event (event_id, project_id)
select e.id, e.project_id from event e
where exists (select from attendance_record a where a.id = e.subject_id)
  or exists (select from agenda_release r where r.id = e.subject_id)
  or exists (select from closing c where c.id = e.id)
on conflict do nothing`;

/** What came before knows nothing of rows and would take these seals for altered. They are the last of each chain. */
const UNSEAL = `
insert into unsealed_event (event_id, project_id)
select e.id, e.project_id from event e
where e.id in (select unnest(event_ids) from seal where covers is not null)
on conflict do nothing;
delete from seal where covers is not null`;

const DROP = 'alter table seal drop column covers';
