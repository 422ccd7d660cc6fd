import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';
import { Person } from './person.entity.js';

/** The address of a person's own calendar, for a program that cannot sign in. Kept as a hash; without a row there is none. */
@Entity()
@Index('calendar_feed_hash_unique', ['tokenHash'], { unique: true })
export class CalendarFeed {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'calendar_feed_pkey' })
  @ForeignKey(() => Person, { name: 'calendar_feed_person_fkey', onDelete: 'CASCADE' })
  personId!: string;

  @Column('text')
  tokenHash!: string;

  @InstantColumn()
  madeAt!: DateTime;
}
