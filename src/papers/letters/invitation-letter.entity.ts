import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../../platform/database/columns.js';
import { Project } from '../../projects/project.entity.js';
import { Registration } from '../../registrations/registration.entity.js';

/** A letter of invitation was issued for a registration, once and for all. What it says is read when it is printed. */
@Entity()
@Index('invitation_letter_number_unique', ['projectId', 'number'], { unique: true })
@Index('invitation_letter_once', ['registrationId'], { unique: true })
@Check('invitation_letter_number_is_positive', 'number > 0')
export class InvitationLetter {
  /** That of the event that tells of it: so its seal finds it. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_letter_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'invitation_letter_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  @Column('uuid')
  @ForeignKey(() => Registration, { name: 'invitation_letter_registration_fkey', onDelete: 'RESTRICT' })
  registrationId!: string;

  /** In its project from 1, without a gap. */
  @Column('int')
  number!: number;

  /** That of the person when it was issued. */
  @Column('text')
  language!: string;

  @InstantColumn()
  issuedAt!: DateTime;
}
