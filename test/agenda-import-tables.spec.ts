import { describe, expect, it } from '@jest/globals';
import type { Target } from '../src/imports/check.js';
import { CERVIA, checked, problemsOf } from './factories/agenda-files.js';

const csv = (...lines: string[]): string => lines.join('\r\n');
const problemsIn = async (content: string | Buffer, name = 'agenda.csv') =>
  problemsOf(await checked(content, name));
const items = async (content: string | Buffer, name = 'agenda.csv') =>
  (await checked(content, name)).items.map(({ title, startsAtLocal, endsAtLocal }) => [
    title,
    startsAtLocal?.slice(5, 16),
    endsAtLocal?.slice(5, 16),
  ]);

describe('a table of an agenda', () => {
  it.each([
    ['semicolons and a byte order mark', '\uFEFFday;start;end;title\r\n11.12.2017;9:00;10:30;A, B\r\n'],
    ['commas', 'Title,Start,End,Day\n"A, B",09:00,10:30,2017-12-11\n'],
    ['tabs', 'DAY\tstart\tend\ttitle\n2017-12-11\t9.00\t10.30\tA, B\n'],
    ['old line ends', 'day;start;end;title\r2017-12-11;09:00:00;10:30;A, B\r'],
    ['a break within a cell', 'day;start;end;title\r\n2017-12-11;9:00;10:30;"A,\r\nB"\r\n'],
  ])('may be written with %s', async (_, content) => {
    expect(await items(content)).toEqual([['A, B', '12-11T09:00', '12-11T10:30']]);
  });

  it('may be UTF-16, as spreadsheets save text, and is refused in other letters', async () => {
    const text = 'day\tstart\tend\ttitle\r\n2017-12-11\t9:00\t10:30\tĶekava\r\n';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    expect(await items(utf16)).toEqual([['Ķekava', '12-11T09:00', '12-11T10:30']]);
    expect(await problemsIn(Buffer.from('day;title\n2017-12-11;K\xf6ln\n', 'latin1'))).toEqual([
      '- - NOT_UTF8',
      '- - NO_LINES',
    ]);
  });

  it.each([
    ['', ['- - NO_LINES']],
    ['\r\n\r\n', ['- - NO_LINES']],
    [csv('day;title'), ['- - NO_LINES']],
    [csv('date;what', '2017-12-11;One'), ['1 what COLUMN_UNKNOWN', '1 - COLUMN_MISSING', '2 title MISSING']],
    [csv('day;title;Day'), ['- - NO_LINES', '1 Day COLUMN_TWICE']],
    ['day;title\n2017-12-11;"never ends\n', ['- - UNREADABLE', '- - NO_LINES']],
  ])('is refused as a whole: %j', async (content, expected) => {
    expect((await problemsIn(content)).filter((problem) => !problem.includes('WHOLE_DAY'))).toEqual(expected);
  });

  it('names the row as a spreadsheet numbers it, empty ones and breaks within cells included', async () => {
    const content = csv(
      'day;start;end;title',
      '',
      '2017-12-11;9:00;10:00;"One\r\ntwo"',
      '',
      '2017-12-11;x;10:00;Three',
    );
    expect(await problemsIn(content)).toEqual(['5 start MALFORMED_TIME']);
  });

  it.each(['12/11/2017', '2017-13-01', '30.2.2018', 'Monday', '43080', '1.1.17'])(
    'has no such day: %s',
    async (day) => {
      expect(await problemsIn(csv('day;start;end;title', `${day};9:00;10:00;One`))).toEqual([
        '2 day MALFORMED_DAY',
      ]);
    },
  );

  it.each(['9', '9:60', '25:00', '24:01', '09:30:15', '0.375', '9h', 'nine'])(
    'has no such time: %s',
    async (time) => {
      expect(await problemsIn(csv('day;start;end;title', `2017-12-11;${time};23:00;One`))).toEqual([
        '2 start MALFORMED_TIME',
      ]);
    },
  );

  it('has ends at midnight and after it, within the meeting', async () => {
    const content = csv(
      'day;start;endDay;end;title',
      '2017-12-11;20:00;;24:00;To midnight',
      '2017-12-12;20:00;2017-12-13;01:00;Past midnight',
      '2017-12-13;20:00;2017-12-14;01:00;Past the meeting',
      '2017-12-14;20:00;;21:00;After it',
      '2017-12-12;20:00;;01:00;Backwards',
    );
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual([
      '4 end OUTSIDE_MEETING',
      '5 day OUTSIDE_MEETING',
      '6 end END_BEFORE_START',
    ]);
    expect(result.items.slice(0, 2).map(({ endsAtLocal }) => endsAtLocal)).toEqual([
      '2017-12-12T00:00:00',
      '2017-12-13T01:00:00',
    ]);
  });

  it('has parts within what they are part of, and says which lie outside', async () => {
    const content = csv(
      'day;start;end;title;part',
      '2017-12-11;9:00;9:30;Of nothing;yes',
      '2017-12-11;9:00;12:00;Whole;',
      '2017-12-11;8:00;9:30;Too early;x',
      '2017-12-11;9:00;10:00;Fits;ja',
      '2017-12-11;11:00;12:30;Too late;1',
      '2017-12-11;11:30;;To the end;yes',
      '2017-12-11;;;As long;yes',
      '2017-12-11;12:00;13:00;Lunch;perhaps',
    );
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual([
      '- - END_INFERRED',
      '2 part NOTHING_BEFORE',
      '4 start OUTSIDE_PARENT',
      '6 end OUTSIDE_PARENT',
      '8 start TIME_OF_PARENT',
      '9 part MALFORMED_WORD',
    ]);
    expect(result.items.map(({ parentRow, endsAtLocal }) => [parentRow, endsAtLocal?.slice(11, 16)])).toEqual(
      [
        [null, '09:30'],
        [null, '12:00'],
        [3, '09:30'],
        [3, '10:00'],
        [3, '12:30'],
        [3, '12:00'],
        [3, '12:00'],
        [null, '13:00'],
      ],
    );
  });

  it('takes the end of the last line from the day, or from who imports it, and else asks for it', async () => {
    const content = csv('day;start;end;title;kind', '2017-12-11;18:00;;Dinner;dinner');
    expect(await problemsIn(content)).toEqual(['2 end END_UNKNOWN']);
    const assumed = await checked(content, 'agenda.csv', { lastItemMinutes: 90 });
    expect(problemsOf(assumed)).toEqual(['2 end END_ASSUMED']);
    expect(assumed.items[0]).toMatchObject({ endsAtLocal: '2017-12-11T19:30:00', endIsInferred: true });
    const closed = await checked(csv(content, '2017-12-11;;21:15;;day'), 'agenda.csv');
    expect(problemsOf(closed)).toEqual(['- - END_INFERRED']);
    expect(closed.items[0]).toMatchObject({ endsAtLocal: '2017-12-11T21:15:00', endIsInferred: true });
  });

  it('matches people, partners and rooms to the letter, and keeps what it cannot match', async () => {
    const content = csv(
      'day;start;end;title;speakers;responsible;room',
      '2017-12-11;9:00;10:00;One;Anna Ek; Cervia Town ;Foyer',
      '2017-12-11;10:00;11:00;Two;anna ek; Eva Berg;Cervia;Cellar',
    ).replace('anna ek; Eva Berg', '"anna ek; Eva Berg"');
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual([
      '3 speakers UNKNOWN_SPEAKER',
      '3 speakers UNKNOWN_SPEAKER',
      '3 responsible UNKNOWN_PARTNER',
      '3 room UNKNOWN_ROOM',
    ]);
    expect(result.problems.map(({ values }) => values['found'])).toEqual([0, 2, 0, undefined]);
    expect(result.items[0]).toMatchObject({ speakerIds: ['anna'], partnerIds: ['cervia'], roomId: 'foyer' });
    expect(result.items[1]).toMatchObject({ otherSpeakers: ['anna ek', 'Eva Berg'], roomId: null });
  });

  it('has an exclusive room once at a time', async () => {
    const content = csv(
      'day;start;end;title;room;part',
      '2017-12-11;9:00;11:00;One;Sala rossa;',
      '2017-12-11;9:00;10:00;Its part;Sala rossa;yes',
      '2017-12-11;10:30;11:30;Two;Sala rossa;',
      '2017-12-11;11:30;12:00;Three;Sala rossa;',
      '2017-12-11;9:00;12:00;Four;Foyer;',
      '2017-12-11;9:00;12:00;Five;Foyer;',
    );
    expect(await problemsIn(content)).toEqual(['4 room ROOM_TAKEN']);
  });

  it('tells of the meeting and of who took part, which is compared', async () => {
    const content = csv(
      'day;endDay;start;end;kind;title;place;country;count;partners',
      '2017-12-11;13.12.2017;;;meeting;Final meeting;Ravenna;IT;;Comune di Cervia',
      '2017-12-12;;;;day;;Bologna;;;',
      '2017-12-12;;9:00;10:00;visit;Going to see;;;;',
      '2017-12-12;;10:00;11:00;visit;At the tower;Tower;;;',
      ';;;;participants;Cervia;;IT;20;',
      ';;;;participants;Linz;;AT;>60;',
      ';;;;participants;Atlantis;;XX;3;',
      ';;;;participants;Riga;;LV;many;',
      ';;;;participants total;;;;90;',
    );
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual([
      '2 place FACT_DIFFERS',
      '8 country UNKNOWN_COUNTRY',
      '9 count MALFORMED_NUMBER',
    ]);
    expect(result.items.map(({ place }) => place)).toEqual(['Bologna', 'Tower']);
    expect(
      result.stated.map(({ partnerId, town, countryCode, exact, atLeast }) => [
        partnerId,
        town,
        countryCode,
        exact,
        atLeast,
      ]),
    ).toEqual([
      [null, null, null, 90, null],
      ['cervia', null, null, 20, null],
      [null, 'Linz', 'AT', null, 60],
      [null, 'Atlantis', null, 3, null],
    ]);
  });

  it('warns where the total is not the sum, and where an online meeting has a country', async () => {
    const { ONLINE } = { ONLINE: 'ONLINE' as Target['meeting']['mode'] };
    const file = (total: number) =>
      JSON.stringify({
        country: 'IT',
        items: [{ day: '2017-12-11', start: '9:00', end: '10:00', kind: 'session', title: 'One' }],
        participants: [
          { name: 'Linz', country: 'AT', count: 17 },
          { name: 'Riga', country: 'LV', count: 10 },
        ],
        participantsStatedTotal: total,
      });
    const meeting = { ...CERVIA.meeting, mode: ONLINE, countryCode: null };
    const differs = await checked(file(28), 'agenda.json', { meeting });
    expect(problemsOf(differs)).toEqual([
      '- country ONLINE_COUNTRY',
      '- participantsStatedTotal TOTAL_DIFFERS',
    ]);
    expect(differs.problems[1]?.values).toEqual({ total: 28, sum: 27 });
    expect(await problemsIn(file(27), 'agenda.json')).toEqual([]);
  });

  it.each([
    ['{"items": [', ['- - UNREADABLE']],
    ['[1, 2]', ['- - NO_OBJECT']],
    ['{"items": []}', ['- items NO_LINES']],
    ['{"items": [{"day": "2017-12-11", "title": 7.5, "start": "9:00", "end": "10:00"}]}', []],
    [
      '{"items": [{"day": 43080, "title": "One", "start": 0.5, "end": true}, 7], "agenda": 1}',
      [
        '- agenda COLUMN_UNKNOWN',
        '- items MALFORMED_WORD',
        '1 end MALFORMED_WORD',
        '1 day MALFORMED_DAY',
        '1 start MALFORMED_TIME',
      ],
    ],
    [
      '{"items": [{"day": "2017-12-11", "start": "9:00", "end": "10:00", "title": "One", "items": [{"day": "2017-12-11", "title": "Two", "items": []}]}]}',
      ['2 items PART_OF_PART', '2 start TIME_OF_PARENT'],
    ],
  ])('in JSON: %s', async (content, expected) => {
    expect(await problemsIn(content, 'agenda.json')).toEqual(expected);
  });
});
