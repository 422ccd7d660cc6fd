import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { invitation } from './meeting-calendar.js';

const meeting = {
  id: '0198c0de-0000-7000-8000-000000000000',
  calendarRevisedAt: '2017-11-01T13:00:00+01:00',
  timeZone: 'Europe/Rome',
  startsOn: '2017-12-11',
  endsOn: '2017-12-13',
  place: 'Cervia; Officine del Sale',
  country: { name: 'Italy' },
  hours: null,
};
const organizer = { name: 'EVOLAQ', email: '[[reply:1]]' };
const anna = {
  name: 'Anna "A" Åberg',
  email: 'anna@skovde.example',
  status: 'NEEDS-ACTION',
  organizer,
} as const;
const told = {
  summary: 'EVOLAQ: Final meeting',
  sequence: 3,
  at: DateTime.fromISO('2017-11-01T11:00:00Z', { zone: 'utc' }),
  attendee: anna,
};
const linesOf = (text: string) => text.trim().split('\r\n');

describe('the invitation to a meeting', () => {
  it('covers its whole days, whatever the zone of the machine, and names one attendee', () => {
    expect(linesOf(invitation('REQUEST', meeting, told))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tavola//Tavola//EN',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:0198c0de-0000-7000-8000-000000000000@tavola',
      'SEQUENCE:3',
      'DTSTAMP:20171101T120000Z',
      'DTSTART;VALUE=DATE:20171211',
      'DTEND;VALUE=DATE:20171214',
      'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
      'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE',
      'SUMMARY:EVOLAQ: Final meeting',
      'LOCATION:Cervia\\; Officine del Sale\\, Italy',
      'ORGANIZER;CN="EVOLAQ":mailto:[[reply:1]]',
      `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Anna 'A' Åberg":MAILTO:anna@skovde.example`,
      'STATUS:CONFIRMED',
      'LAST-MODIFIED:20171101T120000Z',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  it('has the hours that were agreed on, with the rules of their zone, until its days are moved', () => {
    const hours = { startsAt: '2017-12-11T08:00:00Z', endsAt: '2017-12-11T16:00:00Z' };
    const agreed = { ...meeting, endsOn: '2017-12-11', hours };
    const text = invitation('REQUEST', agreed, told);
    expect(text).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\n');
    expect(text).toContain(
      'DTSTART;TZID=Europe/Rome:20171211T090000\r\nDTEND;TZID=Europe/Rome:20171211T170000',
    );
    const moved = { ...agreed, startsOn: '2017-12-12', endsOn: '2017-12-12' };
    expect(invitation('REQUEST', moved, told)).toContain('DTSTART;VALUE=DATE:20171212\r\n');
  });

  it('is taken back by the same UID', () => {
    const lines = linesOf(invitation('CANCEL', meeting, { ...told, sequence: 4 }));
    expect(lines).toEqual(
      expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:4', `UID:${meeting.id}@tavola`]),
    );
  });

  it('is stamped when what it tells came about, if that was after the meeting was changed', () => {
    const at = DateTime.fromISO('2017-11-02T00:00:00Z', { zone: 'utc' });
    expect(linesOf(invitation('REQUEST', meeting, { ...told, at }))).toContain('DTSTAMP:20171102T000000Z');
  });

  it('stays one property a line, whatever a title or a name holds', () => {
    const hostile = 'A"\r\nATTENDEE:mailto:x@y.example;CN=^n\u0000:,\\';
    const attendee = { ...anna, name: hostile };
    const lines = linesOf(invitation('REQUEST', meeting, { ...told, summary: hostile, attendee }));
    const named = lines.filter((line) => line.startsWith('ATTENDEE'));
    expect(named).toEqual([
      `ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="A' ATTENDEE:mailto:x@y.example;CN='n :,'":MAILTO:anna@skovde.example`,
    ]);
    expect(lines).toHaveLength(20);
  });
});
