import { Check, Column, Entity, Exclusion, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { Meeting } from '../meetings/meeting.entity.js';
import { Room } from '../meetings/room.entity.js';
import { InstantColumn, type Texts } from '../platform/database/columns.js';

export enum AgendaItemKind {
  SESSION = 'SESSION',
  PRESENTATION = 'PRESENTATION',
  WORKSHOP = 'WORKSHOP',
  SITE_VISIT = 'SITE_VISIT',
  DISCUSSION = 'DISCUSSION',
  CEREMONY = 'CEREMONY',
  REGISTRATION = 'REGISTRATION',
  BREAK = 'BREAK',
  MEAL = 'MEAL',
  SOCIAL = 'SOCIAL',
  FREE_TIME = 'FREE_TIME',
  TRAVEL = 'TRAVEL',
  ARRIVAL = 'ARRIVAL',
  DEPARTURE = 'DEPARTURE',
  CLOSING = 'CLOSING',
  OTHER = 'OTHER',
}

const kinds = Object.keys(AgendaItemKind)
  .map((kind) => `'${kind}'`)
  .join(', ');

export const KIND_IS_KNOWN = `kind in (${kinds})`;
export const LOCAL_FORM = `starts_at_local || ends_at_local ~ '^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d){2}$'`;

/**
 * One line of the draft agenda. Its wall times are what people agreed on; the instants follow from them and the
 * meeting's zone. That it lies within its meeting and its parent is kept by the trigger `agenda_item_is_contained`. A
 * removed item stays, since releases name it.
 */
@Entity()
@Unique('agenda_item_in_meeting', ['id', 'meetingId'])
@ForeignKey(() => AgendaItem, ['parentId', 'meetingId'], ['id', 'meetingId'], {
  name: 'agenda_item_parent_fkey',
  onDelete: 'RESTRICT',
})
@ForeignKey(() => Room, ['roomId', 'meetingId'], ['id', 'meetingId'], {
  name: 'agenda_item_room_fkey',
  onDelete: 'RESTRICT',
})
@Exclusion(
  'agenda_item_room_is_free',
  'using gist (held_room_id with =, tstzrange(starts_at, ends_at) with &&)',
  { deferrable: 'INITIALLY IMMEDIATE' },
)
@Exclusion(
  'agenda_item_parts_take_turns',
  'using gist (parent_id with =, part_room_id with =, tstzrange(starts_at, ends_at) with &&)',
  { deferrable: 'INITIALLY IMMEDIATE' },
)
@Index('agenda_item_by_room', ['roomId'])
@Index('agenda_item_by_meeting', ['meetingId', 'startsAt'])
@Index('agenda_item_by_parent', ['parentId'])
@Check('agenda_item_kind_is_known', KIND_IS_KNOWN)
@Check('agenda_item_ends_after_its_start', 'ends_at > starts_at')
@Check('agenda_item_local_form', LOCAL_FORM)
@Check('agenda_item_is_not_its_parent', 'parent_id <> id')
@Check('agenda_item_capacity_is_positive', 'capacity > 0')
@Check('agenda_item_waits_outside', 'not is_waiting or removed_at is not null')
@Check('agenda_item_is_not_overbooked', 'taken <= capacity')
export class AgendaItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  @ForeignKey(() => Meeting, { name: 'agenda_item_meeting_fkey', onDelete: 'RESTRICT' })
  meetingId!: string;

  /** The item that it is part of; that one is part of none. */
  @Column('uuid', { nullable: true })
  parentId!: string | null;

  @Column('text')
  kind!: AgendaItemKind;

  /** The source's own word for the kind. */
  @Column('text', { nullable: true })
  sourceKind!: string | null;

  @Column('jsonb')
  title!: Texts;

  @Column('jsonb', { nullable: true })
  description!: Texts | null;

  @InstantColumn()
  startsAt!: DateTime;

  @InstantColumn()
  endsAt!: DateTime;

  /** YYYY-MM-DDTHH:mm:ss on the wall of the meeting. Text: drivers read a `timestamp` in the zone of the machine. */
  @Column('text')
  startsAtLocal!: string;

  @Column('text')
  endsAtLocal!: string;

  /** In words: house, street, meeting point; null: where the meeting is. */
  @Column('text', { nullable: true })
  place!: string | null;

  /** null: in none of the meeting's rooms. */
  @Column('uuid', { nullable: true })
  roomId!: string | null;

  /** The room where it is kept for this item alone; set by the trigger `agenda_item_holds_its_room`. */
  @Column({ type: 'uuid', nullable: true, insert: false, update: false })
  heldRoomId!: string | null;

  /** The room where it is kept for what this item is part of: parts of that take turns in it. Set likewise. */
  @Column({ type: 'uuid', nullable: true, insert: false, update: false })
  partRoomId!: string | null;

  /** Whether every invited partner is to be there. */
  @Column('boolean', { default: false })
  isMandatory!: boolean;

  /** Whether nobody stated its end: it was taken from what comes next. */
  @Column('boolean', { default: false })
  endIsInferred!: boolean;

  /** How many can take part; null: whoever is there. */
  @Column('int', { nullable: true })
  capacity!: number | null;

  /** Places given away; kept by the trigger on the sign-ups. */
  @Column('int', { default: 0 })
  taken!: number;

  /** Names from a file that are those of nobody in the project, or of several: for organisers, and in no release. */
  @Column('text', { array: true, default: [] })
  unmatchedSpeakers!: string[];

  /** Likewise of who is responsible. */
  @Column('text', { array: true, default: [] })
  unmatchedPartners!: string[];

  @InstantColumn({ nullable: true })
  removedAt!: DateTime | null;

  /** Whether it was taken off the agenda, or never put there, but is to get a time. */
  @Column('boolean', { default: false })
  isWaiting!: boolean;
}
