import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Registration } from './registration.entity.js';

/**
 * What somebody needs from the host. It can reveal health or belief (GDPR, Article 9), so it lies in a table of its
 * own: few read it, and it can go while the registration stays.
 */
@Entity()
export class Needs {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'needs_pkey' })
  @ForeignKey(() => Registration, { name: 'needs_registration_fkey', onDelete: 'CASCADE' })
  registrationId!: string;

  @Column('text', { nullable: true })
  diet!: string | null;

  @Column('text', { nullable: true })
  access!: string | null;

  /** Language into which he needs interpretation, in his own words. */
  @Column('text', { nullable: true })
  interpretation!: string | null;
}
