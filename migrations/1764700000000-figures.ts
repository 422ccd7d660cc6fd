import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for figures, and for rows that are found by the partner or the item that they name. */
export class Figures1764700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(INDEXES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index attendance_record_corrections, attendance_record_by_item, registration_by_partner,
        invitation_by_partner, agenda_item_partner_by_partner, stated_count_by_partner;`);
  }
}

const INDEXES = `
create index attendance_record_corrections on attendance_record (meeting_id) where corrects_id is not null;
create index attendance_record_by_item on attendance_record (item_id);
create index registration_by_partner on registration (partner_id);
create index invitation_by_partner on invitation (partner_id);
create index agenda_item_partner_by_partner on agenda_item_partner (partner_id);
create index stated_count_by_partner on stated_count (partner_id);
`;
