import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Project } from '../../projects/project.entity.js';

/** The newest number of a letter of a project; whoever issues one holds it until he has, so none is left out. */
@Entity()
@Check('letter_counter_is_positive', 'last > 0')
export class LetterCounter {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'letter_counter_pkey' })
  @ForeignKey(() => Project, { name: 'letter_counter_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  @Column('int')
  last!: number;
}
