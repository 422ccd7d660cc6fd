import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { DateTime, IANAZone } from 'luxon';
import { agendaCalendar, type CalendarAgenda } from './agenda-calendar.js';

/** Of the member states with their islands; some have a zone of another's. */
const ZONES =
  `Africa/Ceuta Asia/Famagusta Asia/Nicosia Atlantic/Azores Atlantic/Canary Atlantic/Madeira Europe/Amsterdam
  Europe/Athens Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Copenhagen
  Europe/Dublin Europe/Helsinki Europe/Lisbon Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta
  Europe/Mariehamn Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Sofia Europe/Stockholm Europe/Tallinn
  Europe/Vienna Europe/Vilnius Europe/Warsaw Europe/Zagreb America/Cayenne America/Guadeloupe America/Martinique
  Indian/Mayotte Indian/Reunion`.split(/\s+/);

const revised = DateTime.fromISO('2025-01-15T08:00:00Z', { zone: 'utc' });

const agendaOf = (instants: readonly DateTime[], changes: Partial<CalendarAgenda> = {}): CalendarAgenda => ({
  name: 'EVOLAQ: Final meeting',
  timeZone: 'Europe/Rome',
  place: null,
  isCancelled: false,
  revision: 3,
  revisedAt: revised,
  url: 'https://tavola.example/p/evolaq/cervia/agenda',
  items: instants.map((startsAt, index) => ({
    id: `item-${index}`,
    summary: 'Talk',
    description: null,
    place: null,
    startsAt,
    endsAt: startsAt.plus({ minutes: 30 }),
  })),
  ...changes,
});

/** What another program reads, by the rules that the text itself brings along. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

const instantsOf = (text: string) =>
  read(text).map(({ startDate, endDate }) => [startDate.toUnixTime(), endDate.toUnixTime()]);

/** Every half hour from two hours before each clock change to two after it, from 2025 to 2030. */
function aroundChanges(zone: string): DateTime[] {
  const place = IANAZone.create(zone);
  const isChanged = (from: DateTime, to: DateTime) =>
    place.offset(from.toMillis()) !== place.offset(to.toMillis());
  const found: DateTime[] = [];
  let day = DateTime.fromISO('2025-01-01T00:00:00Z', { zone: 'utc' });
  for (let next = day; day.year < 2031; day = next) {
    next = day.plus({ days: 1 });
    if (!isChanged(day, next)) continue;
    let hour = day;
    while (!isChanged(hour, hour.plus({ hours: 1 }))) hour = hour.plus({ hours: 1 });
    for (let half = -2; half <= 6; half += 1) found.push(hour.plus({ minutes: 30 * half }));
  }
  return found.length > 0 ? found : [day];
}

describe('the calendar of an agenda', () => {
  it.each(ZONES)('is read at the same instants as it was meant, at every clock change: %s', (zone) => {
    const instants = aroundChanges(zone);
    const expected = instants.map((at) => [at.toSeconds(), at.plus({ minutes: 30 }).toSeconds()]);
    expect(instantsOf(agendaCalendar(agendaOf(instants, { timeZone: zone })))).toEqual(expected);
  });

  it('would be read at others without the rules of its zone; a wall time that is shown twice is in UTC', () => {
    const instants = ['2025-10-25T08:00:00Z', '2025-10-26T01:30:00Z'].map((iso) => DateTime.fromISO(iso));
    const text = agendaCalendar(agendaOf(instants));
    const [summer] = instantsOf(text);
    expect(text).toContain('DTSTART;TZID=Europe/Rome:20251025T100000\r\n');
    expect(text).toContain('DTSTART:20251026T013000Z\r\n');
    const [without] = instantsOf(text.replace(/BEGIN:VTIMEZONE[^]*END:VTIMEZONE\r\n/, ''));
    expect(without).not.toEqual(summer);
  });

  it('is right where rules have changed since, or where nobody has rules', () => {
    // Turkey stayed on summer time in 2016; what goes along with the zone knows that year no more.
    const istanbul = [DateTime.fromISO('2016-02-01T09:00:00Z'), DateTime.fromISO('2026-02-01T09:00:00Z')];
    for (const timeZone of ['Europe/Istanbul', 'UTC', 'Etc/GMT+2'])
      expect(instantsOf(agendaCalendar(agendaOf(istanbul, { timeZone })))).toEqual(
        istanbul.map((at) => [at.toSeconds(), at.plus({ minutes: 30 }).toSeconds()]),
      );
  });

  it('names each line by its item, and the revision of its meeting', () => {
    const text = agendaCalendar(agendaOf([revised]));
    const [event] = read(text);
    expect(event).toMatchObject({ uid: 'item-0@tavola', sequence: 3, summary: 'Talk' });
    const value = (name: string) => String(event?.component.getFirstPropertyValue(name));
    expect(['status', 'last-modified', 'dtstamp'].map(value)).toEqual([
      'CONFIRMED',
      '2025-01-15T08:00:00Z',
      '2025-01-15T08:00:00Z',
    ]);
    expect(text).toContain('METHOD:PUBLISH\r\n');
    expect(text).toContain('X-WR-CALNAME:EVOLAQ: Final meeting\r\n');
    expect(agendaCalendar(agendaOf([revised]))).toBe(text);
  });

  it('says that it is off', () => {
    const [event] = read(agendaCalendar(agendaOf([revised], { isCancelled: true })));
    expect(event?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  });

  it('stays one property a line of at most 75 bytes, whatever texts hold', () => {
    const hostile = 'A;B,\u0007C\\D\r\nATTENDEE:mailto:x@y.example\nשלום "äöü" '.repeat(4);
    const item = { id: 'x', summary: hostile, description: hostile, place: hostile };
    const times = { startsAt: revised, endsAt: revised.plus({ hours: 1 }) };
    const text = agendaCalendar(agendaOf([], { name: hostile, items: [{ ...item, ...times }] }));
    const lines = text.split('\r\n');
    expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toEqual([]);
    expect(lines.filter((line) => /[\r\n]/.test(line) || Buffer.byteLength(line) > 75)).toEqual([]);
    const [event] = read(text);
    const plain = hostile.replaceAll('\r\n', '\n').replaceAll('\u0007', '');
    const name = ICAL.Component.fromString(text).getFirstPropertyValue('x-wr-calname');
    expect(name).toBe(plain.replaceAll(/[\\;,]/g, '\\$&').replaceAll('\n', ' '));
    expect([event?.summary, event?.description, event?.location]).toEqual([plain, plain, plain]);
  });
});
