import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Language } from '../platform/access/viewer.js';
import type { LetterCalendar } from '../platform/email/outbox.js';
import type { Event } from '../platform/events/event.entity.js';
import type { MailTopic } from './mail-topic.js';

/** Somebody with an address. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** Says a message of the catalogue in the recipient's language. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** A thing, and what is to be told of it, one line each. */
export interface Entry {
  readonly heading: string;
  readonly lines: readonly string[];
}

export interface Words {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Things one below the other, after the paragraphs. */
  readonly entries?: readonly Entry[];
  /** A paragraph after them. */
  readonly closing?: string;
  /**
   * Where the mail leads: a placeholder that delivery fills in (`Letter.grants`), or `HOME` and the path of a public page
   * from there; with the words of the link.
   */
  readonly link: { readonly label: string; readonly target: string };
  readonly aside?: string;
  /** Why he gets it: somebody used his address, or he is in a project, which it is unless told. */
  readonly reason?: 'account' | 'project';
  /** Further placeholders in the text. */
  readonly grants?: readonly string[];
  /** What his calendar is told with it. */
  readonly calendar?: LetterCalendar & {
    /** The placeholder of the address at which it answers. */
    readonly replyTo: string;
  };
}

/**
 * Who hears of one kind of event, and in which words. What is said about things is read as the recipient, by a GraphQL
 * document: whoever may not see it gets no mail.
 */
export interface Notice<Data = never> {
  /** Which kind of mail it is, if people may do without. Left out: it always arrives. */
  readonly topic?: MailTopic;
  /**
   * From when on it is no news: then nobody is told of it, and mails of it that still wait are not sent.
   * Left out, or null: it stays news.
   */
  readonly expiresAt?: (manager: EntityManager, event: Event) => Promise<DateTime | null>;
  /**
   * How many mails of its kind one person gets from one project within 24 hours, where what causes them can be done and
   * undone again and again; a further one is not sent. Left out: as many as there are.
   */
  readonly mostADay?: number;
  /**
   * Whether `words` are asked once more right before the mail leaves, which can be days after it was written: for what
   * asks people to do something, which they may have done meanwhile. Left out: it tells of what happened, and goes.
   */
  readonly isAskedAgain?: boolean;
  /** Whether mails of it are held where the project wants to look at them first. Left out: they leave at once. */
  readonly mayWait?: boolean;
  /**
   * What the details of its event would be, were it to happen in this meeting now: of what is about the meeting as a whole,
   * and can be shown before it happens. Left out: only what has happened can.
   */
  readonly imagined?: (meeting: Meeting, now: DateTime) => object;
  readonly recipients: (manager: EntityManager, event: Event) => Promise<Recipient[]>;
  readonly document: string;
  readonly variables: (event: Event, recipient: Recipient) => object;
  /** null: there is nothing to say to him. */
  readonly words: (data: Data, to: { say: Say; recipient: Recipient; event: Event }) => Words | null;
}

/** The page on which everything begins. */
export const HOME = '[[home]]';

/** People with an account and an address, by a condition on `person p`. */
export const people = (
  manager: EntityManager,
  condition: string,
  values: readonly unknown[],
): Promise<Recipient[]> =>
  manager.query(
    `select p.id, p.name, p.email, p.language from person p
     where p.email is not null and p.disabled_at is null and (${condition}) order by p.id`,
    [...values],
  );
