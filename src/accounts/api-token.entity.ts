import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { ApiScope } from '../platform/access/viewer.js';
import { InstantColumn } from '../platform/database/columns.js';
import { Person } from './person.entity.js';

/** A person's key for a script: what he may, within its scopes, until it expires. Kept as a hash. */
@Entity()
@Index('api_token_hash_unique', ['tokenHash'], { unique: true })
@Index('api_token_by_person', ['personId'])
@Check('api_token_may_ask_something', 'requests_per_minute > 0')
@Check('api_token_scopes_are_known', "scopes <@ '{READ,READ_PERSONAL,WRITE}' and scopes @> '{READ}'")
export class ApiToken {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_token_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Person, { name: 'api_token_person_fkey', onDelete: 'RESTRICT' })
  personId!: string;

  /** What it is for, in his own words. */
  @Column('text')
  name!: string;

  @Column('text')
  tokenHash!: string;

  @Column('text', { array: true })
  scopes!: ApiScope[];

  @InstantColumn()
  createdAt!: DateTime;

  @InstantColumn()
  expiresAt!: DateTime;

  @InstantColumn({ nullable: true })
  revokedAt!: DateTime | null;

  /** More for a script that needs more: an operator may raise it in the database. */
  @Column('int', { default: 1200 })
  requestsPerMinute!: number;
}
