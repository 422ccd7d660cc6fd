import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event that no seal covers yet. A trigger adds it with the event, the sealing takes it away. */
@Entity()
@Index('unsealed_event_by_project', ['projectId', 'eventId'])
export class UnsealedEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'unsealed_event_pkey' })
  eventId!: string;

  @Column('uuid', { nullable: true })
  projectId!: string | null;
}
