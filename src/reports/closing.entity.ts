import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn } from '../platform/database/columns.js';

/**
 * The figures of a meeting, fixed: who signs for them, when, and a hash. A corrected meeting is closed again as the
 * next version; all versions stay. The application may INSERT and SELECT, nothing else.
 */
@Entity()
@Index('closing_version_unique', ['meetingId', 'version'], { unique: true })
@Check('closing_hash_is_of_document', "sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')")
export class Closing {
  /** That of the event that tells of it: so its seal finds it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'closing_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'closing_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('int')
  version!: number;

  @InstantColumn()
  closedAt!: DateTime;

  @Column('uuid')
  closedById!: string;

  /** The name that stands under the figures. */
  @Column('text')
  signatory!: string;

  /** Why the version before was corrected. */
  @Column('text', { nullable: true })
  reason!: string | null;

  /** By dimension, as `attendanceFigures` answers them. */
  @Column('jsonb')
  figures!: object;

  /** Hash of the newest seal of the project at that moment; a printed one shows later changes. */
  @Column('text', { nullable: true })
  sealHash!: string | null;

  /** What was signed, word for word: all that somebody needs who checks the hash elsewhere. */
  @Column('text')
  document!: string;

  /** SHA-256 of the document's UTF-8 bytes. */
  @Column('text')
  sha256!: string;
}
