import ICAL from 'ical.js';
import type { SunkMail } from '../../src/platform/email/sunk-mail.js';

/** What a mail tells a calendar. */
export interface Told {
  readonly method: string;
  readonly uid: string;
  readonly sequence: number;
  readonly stamp: string;
  readonly status: string;
  readonly summary: string;
  readonly location: string;
  readonly start: string;
  readonly partstat: string;
  readonly attendees: readonly string[];
  readonly organizer: string;
  /** As it came. */
  readonly text: string;
}

export const calendarOf = (mail: SunkMail): string | undefined =>
  mail.attachments.find(({ contentType }) => contentType === 'text/calendar')?.content.toString();

/** What the mails told a calendar, in the order in which they came. @param mails the newest first */
export const toldBy = (mails: readonly SunkMail[]): Told[] =>
  mails.toReversed().flatMap((mail) => {
    const text = calendarOf(mail);
    return text === undefined ? [] : [readTold(text)];
  });

export function readTold(text: string): Told {
  const calendar = ICAL.Component.fromString(text);
  const event = calendar.getFirstSubcomponent('vevent') as InstanceType<typeof ICAL.Component>;
  const value = (name: string) => String(event.getFirstPropertyValue(name));
  const attendees = event.getAllProperties('attendee');
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: value('uid'),
    sequence: Number(value('sequence')),
    stamp: value('dtstamp'),
    status: value('status'),
    summary: value('summary'),
    location: value('location'),
    start: value('dtstart'),
    partstat: String(attendees[0]?.getParameter('partstat')),
    attendees: attendees.map((one) => String(one.getFirstValue()).toLowerCase()),
    organizer: value('organizer'),
    text,
  };
}
