import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { type VEvent, sync } from 'node-ical';
import { readTold } from '../factories/calendar-mails.js';
import { SeededRandom } from '../setup/seeded-random.js';
import { CalendarClient, CarelessClient } from './client.js';
import { type Mail, liveOut } from './life.js';

const LIVES = 500;
const MUST_RISE = ['move', 'rename', 'relocate', 'remove', 're-invite', 'cancel'];
/** Of an event with one attendee; with hours it has one more with the library's words, and the zone's. */
const ONCE = [
  'uid',
  'sequence',
  'dtstamp',
  'dtstart',
  'dtend',
  'summary',
  'location',
  'organizer',
  'attendee',
];

const random = new SeededRandom(20_171_211);
const lives = Array.from({ length: LIVES }, (_, number) => liveOut(random, number));
const mails = lives.flat();

/** By the rules that the text brings along. */
function byIcalJs(text: string) {
  const calendar = ICAL.Component.fromString(text);
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const [component, ...more] = calendar.getAllSubcomponents('vevent');
  const event = new ICAL.Event(component);
  const { startDate, endDate } = event;
  return {
    events: 1 + more.length,
    uid: event.uid,
    sequence: event.sequence,
    instants: startDate.isDate ? null : [startDate.toUnixTime(), endDate.toUnixTime()],
    days: startDate.isDate ? [startDate.toString(), endDate.toString()] : null,
  };
}

/** By rules of its own. */
function byNodeIcal(text: string) {
  const events = Object.values(sync.parseICS(text)).filter((one) => one?.type === 'VEVENT');
  const event = events[0] as VEvent & { sequence: string };
  const { start, end } = event;
  const day = (date: typeof start): string =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
  const isDays = event.datetype === 'date';
  return {
    events: events.length,
    uid: event.uid,
    sequence: Number(event.sequence),
    instants: isDays ? null : [start.getTime() / 1000, (end as typeof start).getTime() / 1000],
    days: isDays ? [day(start), day(end as typeof start)] : null,
  };
}

const meant = ({ uid, sequence, instants, days }: Mail) => ({ events: 1, uid, sequence, instants, days });

describe(`${LIVES} lives of meetings in a calendar`, () => {
  it('come to all that can happen', () => {
    const happened = new Set(mails.map(({ what }) => what));
    expect([...happened].toSorted()).toEqual([...MUST_RISE, 'answer', 'create'].toSorted());
    expect(mails.length).toBeGreaterThan(2 * LIVES);
  });

  it.each([
    ['ical.js', byIcalJs],
    ['node-ical', byNodeIcal],
  ])('are read at the same instants and days as they were meant, by %s', (_name, read) => {
    const wrong = mails.filter((mail) => JSON.stringify(read(mail.text)) !== JSON.stringify(meant(mail)));
    expect(wrong.map(({ text }) => [read(text), text]).slice(0, 1)).toEqual([]);
  });

  it('keep one property a line of at most 75 octets and one attendee, whatever names hold', () => {
    for (const { text, attendee } of mails) {
      const lines = text.split('\r\n');
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
      expect(lines.some((line) => /[\r\n\0]/.test(line))).toBe(false);
      const event = ICAL.Component.fromString(text).getFirstSubcomponent('vevent');
      const counts = ONCE.map((name) => event?.getAllProperties(name).length);
      expect(counts.filter((count) => (count ?? 0) > 1)).toEqual([]);
      expect(readTold(text).attendees).toEqual([attendee]);
    }
  });

  it('keep one UID; SEQUENCE rises where it must, never falls, and stamps do neither', () => {
    for (const life of lives) {
      expect(new Set(life.map(({ uid }) => uid)).size).toBe(1);
      for (const [index, mail] of life.entries()) {
        const before = life[index - 1];
        if (!before) continue;
        const least = before.sequence + (MUST_RISE.includes(mail.what) ? 1 : 0);
        expect(mail.sequence).toBeGreaterThanOrEqual(least);
        expect(readTold(mail.text).stamp >= readTold(before.text).stamp).toBe(true);
      }
    }
  });

  /** How many of the lives end otherwise when their mails come twice and in any order. */
  const astray = (Client: typeof CalendarClient): number => {
    const disorder = new SeededRandom(7);
    const ends = (texts: readonly string[]) => {
      const client = new Client();
      for (const text of texts) client.take(text);
      return JSON.stringify([...client.all]);
    };
    return lives.filter((life) => {
      const texts = life.map(({ text }) => text);
      return ends(texts) !== ends(disorder.shuffled([...texts, ...texts]));
    }).length;
  };

  it('end in the same state when mails come twice and in another order', () => {
    expect(astray(CalendarClient)).toBe(0);
    for (const life of lives) {
      const client = new CalendarClient();
      for (const { text } of life) client.take(text);
      const last = life.at(-1) as Mail;
      const [entry] = client.all.values();
      expect(entry).toMatchObject({
        sequence: last.sequence,
        status: last.method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED',
      });
    }
  });

  it('would not, in a program that goes by the order in which they come (control)', () => {
    expect(astray(CarelessClient)).toBeGreaterThan(LIVES / 2);
  });
});
