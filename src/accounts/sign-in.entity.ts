import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../platform/database/columns.js';

/**
 * One request to sign in by e-mail. It holds neither the link's signature nor the code: both are derived from the
 * id with the server's secret, so a copy of the table signs nobody in.
 */
@Entity()
@Index('sign_in_by_address', ['addressHash', 'requestedAt'])
@Index('sign_in_by_client', ['clientHash', 'requestedAt'])
@Check('sign_in_tries_are_limited', 'tries between 0 and 5')
export class SignIn {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sign_in_pkey' })
  id!: string;

  /** null: nobody has this address. The row is written all the same, so that both cases cost and answer alike. */
  @Column('uuid', { nullable: true })
  personId!: string | null;

  @Column('text')
  addressHash!: string;

  /** Fingerprint of where the request came from. */
  @Column('text')
  clientHash!: string;

  /** SHA-256 of the cookie that binds the link to the browser which asked for it. */
  @Column('text')
  browserHash!: string;

  @InstantColumn()
  requestedAt!: DateTime;

  @InstantColumn({ nullable: true })
  usedAt!: DateTime | null;

  /** Codes typed so far, right or wrong. */
  @Column('int', { default: 0 })
  tries!: number;
}
