import { describe, expect, it } from '@jest/globals';
import { calendarOf } from './meeting-calendar.js';

const meeting = {
  id: '0198c0de-0000-7000-8000-000000000000',
  calendarRevision: 3,
  calendarRevisedAt: '2017-11-01T13:00:00+01:00',
  startsOn: '2017-12-11',
  endsOn: '2017-12-13',
  place: 'Cervia; Officine del Sale',
};

describe('the calendar entry of a meeting', () => {
  it('covers its whole days, whatever the zone of the machine', () => {
    expect(calendarOf(meeting, 'EVOLAQ: Final meeting').trim().split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tavola//Tavola//EN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:0198c0de-0000-7000-8000-000000000000@tavola',
      'SEQUENCE:3',
      'DTSTAMP:20171101T120000Z',
      'DTSTART;VALUE=DATE:20171211',
      'DTEND;VALUE=DATE:20171214',
      'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE',
      'X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE',
      'SUMMARY:EVOLAQ: Final meeting',
      'LOCATION:Cervia\\; Officine del Sale',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });

  it('stays one property a line, whatever a title holds', () => {
    const lines = calendarOf(meeting, 'A\r\nATTENDEE:mailto:x@y.example').split('\r\n');
    expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toEqual([]);
  });
});
