import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of requests by whoever sends them, and of requests to sign in by where they come from. */
export class RequestLimits1764810000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(QUOTAS);
    await queryRunner.query(CLIENTS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index sign_in_by_client;
      alter table sign_in drop column client_hash;
      alter table session drop column requests_per_minute;
      alter table api_token drop column requests_per_minute;
      drop table request_quota;`);
  }
}

const QUOTAS = `
create table request_quota (
  requester text not null,
  minute integer not null,
  taken integer not null,
  constraint request_quota_takes_something check (taken > 0),
  constraint request_quota_pkey primary key (requester)
);
grant select, insert, update, delete on request_quota to tavola_app;

alter table session add column requests_per_minute integer not null default 1200,
  add constraint session_may_ask_something check (requests_per_minute > 0);
alter table api_token add column requests_per_minute integer not null default 1200,
  add constraint api_token_may_ask_something check (requests_per_minute > 0);
`;

/** From where somebody asked before this came is not known. */
const CLIENTS = `
alter table sign_in add column client_hash text not null default '';
alter table sign_in alter column client_hash drop default;
create index sign_in_by_client on sign_in (client_hash, requested_at);
`;
