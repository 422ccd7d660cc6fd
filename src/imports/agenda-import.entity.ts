import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { FileImport } from './file-import.entity.js';
import type { Source } from './source.js';

/**
 * A file that is to become the draft of a meeting, there before its first byte is. It is kept as it was read, without its
 * bytes, and goes after a month.
 */
@Entity()
@Index('agenda_import_by_meeting', ['meetingId'])
@Index('agenda_import_by_person', ['requestedById'])
@Check('agenda_import_state_is_known', "state in ('OPEN', 'CHECKED', 'REJECTED', 'ACCEPTED')")
@Check('agenda_import_size_is_positive', 'size > 0')
@Check('agenda_import_last_item_lasts', 'last_item_minutes between 5 and 720')
@Check('agenda_import_open_is_unfinished', "(state = 'OPEN') = (finished_at is null)")
@Check('agenda_import_accepted_has_time', "(state = 'ACCEPTED') = (accepted_at is not null)")
@Check('agenda_import_rejected_has_reason', "(state = 'REJECTED') = (reason is not null)")
@Check('agenda_import_is_read', "(source is not null) = (state in ('CHECKED', 'ACCEPTED'))")
export class AgendaImport extends FileImport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_import_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'agenda_import_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** How long the last line of a day lasts where the file does not say; null: it must say. */
  @Column('int', { nullable: true })
  lastItemMinutes!: number | null;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'agenda_import_person_fkey', onDelete: 'RESTRICT' })
  requestedById!: string;

  /** The file as it was read. */
  @Column('jsonb', { nullable: true })
  source!: Source | null;

  /** What it would bring, as sentences in each language where there are any. */
  @Column('jsonb', { default: [] })
  items!: object[];

  @Column('jsonb', { default: [] })
  stated!: object[];
}
