import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of which project a mail is and to whom, so that coordinators see what did not arrive; and when it is of no use. */
export class WhoseMails1764970000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(WHOSE);
    await queryRunner.query(knownStates("'QUEUED', 'SENDING', 'SENT', 'FAILED', 'EXPIRED', 'DISCARDED'"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("update email set state = 'FAILED' where state = 'EXPIRED'");
    await queryRunner.query(knownStates("'QUEUED', 'SENDING', 'SENT', 'FAILED', 'DISCARDED'"));
    await queryRunner.query('drop index email_in_trouble');
    await queryRunner.query(
      'alter table email drop column project_id, drop column person_id, drop column expires_at',
    );
  }
}

const WHOSE = `
alter table email add column project_id uuid, add column person_id uuid, add column expires_at timestamptz;

update email m set project_id = e.project_id from event e where e.id = m.event_id;

update email m set person_id = p.id from person p where p.email = m.recipient;

create index email_in_trouble on email (project_id, id)
  where uncertain or state in ('FAILED', 'EXPIRED') or state in ('QUEUED', 'SENDING') and smtp_answer is not null;
`;

const knownStates = (states: string): string => `
alter table email
  drop constraint email_state_is_known,
  add constraint email_state_is_known check (state in (${states}))`;
