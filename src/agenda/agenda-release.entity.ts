import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../meetings/meeting.entity.js';
import { Room } from '../meetings/room.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import { AgendaItem, type AgendaItemKind } from './agenda-item.entity.js';

/** A numbered, frozen agenda. The application may INSERT and SELECT, nothing else. */
@Entity()
@Check('agenda_release_has_a_zone', '(time_zone is null) <> (assumed_time_zone is null)')
@Index('agenda_release_number_unique', ['meetingId', 'number'], { unique: true })
export class AgendaRelease {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_release_pkey' })
  id!: string;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'agenda_release_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  @Column('int')
  number!: number;

  /** Of the draft that it froze. */
  @Column('int')
  draftVersion!: number;

  @InstantColumn()
  publishedAt!: DateTime;

  @Column('uuid')
  publishedById!: string;

  /** IANA name: the meeting's when it was published, in which its times are meant. Null in a release from before it was fixed. */
  @Column('text', { nullable: true })
  timeZone!: string | null;

  /** Of a release from before: that of the meeting when zones began to be fixed. No seal covers it. */
  @Column('text', { nullable: true })
  assumedTimeZone!: string | null;
}

/** What a release fixes of an item: its time, its place, and whose it is. Names come at reading. */
@Entity()
@Check('agenda_release_line_fixes_people', '(speaker_ids is null) = (partner_ids is null)')
@Check('agenda_release_line_fixes_ends', '(is_mandatory is null) = (end_is_inferred is null)')
@Index('agenda_release_line_by_item', ['itemId'])
export class AgendaReleaseLine {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_release_line_pkey' })
  @ForeignKey(() => AgendaRelease, { name: 'agenda_release_line_release_fkey', onDelete: 'RESTRICT' })
  releaseId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_release_line_pkey' })
  @ForeignKey(() => AgendaItem, { name: 'agenda_release_line_item_fkey', onDelete: 'RESTRICT' })
  itemId!: string;

  @Column('uuid', { nullable: true })
  parentId!: string | null;

  @Column('text')
  kind!: AgendaItemKind;

  @InstantColumn()
  startsAt!: DateTime;

  @InstantColumn()
  endsAt!: DateTime;

  @Column('text')
  startsAtLocal!: string;

  @Column('text')
  endsAtLocal!: string;

  @Column('text', { nullable: true })
  place!: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey(() => Room, { name: 'agenda_release_line_room_fkey', onDelete: 'RESTRICT' })
  roomId!: string | null;

  /** Who speaks, in order of their ids; null in a release from when it was not fixed. */
  @Column('uuid', { array: true, nullable: true })
  speakerIds!: string[] | null;

  /** Which partners answer for it, likewise. */
  @Column('uuid', { array: true, nullable: true })
  partnerIds!: string[] | null;

  /** Whether every invited partner is to be there; null likewise. */
  @Column('boolean', { nullable: true })
  isMandatory!: boolean | null;

  /** Whether nobody had stated its end; null likewise. */
  @Column('boolean', { nullable: true })
  endIsInferred!: boolean | null;
}
