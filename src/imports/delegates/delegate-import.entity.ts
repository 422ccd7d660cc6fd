import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Person } from '../../accounts/person.entity.js';
import { Meeting } from '../../meetings/meeting.entity.js';
import { Partner } from '../../projects/partner.entity.js';
import { FileImport } from '../file-import.entity.js';
import type { DelegateTable } from './read-delegates.js';

/**
 * A list of people whom partners send to a meeting. What it says of them goes when they are named, and else after a month.
 */
@Entity()
@Index('delegate_import_by_meeting', ['meetingId'])
@Index('delegate_import_by_partner', ['partnerId'])
@Index('delegate_import_by_person', ['requestedById'])
@Check('delegate_import_state_is_known', "state in ('OPEN', 'CHECKED', 'REJECTED', 'ACCEPTED')")
@Check('delegate_import_size_is_positive', 'size > 0')
@Check('delegate_import_open_is_unfinished', "(state = 'OPEN') = (finished_at is null)")
@Check('delegate_import_accepted_has_time', "(state = 'ACCEPTED') = (accepted_at is not null)")
@Check('delegate_import_rejected_has_reason', "(state = 'REJECTED') = (reason is not null)")
@Check('delegate_import_is_read', "(source is not null) = (state = 'CHECKED')")
export class DelegateImport extends FileImport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'delegate_import_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'delegate_import_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** Who sends them all; null: each row says who. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Partner, { name: 'delegate_import_partner_fkey', onDelete: 'RESTRICT' })
  partnerId!: string | null;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'delegate_import_person_fkey', onDelete: 'RESTRICT' })
  requestedById!: string;

  /** The list as it was read. */
  @Column('jsonb', { nullable: true })
  source!: DelegateTable | null;

  /** Whom it would name. */
  @Column('jsonb', { default: [] })
  delegates!: object[];
}
