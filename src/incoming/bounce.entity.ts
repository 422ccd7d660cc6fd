import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';

/** Nothing arrives at somebody's address; the trigger `bounce_is_of_an_address` removes it when he has another one. */
@Entity()
@Check('bounce_status_is_permanent', String.raw`status ~ '^5\.\d{1,3}\.\d{1,3}$'`)
export class Bounce {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'bounce_pkey' })
  @ForeignKey(() => Person, { name: 'bounce_person_fkey', onDelete: 'CASCADE' })
  personId!: string;

  /** When the first report of it came. */
  @InstantColumn()
  bouncedAt!: DateTime;

  /** Such as 5.1.1 (RFC 3463). */
  @Column('text')
  status!: string;

  /** What the mail server there said, cut. */
  @Column('text', { nullable: true })
  answer!: string | null;
}
