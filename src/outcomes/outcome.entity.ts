import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn, type Texts } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';
import { Project } from '../projects/project.entity.js';

export enum OutcomeKind {
  RESULT = 'RESULT',
  DECISION = 'DECISION',
  ACTION = 'ACTION',
  RECOMMENDATION = 'RECOMMENDATION',
  GUIDELINE = 'GUIDELINE',
  BEST_PRACTICE = 'BEST_PRACTICE',
  AWARD = 'AWARD',
}

const kinds = Object.keys(OutcomeKind)
  .map((kind) => `'${kind}'`)
  .join(', ');

/** What a project, or one of its meetings, brings about. */
@Entity()
@ForeignKey(() => Meeting, ['meetingId', 'projectId'], ['id', 'projectId'], {
  name: 'outcome_meeting_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => AgendaItem, ['agendaItemId', 'meetingId'], ['id', 'meetingId'], {
  name: 'outcome_item_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Partner, ['partnerId', 'projectId'], ['id', 'projectId'], {
  name: 'outcome_partner_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Partner, ['ownerPartnerId', 'projectId'], ['id', 'projectId'], {
  name: 'outcome_owner_partner_fkey',
  onDelete: 'RESTRICT',
})
@Index('outcome_by_project', ['projectId', 'id'])
@Index('outcome_by_meeting', ['meetingId', 'id'])
@Index('outcome_by_item', ['agendaItemId'])
@Index('outcome_by_partner', ['partnerId', 'id'])
@Index('outcome_by_owner_person', ['ownerPersonId'])
@Check('outcome_kind_is_known', `kind in (${kinds})`)
@Check('outcome_item_has_a_meeting', 'agenda_item_id is null or meeting_id is not null')
@Check('outcome_names_its_partner', "partner_id is not null or kind not in ('BEST_PRACTICE', 'AWARD')")
@Check('outcome_action_has_an_owner', "(owner_partner_id is not null) = (kind = 'ACTION')")
@Check('outcome_person_owns_an_action', "owner_person_id is null or kind = 'ACTION'")
@Check('outcome_due_is_an_action', "due_on is null or kind = 'ACTION'")
@Check('outcome_done_is_an_action', "done_at is null or kind = 'ACTION'")
export class Outcome {
  /** UUID v7: its order is the order in which outcomes were recorded. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'outcome_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Project, { name: 'outcome_project_fkey', onDelete: 'RESTRICT' })
  projectId!: string;

  /** null: of the project as a whole. */
  @Column('uuid', { nullable: true })
  meetingId!: string | null;

  @Column('uuid', { nullable: true })
  agendaItemId!: string | null;

  @Column('text')
  kind!: OutcomeKind;

  /** Whose it is: who worked it out, or who gets the award. */
  @Column('uuid', { nullable: true })
  partnerId!: string | null;

  @Column('jsonb')
  title!: Texts;

  @Column('jsonb', { nullable: true })
  text!: Texts | null;

  /** Of an action: the partner that answers for it. */
  @Column('uuid', { nullable: true })
  ownerPartnerId!: string | null;

  /** Of an action: who sees to it; null: the coordinators of the owner partner. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Person, { name: 'outcome_owner_person_fkey', onDelete: 'RESTRICT' })
  ownerPersonId!: string | null;

  @Column('date', { nullable: true })
  dueOn!: string | null;

  @InstantColumn({ nullable: true })
  doneAt!: DateTime | null;

  @InstantColumn()
  recordedAt!: DateTime;
}
