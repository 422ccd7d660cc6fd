import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the seats of a meeting came from and went. A partner may give away all of its own. */
export class SeatMoves1767300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}

const UP = `
create table seat_move (
  id uuid not null,
  meeting_id uuid not null,
  from_partner_id uuid,
  to_partner_id uuid,
  seats integer not null,
  reason text,
  moved_by_id uuid not null,
  moved_at timestamptz not null,
  constraint seat_move_has_seats check (seats > 0),
  constraint seat_move_goes_somewhere check (num_nonnulls(from_partner_id, to_partner_id) > 0
    and from_partner_id is distinct from to_partner_id),
  constraint seat_move_pkey primary key (id),
  constraint seat_move_meeting_fkey foreign key (meeting_id) references meeting (id) on delete restrict,
  constraint seat_move_from_fkey foreign key (from_partner_id) references partner (id) on delete restrict,
  constraint seat_move_to_fkey foreign key (to_partner_id) references partner (id) on delete restrict,
  constraint seat_move_person_fkey foreign key (moved_by_id) references person (id) on delete restrict
);
create index seat_move_by_meeting on seat_move (meeting_id);
grant select, insert on seat_move to tavola_app;
alter table invitation drop constraint invitation_has_seats,
  add constraint invitation_has_seats check (seats >= 0);
`;

const DOWN = `
alter table invitation drop constraint invitation_has_seats,
  add constraint invitation_has_seats check (seats > 0) not valid;
drop table seat_move;
`;
