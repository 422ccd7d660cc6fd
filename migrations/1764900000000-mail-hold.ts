import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps the mails of a restored copy back, and a state for those that are not wanted any more. */
export class MailHold1764900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(HOLD);
    await queryRunner.query(knownStates("'QUEUED', 'SENDING', 'SENT', 'FAILED', 'DISCARDED'"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("update email set state = 'FAILED' where state = 'DISCARDED'");
    await queryRunner.query(knownStates("'QUEUED', 'SENDING', 'SENT', 'FAILED'"));
    await queryRunner.query('drop table mail_hold');
  }
}

/** The application reads it; only the owner holds mail, and lets it out. */
const HOLD = `
create table mail_hold (
  held boolean not null default true,
  since timestamptz not null,
  taken_at timestamptz not null,
  constraint mail_hold_is_one check (held),
  constraint mail_hold_pkey primary key (held)
);
grant select on mail_hold to tavola_app;
`;

const knownStates = (states: string): string => `
alter table email
  drop constraint email_state_is_known,
  add constraint email_state_is_known check (state in (${states}))`;
