import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';

/** A signed-in browser, listed to its owner and revocable. The cookie's value stands here only as a hash. */
@Entity()
@Index('session_token_hash_unique', ['tokenHash'], { unique: true })
@Index('session_by_person', ['personId'])
@Check('session_may_ask_something', 'requests_per_minute > 0')
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_pkey' })
  id!: string;

  @Column('uuid')
  personId!: string;

  @Column('text')
  tokenHash!: string;

  @InstantColumn()
  startedAt!: DateTime;

  @InstantColumn()
  expiresAt!: DateTime;

  @InstantColumn({ nullable: true })
  endedAt!: DateTime | null;

  @Column('int', { default: 1200 })
  requestsPerMinute!: number;
}
