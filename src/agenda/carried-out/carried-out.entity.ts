import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../../meetings/meeting.entity.js';
import { InstantColumn, type Texts } from '../../platform/database/columns.js';
import { AgendaItem, type AgendaItemKind, KIND_IS_KNOWN, LOCAL_FORM } from '../agenda-item.entity.js';
import { AgendaRelease } from '../agenda-release.entity.js';

/** The record of what took place at a meeting. It begins as a copy of a release, and the release stays what it is. */
@Entity()
export class CarriedOutAgenda {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'carried_out_agenda_pkey' })
  @ForeignKey(() => Meeting, { name: 'carried_out_agenda_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** What it began as. */
  @Column('uuid')
  @ForeignKey(() => AgendaRelease, { name: 'carried_out_agenda_release_fkey', onDelete: 'RESTRICT' })
  releaseId!: string;

  @InstantColumn()
  startedAt!: DateTime;

  @Column('uuid')
  startedById!: string;
}

/** Something that took place, or was planned and did not. */
@Entity()
@Index('carried_out_item_once', ['meetingId', 'itemId'], { unique: true })
@Index('carried_out_item_by_item', ['itemId'])
@Check('carried_out_item_kind_is_known', KIND_IS_KNOWN)
@Check('carried_out_item_ends_after_its_start', 'ends_at > starts_at')
@Check('carried_out_item_local_form', LOCAL_FORM)
export class CarriedOutItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'carried_out_item_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => CarriedOutAgenda, { name: 'carried_out_item_agenda_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** What was planned; null: nobody planned it. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => AgendaItem, { name: 'carried_out_item_item_fkey', onDelete: 'RESTRICT' })
  itemId!: string | null;

  @Column('boolean', { default: true })
  tookPlace!: boolean;

  @Column('text')
  kind!: AgendaItemKind;

  @Column('jsonb')
  title!: Texts;

  @Column('jsonb', { nullable: true })
  description!: Texts | null;

  @InstantColumn()
  startsAt!: DateTime;

  @InstantColumn()
  endsAt!: DateTime;

  @Column('text')
  startsAtLocal!: string;

  @Column('text')
  endsAtLocal!: string;

  /** In words, also where a room was planned: rooms may change their names, and what took place does not. */
  @Column('text', { nullable: true })
  place!: string | null;

  /** The place as it was planned, in words likewise. */
  @Column('text', { nullable: true })
  plannedPlace!: string | null;

  @Column('uuid', { array: true, default: {} })
  speakerIds!: string[];

  @Column('uuid', { array: true, default: {} })
  partnerIds!: string[];
}
