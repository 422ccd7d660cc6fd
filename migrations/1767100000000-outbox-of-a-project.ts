import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A project's mails can be held, edited and sent again, and those about a new release of an agenda wait where it wants that. */
export class OutboxOfAProject1767100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      knownStates("'QUEUED', 'HELD', 'SENDING', 'SENT', 'FAILED', 'EXPIRED', 'DISCARDED'"),
    );
    await queryRunner.query(`
      alter table email add column version int not null default 1, add column resend_of uuid;
      alter table email add constraint email_resend_of_fkey foreign key (resend_of) references email (id) on delete set null;
      drop index email_once_per_event;
      create unique index email_once_per_event on email (event_id, recipient) where resend_of is null;
      create unique index email_resent_once on email (resend_of);
      create index email_of_project on email (project_id, id);
      alter table project add column agenda_mails_wait boolean not null default false`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table project drop column agenda_mails_wait;
      delete from email where resend_of is not null;
      update email set state = 'DISCARDED' where state = 'HELD';
      drop index email_of_project, email_once_per_event;
      alter table email drop column version, drop column resend_of;
      create unique index email_once_per_event on email (event_id, recipient)`);
    await queryRunner.query(knownStates("'QUEUED', 'SENDING', 'SENT', 'FAILED', 'EXPIRED', 'DISCARDED'"));
  }
}

const knownStates = (states: string): string => `
alter table email
  drop constraint email_state_is_known,
  add constraint email_state_is_known check (state in (${states}))`;
