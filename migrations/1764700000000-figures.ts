import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The words that a closing's hash is of; indexes for figures, and for rows found by the partner or item they name. */
export class Figures1764700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [INDEXES, DOCUMENT]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table closing drop constraint closing_hash_is_of_document, drop column document;
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

/** A closing from before gets words and a hash that fit each other; nobody could check the hash that it had. */
const DOCUMENT = `
alter table closing add column document text;
update closing c set document = (
  select jsonb_build_object('project', p.slug, 'meeting', jsonb_build_object('slug', m.slug, 'number', m.number),
    'version', c.version, 'closedAt', to_char(c.closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'signatory', c.signatory, 'reason', c.reason, 'figures', c.figures - 'stated', 'stated', c.figures -> 'stated',
    'sealHash', c.seal_hash)::text
  from meeting m join project p on p.id = m.project_id where m.id = c.meeting_id);
update closing set sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex');
alter table closing alter column document set not null,
  add constraint closing_hash_is_of_document check (sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex'));
`;
