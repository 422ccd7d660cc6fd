import { UNSUBSCRIBE } from '../platform/email/outbox.js';

/** Kinds of mail that somebody can do without. What must arrive is of none. */
export enum MailTopic {
  AGENDA = 'AGENDA',
  REMINDERS = 'REMINDERS',
  PRACTICAL = 'PRACTICAL',
  MATERIAL = 'MATERIAL',
  OUTCOMES = 'OUTCOMES',
  DELAYS = 'DELAYS',
}

export const TOPICS = Object.values(MailTopic);

export const isMailTopic = (text: unknown): text is MailTopic => TOPICS.some((topic) => topic === text);

/** The path of the link, in each mail of a topic, by which one person turns that topic off; it lasts. */
export const mailTopicPath = (personId: string, topic: MailTopic): string =>
  `${UNSUBSCRIBE}${personId}/${topic}`;
