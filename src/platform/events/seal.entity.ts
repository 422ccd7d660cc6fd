import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

/**
 * A batch of a project's events, with the rows that they have written, under one hash, which covers the hash of the
 * seal before it: whoever knows the newest hash can tell whether anything sealed was altered since. Append-only, like
 * the events.
 */
@Entity()
@Check('seal_number_is_positive', 'number > 0')
@Check('seal_has_a_previous_one_after_the_first', '(number = 1) = (previous is null)')
@Index('seal_number_unique', ['projectId', 'number'], { unique: true, where: 'project_id is not null' })
@Index('seal_number_unique_outside_projects', ['number'], { unique: true, where: 'project_id is null' })
export class Seal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'seal_pkey' })
  id!: string;

  /** null: the chain of the events outside every project. */
  @Column('uuid', { nullable: true })
  projectId!: string | null;

  /** 1, 2, 3, ... within the project. */
  @Column('int')
  number!: number;

  /** The batch, in the order of the ids. A late event is in a later seal than its id says. */
  @Column('uuid', { array: true })
  eventIds!: string[];

  /**
   * Each row's SHA-256 by its table and key, so that it can be said which one does not fit. null: made before seals
   * covered more than events.
   */
  @Column('jsonb', { nullable: true })
  covers!: Readonly<Record<string, string>> | null;

  /** Merkle root over what it covers, sorted, each as `table key hash`; over the events where that is null. Hex. */
  @Column('text')
  root!: string;

  /** The hash of the seal before this one; null for the first. */
  @Column('text', { nullable: true })
  previous!: string | null;

  /** SHA-256 of `previous`, `root` and `number`, one after the other as text; hex. */
  @Column('text')
  hash!: string;

  @InstantColumn()
  sealedAt!: DateTime;
}
