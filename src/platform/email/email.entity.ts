import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '../database/columns.js';

export enum EmailState {
  QUEUED = 'QUEUED',
  /** Somebody wants to look at it first; it waits until he sends or discards it. */
  HELD = 'HELD',
  SENDING = 'SENDING',
  SENT = 'SENT',
  /** A mail server took it, and one further on said that it cannot be delivered. */
  BOUNCED = 'BOUNCED',
  FAILED = 'FAILED',
  /** What it tells of was over before the mail server took it. */
  EXPIRED = 'EXPIRED',
  /**
   * Not sent: one of a kind too many in a day, what it asks for is done, a later one tells calendars more, or not wanted any
   * more: by its recipient, whoever organises it, or whoever released the mail of a restored copy.
   */
  DISCARDED = 'DISCARDED',
}

/** Mails that somebody has to know of: refused, too late, not taken yet, or perhaps there twice. */
export const IN_TROUBLE =
  "uncertain or state in ('BOUNCED', 'FAILED', 'EXPIRED') or state in ('QUEUED', 'SENDING') and smtp_answer is not null";

/**
 * A mail as its recipient gets it. Links that grant something stand here without their signature, which is added
 * at delivery: a copy of the table holds no usable link.
 */
@Entity()
@Index('email_once_per_event', ['eventId', 'recipient'], { unique: true, where: 'resend_of is null' })
@Index('email_resent_once', ['resendOf'], { unique: true })
@Index('email_of_project', ['projectId', 'id'])
@Index('email_waiting', ['id'], { where: "state in ('QUEUED', 'SENDING')" })
@Index('email_failed', ['id'], { where: "state = 'FAILED'" })
@Index('email_uncertain', ['id'], { where: 'uncertain' })
@Index('email_in_trouble', ['projectId', 'id'], { where: IN_TROUBLE })
@Index('email_by_calendar', ['personId', 'calendarId'], { where: 'calendar_id is not null' })
@Check('email_calendar_is_of_something', '(calendar_id is null) = (calendar_sequence is null)')
@Check(
  'email_state_is_known',
  "state in ('QUEUED', 'HELD', 'SENDING', 'SENT', 'BOUNCED', 'FAILED', 'EXPIRED', 'DISCARDED')",
)
export class Email {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_pkey' })
  id!: string;

  /** Raised by whoever changes what it says. */
  @Column('int', { default: 1 })
  version!: number;

  @Column('uuid')
  eventId!: string;

  /** Which mail somebody wanted sent once more. */
  @Column('uuid', { nullable: true })
  @ForeignKey(() => Email, { name: 'email_resend_of_fkey', onDelete: 'SET NULL' })
  resendOf!: string | null;

  /** null: outside every project, such as for a sign-in. */
  @Column('uuid', { nullable: true })
  projectId!: string | null;

  /** Whose address it was when the mail was written. */
  @Column('uuid', { nullable: true })
  personId!: string | null;

  /** The one address in the envelope. */
  @Column('text')
  recipient!: string;

  @Column('text')
  language!: string;

  @Column('text')
  subject!: string;

  @Column('text')
  text!: string;

  @Column('text')
  html!: string;

  /** The placeholders that delivery fills in; what a person wrote into a name is not among them. */
  @Column('text', { array: true, default: '{}' })
  grants!: string[];

  /** An iCalendar object (RFC 5545) that goes with it; its lines are folded at delivery. */
  @Column('text', { nullable: true })
  calendar!: string | null;

  /** Of what it tells calendars, such as a meeting. */
  @Column('uuid', { nullable: true })
  calendarId!: string | null;

  /** SEQUENCE of it. */
  @Column('int', { nullable: true })
  calendarSequence!: number | null;

  /** Chosen once, so that a second delivery after a lost reply can be recognised (RFC 5322, section 3.6.4). */
  @Column('text')
  messageId!: string;

  @Column('text', { default: EmailState.QUEUED })
  state!: EmailState;

  @Column('int', { default: 0 })
  attempts!: number;

  /** Whether an attempt ended without an answer, so that the recipient may have it twice. */
  @Column('boolean', { default: false })
  uncertain!: boolean;

  /** From when on it is of no use, and is not sent any more; null: never. */
  @InstantColumn({ nullable: true })
  expiresAt!: DateTime | null;

  /** Until when whoever made it SENDING has it to himself, by the database's clock; null when nobody sends it. */
  @InstantColumn({ nullable: true })
  leasedUntil!: DateTime | null;

  /** What the mail server said last. */
  @Column('text', { nullable: true })
  smtpAnswer!: string | null;

  /** When it was written, or let out again. */
  @InstantColumn()
  queuedAt!: DateTime;

  @InstantColumn({ nullable: true })
  sentAt!: DateTime | null;
}
