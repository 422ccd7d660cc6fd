import { describe, expect, it } from '@jest/globals';
import { answerIn } from './calendar-answer.js';
import { MOST_BYTES, readMail } from './incoming-mail.js';

const CRLF = '\r\n';
const lines = (...all: string[]): string => [...all, ''].join(CRLF);
const event = (...more: string[]): string =>
  lines(
    'BEGIN:VEVENT',
    'UID:1@tavola',
    'DTSTAMP:20261120T100000Z',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@skovde.example',
    ...more,
    'END:VEVENT',
  ).trimEnd();
const calendar = (...parts: string[]): string =>
  lines('BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REPLY', ...parts, 'END:VCALENDAR');
const read = (mail: string, encoding: BufferEncoding = 'utf8') => readMail(Buffer.from(mail, encoding));
const PART = 'Content-Type: text/calendar; method=REPLY';

describe('a mail that is meant to do harm', () => {
  it('is not read when it is larger than any that programs send', async () => {
    await expect(readMail(Buffer.alloc(MOST_BYTES + 1, 'x'))).rejects.toThrow('too large');
    await expect(read(`To: ${'a@b.example, '.repeat(20_000)}${CRLF}${CRLF}text`)).rejects.toThrow(
      'Max header',
    );
    const large = await read(lines(PART, '', calendar(event(`COMMENT:${'x'.repeat(200_000)}`))));
    expect(large.calendars).toEqual([]);
  });

  it('is not read when it is deeper, or of more parts', async () => {
    const deep = Array.from(
      { length: 1000 },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"${CRLF}${CRLF}--b${n}${CRLF}`,
    );
    await expect(read(deep.join(''))).rejects.toThrow('child nodes');
    const wide = `Content-Type: multipart/mixed; boundary=b${CRLF}${CRLF}${`--b${CRLF}${PART}${CRLF}${CRLF}x${CRLF}`.repeat(1000)}`;
    await expect(read(wide)).rejects.toThrow('child nodes');
  });

  it('names no address but in the lines that say where it arrived', async () => {
    const mail = await read(
      lines(
        'From: "tavola+r1@x.example" <tavola+r2@x.example>',
        'Reply-To: tavola+r3@x.example',
        'Subject: =?utf-8?q?Hello=0D=0ATo:_tavola+r4@x.example?=',
        'X-To: tavola+r5@x.example',
        'To: tavola+r6@x.example,',
        ' Anna <tavola+r7@x.example>',
        '',
        'To: tavola+r8@x.example',
      ),
    );
    expect(mail.arrivedAt.match(/r\d/g)).toEqual(['r6', 'r7']);
  });

  it('is read as far as it can be, whatever its signs are said to be', async () => {
    const broken = lines(`${PART}; charset="x-\0-nothing"`, '', calendar(event('COMMENT:\xff\xfe')));
    const [text = ''] = (await read(broken, 'latin1')).calendars;
    expect(answerIn(text)).toMatchObject({ partstat: 'ACCEPTED', uid: '1@tavola', sequence: 0 });
    const utf7 = await read(lines(`${PART}; charset=utf-7`, '', '+AEIARQBHAEkATg-:VCALENDAR'));
    expect(utf7.calendars.map(answerIn)).toEqual([null]);
  });

  it('is no report of a server only because it holds one', async () => {
    const status = lines('Content-Type: message/delivery-status', '', 'Action: failed', 'Status: 5.1.1');
    expect((await read(status)).deliveryStatus).toBeNull();
  });
});

describe('a calendar that answers', () => {
  it.each([
    ['two events', calendar(event(), event())],
    ['an event and a task', calendar(event(), lines('BEGIN:VTODO', 'UID:2@tavola', 'END:VTODO').trimEnd())],
    ['one day of several', calendar(event('RECURRENCE-ID:20261120T100000Z'))],
    ['for two people', calendar(event('ATTENDEE;PARTSTAT=DECLINED:mailto:bo@cervia.example'))],
    ['for nobody', calendar(event().replace(/ATTENDEE.*\r\n/, ''))],
    ['neither yes, no nor perhaps', calendar(event().replace('ACCEPTED', 'DELEGATED'))],
    ['at no time', calendar(event().replace('20261120T100000Z', 'soon'))],
    ['to no number', calendar(event('SEQUENCE:99999999999999999999'))],
    ['nothing at all', calendar()],
  ])('%s is unclear', (_what, text) => {
    expect(answerIn(text)).toBe('UNCLEAR');
  });

  it.each([
    ['two calendars', calendar(event()) + calendar(event())],
    ['an invitation', calendar(event()).replace('REPLY', 'REQUEST')],
    ['another date', calendar(event()).replace('REPLY', 'COUNTER')],
    ['an event alone', event()],
    ['no text of that kind', '<html>'],
    ['an end before its begin', lines('END:VCALENDAR', 'BEGIN:VCALENDAR')],
    ['none that ends', calendar(event()).replace(/END:[^]*/, '')],
  ])('%s is no answer', (_what, text) => {
    expect(answerIn(text)).toBeNull();
  });

  it('is not calculated: what would repeat for ever is as quick as what does not', () => {
    const bomb = event(
      'DTSTART:19700101T000000Z',
      'RRULE:FREQ=SECONDLY;COUNT=2147483647;BYSECOND=0;BYMINUTE=0;BYHOUR=0;BYMONTHDAY=31;BYMONTH=2',
      `EXDATE:${Array.from({ length: 2_000 }, () => '20261120T100000Z').join(',')}`,
    );
    expect(answerIn(calendar(bomb))).toMatchObject({ partstat: 'ACCEPTED' });
    const deep = `${'BEGIN:X\r\n'.repeat(4_000)}${'END:X\r\n'.repeat(4_000)}`.trimEnd();
    expect(answerIn(calendar(event(deep)))).toMatchObject({ partstat: 'ACCEPTED' });
  });
});
