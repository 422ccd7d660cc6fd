import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

/** A creation that was done once, so that its repetition finds the first result. Neither answer nor input is kept. */
@Entity()
export class IdempotencyKey {
  /** The person who asked. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  principalId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  key!: string;

  @Column('text')
  mutation!: string;

  /** SHA-256 of the input. */
  @Column('text')
  inputHash!: string;

  @Column('uuid')
  resultId!: string;

  @InstantColumn()
  at!: DateTime;
}
