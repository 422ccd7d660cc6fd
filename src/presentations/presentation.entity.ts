import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import type { RejectionReason } from '../platform/storage/rejected-file.js';
import { MaterialRequest } from './material-request.entity.js';

export enum PresentationState {
  OPEN = 'OPEN',
  DONE = 'DONE',
  REJECTED = 'REJECTED',
}

/** An upload that answers a request, there before its first byte is. Once it is done it is a version and stays. */
@Entity()
@Index('presentation_number_unique', ['requestId', 'number'], {
  unique: true,
  where: 'number is not null',
})
@Index('presentation_by_request', ['requestId'])
@Index('presentation_by_person', ['uploadedById'])
@Check('presentation_state_is_known', "state in ('OPEN', 'DONE', 'REJECTED')")
@Check('presentation_size_is_positive', 'size > 0')
@Check('presentation_number_is_positive', 'number > 0')
@Check('presentation_hash_form', "sha256 ~ '^[0-9a-f]{64}$'")
@Check(
  'presentation_done_is_complete',
  "num_nonnulls(number, type, sha256) = case when state = 'DONE' then 3 else 0 end",
)
@Check('presentation_rejected_has_reason', "(state = 'REJECTED') = (reason is not null)")
@Check('presentation_open_is_unfinished', "(state = 'OPEN') = (finished_at is null)")
export class Presentation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'presentation_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => MaterialRequest, { name: 'presentation_request_fkey', onDelete: 'RESTRICT' })
  requestId!: string;

  /** Which version of what was asked for; only what is done has one. */
  @Column('int', { nullable: true })
  number!: number | null;

  /** As its uploader called it. */
  @Column('text')
  fileName!: string;

  /** In bytes: as announced, and once it is done as it is. */
  @Column('int')
  size!: number;

  /** Media type, found out by the content. */
  @Column('text', { nullable: true })
  type!: string | null;

  /** Lower-case hexadecimal; the name of its blob. */
  @Column('text', { nullable: true })
  sha256!: string | null;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'presentation_person_fkey', onDelete: 'RESTRICT' })
  uploadedById!: string;

  @InstantColumn()
  requestedAt!: DateTime;

  /** When its outcome was recorded. */
  @InstantColumn({ nullable: true })
  finishedAt!: DateTime | null;

  @Column('text', { default: PresentationState.OPEN })
  state!: PresentationState;

  /** Why it was rejected. */
  @Column('text', { nullable: true })
  reason!: RejectionReason | null;
}
