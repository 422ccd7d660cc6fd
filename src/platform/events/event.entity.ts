import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

/**
 * What happened: audit trail, activity feed and the trigger of notifications in one. Append-only; the application's
 * role may INSERT and SELECT, nothing else. It names people by id only, so that erasure need not touch it.
 */
@Entity()
@Index('event_by_project', ['projectId', 'id'])
@Index('event_of_version', ['subjectId', 'id'], { where: "details ? 'version'" })
export class Event {
  /** UUID v7: its order is the order of time. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_pkey' })
  id!: string;

  /** null: outside every project, such as a sign-in. */
  @Column('uuid', { nullable: true })
  projectId!: string | null;

  /** The meeting whose live stream tells of it; null where it is of none. */
  @Column('uuid', { nullable: true })
  meetingId!: string | null;

  /** `noun.verb`, past tense: `partner.added`. */
  @Column('text')
  kind!: string;

  @Column('uuid')
  subjectId!: string;

  /** The person who did it; null where nobody has signed in. */
  @Column('uuid', { nullable: true })
  actorId!: string | null;

  /** Ids, states and numbers; nothing personal. */
  @Column('jsonb', { default: {} })
  details!: object;

  @InstantColumn()
  at!: DateTime;
}
