import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that came back, and addresses at which nothing arrives. */
export class Bounces1768210000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      knownStates("'QUEUED', 'HELD', 'SENDING', 'SENT', 'BOUNCED', 'FAILED', 'EXPIRED', 'DISCARDED'"),
    );
    await queryRunner.query(inTrouble("'BOUNCED', 'FAILED', 'EXPIRED'"));
    await queryRunner.query(BOUNCE);
    await queryRunner.query(LIFTED);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger bounce_is_of_an_address on person;
      drop function bounce_is_of_an_address();
      drop table bounce;
      update email set state = 'FAILED' where state = 'BOUNCED'`);
    await queryRunner.query(inTrouble("'FAILED', 'EXPIRED'"));
    await queryRunner.query(
      knownStates("'QUEUED', 'HELD', 'SENDING', 'SENT', 'FAILED', 'EXPIRED', 'DISCARDED'"),
    );
  }
}

const BOUNCE = `
create table bounce (
  person_id uuid not null constraint bounce_pkey primary key,
  bounced_at timestamptz not null,
  status text not null,
  answer text,
  constraint bounce_person_fkey foreign key (person_id) references person (id) on delete cascade,
  constraint bounce_status_is_permanent check (status ~ '^5\\.\\d{1,3}\\.\\d{1,3}$')
);
grant select, insert, delete on bounce to tavola_app`;

/** What was told of one address says nothing of another. */
const LIFTED = `
create function bounce_is_of_an_address() returns trigger language plpgsql as $$
begin
  delete from bounce where person_id = new.id;
  return null;
end $$;
create trigger bounce_is_of_an_address after update of email on person
  for each row when (old.email is distinct from new.email) execute function bounce_is_of_an_address()`;

const inTrouble = (states: string): string => `
drop index email_in_trouble;
create index email_in_trouble on email (project_id, id)
  where uncertain or state in (${states}) or state in ('QUEUED', 'SENDING') and smtp_answer is not null`;

const knownStates = (states: string): string => `
alter table email
  drop constraint email_state_is_known,
  add constraint email_state_is_known check (state in (${states}))`;
