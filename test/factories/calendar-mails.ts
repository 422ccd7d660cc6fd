import ICAL from 'ical.js';
import { DateTime } from 'luxon';
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

interface ReplyChanges {
  readonly stamp?: string;
  readonly sequence?: number;
  readonly uid?: string;
  readonly to?: string;
  /** Who answers. */
  readonly attendee?: string;
  readonly from?: string;
  /** Of the mail itself. */
  readonly headers?: readonly string[];
  /** Further lines of the event. */
  readonly lines?: readonly string[];
}

/** What a calendar answers to what it was told (RFC 5546, section 3.2.3). */
export function calendarReply(told: Told, partstat: string, changes: ReplyChanges = {}): string {
  const asked = new ICAL.Component(ICAL.parse(told.text));
  const event = asked.getFirstSubcomponent('vevent') as InstanceType<typeof ICAL.Component>;
  asked.updatePropertyWithValue('method', 'REPLY');
  event.getFirstProperty('attendee')?.setParameter('partstat', partstat);
  if (changes.attendee !== undefined) event.updatePropertyWithValue('attendee', `mailto:${changes.attendee}`);
  event.updatePropertyWithValue('dtstamp', ICAL.Time.fromDateTimeString(changes.stamp ?? stampIn(0)));
  if (changes.sequence !== undefined) event.updatePropertyWithValue('sequence', changes.sequence);
  if (changes.uid !== undefined) event.updatePropertyWithValue('uid', changes.uid);
  return asked.toString().replace('END:VEVENT', [...(changes.lines ?? []), 'END:VEVENT'].join('\r\n'));
}

/** The mail in which a calendar answers; From is somebody whom nobody knows. */
export const replyMail = (told: Told, partstat: string, changes: ReplyChanges = {}): string =>
  mailWith(
    calendarReply(told, partstat, changes),
    changes.to ?? told.organizer.replace(/^mailto:/i, ''),
    changes,
  );

export function mailWith(
  calendar: string,
  to: string,
  { from = 'Anna <anna@at-home.example>', headers = [] }: ReplyChanges = {},
): string {
  return [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Accepted: a meeting',
    'MIME-Version: 1.0',
    ...headers,
    'Content-Type: multipart/alternative; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Anna has accepted.',
    '--b',
    'Content-Type: text/calendar; charset=utf-8; method=REPLY',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(calendar)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '--b--',
    '',
  ].join('\r\n');
}

/** So many seconds from now, as DTSTAMP. */
export const stampIn = (seconds: number): string =>
  DateTime.utc().plus({ seconds }).startOf('second').toISO({ suppressMilliseconds: true });
