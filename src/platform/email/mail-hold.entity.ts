import { Check, Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

/**
 * While its one row is there, no mail leaves: this is a restored copy, and what waits in it may have been sent by the
 * original. A row, so that whatever process works on this database keeps to it.
 */
@Entity()
@Check('mail_hold_is_one', 'held')
export class MailHold {
  @PrimaryColumn('boolean', { default: true, primaryKeyConstraintName: 'mail_hold_pkey' })
  held!: boolean;

  @InstantColumn()
  since!: DateTime;

  /** The moment that the copy shows. */
  @InstantColumn()
  takenAt!: DateTime;
}
