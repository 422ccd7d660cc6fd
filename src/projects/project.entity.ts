import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Texts } from '../platform/database/columns.js';
import type { MailRules } from './mail-rules.js';

export enum PersonalQuestion {
  GENDER = 'GENDER',
  AGE_BAND = 'AGE_BAND',
}

/** A funded undertaking with a start, an end and a partnership; everything else hangs on one. */
@Entity()
@Index('project_slug_unique', ['slug'], { unique: true })
@Check('project_slug_is_a_slug', "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'")
@Check('project_asks_known_questions', "asks <@ '{GENDER,AGE_BAND}'")
@Check('project_keeps_needs_for_days', 'needs_kept_days between 0 and 365')
@Check('project_ends_after_its_start', 'ends_on >= starts_on')
export class Project {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'project_pkey' })
  id!: string;

  @Column('int', { default: 1 })
  version!: number;

  @Column('text')
  slug!: string;

  @Column('text')
  acronym!: string;

  @Column('jsonb')
  title!: Texts;

  /** The funding programme, never the timetable of a meeting. */
  @Column('text', { nullable: true })
  programme!: string | null;

  @Column('text', { nullable: true })
  grantReference!: string | null;

  @Column('date', { nullable: true })
  startsOn!: string | null;

  @Column('date', { nullable: true })
  endsOn!: string | null;

  /** The languages in which the project publishes, ISO 639-1. */
  @Column('text', { array: true })
  languages!: string[];

  /** What its funder wants to know of participants; nothing else of this kind may be asked. */
  @Column('text', { array: true, default: '{}' })
  asks!: PersonalQuestion[];

  /** How many days after the last day of a meeting what people need there is kept. */
  @Column('int', { default: 30 })
  needsKeptDays!: number;

  /** Whether mails about a further release of an agenda are looked at before they are sent. */
  @Column('boolean', { default: false })
  agendaMailsWait!: boolean;

  /** When mails leave by the calendar, where a meeting says nothing else. */
  @Column('jsonb', { default: {} })
  mailRules!: MailRules;

  /** Whether somebody comes to a meeting only when whoever organises it agrees. */
  @Column('boolean', { default: false })
  approvesRegistrations!: boolean;
}
