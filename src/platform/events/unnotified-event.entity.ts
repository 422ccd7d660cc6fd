import { Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

/** An event of which somebody has still to be told. It comes with the event; the notifier takes it away. */
@Entity()
export class UnnotifiedEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'unnotified_event_pkey' })
  eventId!: string;

  /** When it happened. */
  @InstantColumn()
  at!: DateTime;
}
