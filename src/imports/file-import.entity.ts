import type { DateTime } from 'luxon';
import { Column } from 'typeorm';
import { InstantColumn } from '../platform/database/columns.js';
import type { RejectionReason } from '../platform/storage/rejected-file.js';

export enum ImportState {
  OPEN = 'OPEN',
  CHECKED = 'CHECKED',
  REJECTED = 'REJECTED',
  ACCEPTED = 'ACCEPTED',
}

/** A file on its way in, there before its first byte is. It is kept as it was read, without its bytes. */
export abstract class FileImport {
  abstract id: string;
  abstract meetingId: string;
  abstract requestedById: string;

  /** As its sender called it. */
  @Column('text')
  fileName!: string;

  /** In bytes, as announced. */
  @Column('int')
  size!: number;

  @InstantColumn()
  requestedAt!: DateTime;

  @Column('text', { default: ImportState.OPEN })
  state!: ImportState;

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

  /** What was wrong when it was last compared with its meeting: a sentence in each language for each. */
  @Column('jsonb', { default: [] })
  problems!: object[];
}
