import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { InstantColumn, type Texts } from '../platform/database/columns.js';
import { Partner } from '../projects/partner.entity.js';

export enum MaterialKind {
  PRESENTATION = 'PRESENTATION',
  BEST_PRACTICE_SHEET = 'BEST_PRACTICE_SHEET',
  BIOGRAPHY = 'BIOGRAPHY',
  WEB_PUBLICATION = 'WEB_PUBLICATION',
  OTHER = 'OTHER',
}

const kinds = Object.keys(MaterialKind)
  .map((kind) => `'${kind}'`)
  .join(', ');

/**
 * What a partner owes for a meeting, and by when. Whether it is there, and was in time, follows from its versions and
 * is not stored. The deadline is wall time at the meeting; the instant follows from it and the meeting's zone.
 */
@Entity()
@Unique('material_request_once', ['meetingId', 'partnerId', 'kind'])
@ForeignKey(() => Meeting, ['meetingId', 'projectId'], ['id', 'projectId'], {
  name: 'material_request_meeting_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Partner, ['partnerId', 'projectId'], ['id', 'projectId'], {
  name: 'material_request_partner_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => AgendaItem, ['agendaItemId', 'meetingId'], ['id', 'meetingId'], {
  name: 'material_request_item_fkey',
  onDelete: 'RESTRICT',
})
@Index('material_request_by_item', ['agendaItemId'], { where: 'agenda_item_id is not null' })
@Index('material_request_waiting', ['dueAt'], { where: 'accepted_at is null' })
@Check('material_request_kind_is_known', `kind in (${kinds})`)
@Check('material_request_local_form', `due_at_local ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$'`)
export class MaterialRequest {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'material_request_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  projectId!: string;

  @Column('uuid')
  meetingId!: string;

  @Column('uuid')
  partnerId!: string;

  /** The line of the agenda at which it is shown; null: none. */
  @Column('uuid', { nullable: true })
  agendaItemId!: string | null;

  @Column('text')
  kind!: MaterialKind;

  /** What is asked for. */
  @Column('jsonb')
  title!: Texts;

  @InstantColumn()
  dueAt!: DateTime;

  /** YYYY-MM-DDTHH:mm:ss on the wall of the meeting. */
  @Column('text')
  dueAtLocal!: string;

  @InstantColumn({ nullable: true })
  acceptedAt!: DateTime | null;

  /** When its partner was mailed that it is asked for; null: it never was, since the meeting is like another one. */
  @InstantColumn({ nullable: true })
  requestedAt!: DateTime | null;

  /** The last time its partner was mailed that it is missing. */
  @InstantColumn({ nullable: true })
  remindedAt!: DateTime | null;
}
