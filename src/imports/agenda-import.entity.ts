import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import type { RejectionReason } from '../platform/storage/rejected-file.js';
import type { Source } from './source.js';

export enum AgendaImportState {
  OPEN = 'OPEN',
  CHECKED = 'CHECKED',
  REJECTED = 'REJECTED',
  ACCEPTED = 'ACCEPTED',
}

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
export class AgendaImport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_import_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'agenda_import_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** As its sender called it. */
  @Column('text')
  fileName!: string;

  /** In bytes, as announced. */
  @Column('int')
  size!: number;

  /** How long the last line of a day lasts where the file does not say; null: it must say. */
  @Column('int', { nullable: true })
  lastItemMinutes!: number | null;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'agenda_import_person_fkey', onDelete: 'RESTRICT' })
  requestedById!: string;

  @InstantColumn()
  requestedAt!: DateTime;

  @Column('text', { default: AgendaImportState.OPEN })
  state!: AgendaImportState;

  /** When the reading began that has no end yet, or had none. */
  @InstantColumn({ nullable: true })
  readingSince!: DateTime | null;

  /** When it was read, or rejected. */
  @InstantColumn({ nullable: true })
  finishedAt!: DateTime | null;

  @InstantColumn({ nullable: true })
  acceptedAt!: DateTime | null;

  /** Why it was rejected. */
  @Column('text', { nullable: true })
  reason!: RejectionReason | null;

  /** The file as it was read. */
  @Column('jsonb', { nullable: true })
  source!: Source | null;

  /** What was wrong when it was last compared with its meeting: a sentence in each language for each. */
  @Column('jsonb', { default: [] })
  problems!: object[];

  /** What it would bring, likewise. */
  @Column('jsonb', { default: [] })
  items!: object[];

  @Column('jsonb', { default: [] })
  stated!: object[];
}
