import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';

import { daysOf, instantOf, isLocalDate, isLocalDateTime, isTimeZone, localOf } from './wall-time.js';
import type { Occurrence } from './wall-time.js';

/** The instant as ISO text, or the whole refusal. */
function answer(local: string, zone: string, occurrence?: Occurrence): unknown {
  const result = instantOf(local, zone, occurrence);
  return result.ok ? result.instant.toISO({ suppressMilliseconds: true }) : result;
}

describe('instantOf', () => {
  it.each([
    ['2017-12-11T09:00', 'Europe/Rome', '2017-12-11T08:00:00Z'],
    ['2017-07-11T09:00:30', 'Europe/Rome', '2017-07-11T07:00:30Z'],
    ['2017-12-11T09:00', 'America/St_Johns', '2017-12-11T12:30:00Z'],
    ['2017-07-11T09:00', 'America/St_Johns', '2017-07-11T11:30:00Z'],
    ['2017-12-11T09:00', 'Pacific/Auckland', '2017-12-10T20:00:00Z'],
    ['2017-07-11T09:00', 'Pacific/Auckland', '2017-07-10T21:00:00Z'],
    ['2017-12-11T09:00', 'Europe/Riga', '2017-12-11T07:00:00Z'],
    ['2017-12-11T09:00', 'Asia/Kathmandu', '2017-12-11T03:15:00Z'],
    ['2017-12-11T09:00', 'UTC', '2017-12-11T09:00:00Z'],
    ['2016-02-29T23:59:59', 'Europe/Rome', '2016-02-29T22:59:59Z'],
  ])('reads %s in %s', (local, zone, instant) => {
    expect(answer(local, zone)).toBe(instant);
  });

  it.each([
    ['2017-03-26T01:59:59', 'Europe/Rome', '2017-03-26T00:59:59Z'],
    ['2017-03-26T03:00', 'Europe/Rome', '2017-03-26T01:00:00Z'],
    ['2017-10-29T01:59:59', 'Europe/Rome', '2017-10-28T23:59:59Z'],
    ['2017-10-29T03:00', 'Europe/Rome', '2017-10-29T02:00:00Z'],
    ['2017-10-29T12:00', 'Europe/Rome', '2017-10-29T11:00:00Z'],
  ])('reads %s in %s, beside a change of the clock', (local, zone, instant) => {
    expect(answer(local, zone)).toBe(instant);
  });

  it.each([
    ['2017-03-26T02:30', 'Europe/Rome', '2017-03-26T03:30'],
    ['2017-03-26T02:00', 'Europe/Rome', '2017-03-26T03:00'],
    ['2017-03-26T02:59:59', 'Europe/Rome', '2017-03-26T03:59'],
    ['2017-03-26T03:30', 'Europe/Riga', '2017-03-26T04:30'],
    ['2017-03-12T02:30', 'America/St_Johns', '2017-03-12T03:30'],
    ['2017-09-24T02:30', 'Pacific/Auckland', '2017-09-24T03:30'],
    ['2017-10-01T02:15', 'Australia/Lord_Howe', '2017-10-01T02:45'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-31T12:00'],
  ])('proposes a later time for %s in %s', (local, zone, proposal) => {
    expect(answer(local, zone)).toEqual({ ok: false, problem: 'NONEXISTENT_TIME', proposal });
    expect(answer(local, zone, 'LATER')).toEqual({ ok: false, problem: 'NONEXISTENT_TIME', proposal });
    expect(instantOf(proposal, zone).ok).toBe(true);
  });

  it.each([
    ['2017-10-29T02:30', 'Europe/Rome', '2017-10-29T02:30:00+02:00', '2017-10-29T02:30:00+01:00'],
    ['2017-10-29T02:00', 'Europe/Rome', '2017-10-29T02:00:00+02:00', '2017-10-29T02:00:00+01:00'],
    ['2017-10-29T03:30', 'Europe/Riga', '2017-10-29T03:30:00+03:00', '2017-10-29T03:30:00+02:00'],
    ['2017-11-05T01:30', 'America/St_Johns', '2017-11-05T01:30:00-02:30', '2017-11-05T01:30:00-03:30'],
    ['2017-04-02T02:30', 'Pacific/Auckland', '2017-04-02T02:30:00+13:00', '2017-04-02T02:30:00+12:00'],
  ])('asks which of two for %s in %s', (local, zone, earlier, later) => {
    const utc = (text: string) => DateTime.fromISO(text).toUTC().toISO({ suppressMilliseconds: true });
    expect(answer(local, zone)).toEqual({ ok: false, problem: 'AMBIGUOUS_TIME', earlier, later });
    expect(answer(local, zone, 'EARLIER')).toBe(utc(earlier));
    expect(answer(local, zone, 'LATER')).toBe(utc(later));
  });

  it('ignores the occurrence of a time that exists once', () => {
    expect(answer('2017-12-11T09:00', 'Europe/Rome', 'LATER')).toBe('2017-12-11T08:00:00Z');
  });

  it.each(['Europe/Atlantis', 'EST', '+02:00', ''])('knows no zone %s', (zone) => {
    expect(answer('2017-12-11T09:00', zone)).toEqual({ ok: false, problem: 'UNKNOWN_TIME_ZONE' });
  });

  it.each([
    '',
    '2017-12-11',
    '2017-12-11 09:00',
    '2017-12-11T09:00Z',
    '2017-02-29T09:00',
    '2017-12-11T24:00',
  ])('refuses %s', (local) => {
    expect(answer(local, 'Europe/Rome')).toEqual({ ok: false, problem: 'MALFORMED' });
  });

  it('is undone by localOf, for every hour of a year in zones of all kinds', () => {
    const zones = ['Europe/Rome', 'Europe/Riga', 'America/St_Johns', 'Pacific/Auckland', 'Africa/Casablanca'];
    const first = DateTime.utc(2017, 1, 1);
    const wrong = zones.flatMap((zone) =>
      Array.from({ length: 365 * 24 }, (_, index) => first.plus({ hours: index })).filter((instant) => {
        const local = localOf(instant, zone);
        const found = (['EARLIER', 'LATER'] as const).map((which) => instantOf(local, zone, which));
        return !found.some((result) => result.ok && result.instant.toMillis() === instant.toMillis());
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe('localOf', () => {
  it.each([
    ['2017-12-11T08:00:00Z', 'Europe/Rome', '2017-12-11T09:00:00'],
    ['2017-10-29T00:30:00Z', 'Europe/Rome', '2017-10-29T02:30:00'],
    ['2017-10-29T01:30:00Z', 'Europe/Rome', '2017-10-29T02:30:00'],
    ['2017-12-11T23:30:15.250+01:00', 'Pacific/Auckland', '2017-12-12T11:30:15'],
  ])('shows %s in %s', (instant, zone, local) => {
    expect(localOf(DateTime.fromISO(instant), zone)).toBe(local);
  });

  it('refuses what is not an instant and an unknown zone', () => {
    expect(() => localOf(DateTime.invalid('test'), 'UTC')).toThrow(RangeError);
    expect(() => localOf(DateTime.utc(2017, 12, 11), 'EST')).toThrow(RangeError);
  });
});

describe('isTimeZone', () => {
  it('knows the names of the IANA database, old and new', () => {
    const names = [
      'UTC',
      'Europe/Rome',
      'Europe/Kyiv',
      'Europe/Kiev',
      'Asia/Kolkata',
      'America/St_Johns',
      'America/Port-au-Prince',
      'America/Argentina/Buenos_Aires',
    ];
    expect(names.filter((name) => !isTimeZone(name))).toEqual([]);
  });

  it('knows no offsets, abbreviations, other spellings or inventions', () => {
    const names = [
      '+02:00',
      '-0330',
      'UTC+2',
      'EST',
      'CET',
      'EST5EDT',
      'GMT',
      'utc',
      'europe/rome',
      'EUROPE/ROME',
    ].concat([
      'Europe/Atlantis',
      'Europe/',
      ' Europe/Rome',
      'Europe/Rome\n',
      'Etc/Unknown',
      '',
      'A/'.repeat(999),
    ]);
    expect(names.filter((name) => isTimeZone(name))).toEqual([]);
  });
});

describe('days', () => {
  it('lists both ends, over the end of a month and a change of the clock', () => {
    expect(daysOf('2017-10-28', '2017-11-01')).toEqual([
      '2017-10-28',
      '2017-10-29',
      '2017-10-30',
      '2017-10-31',
      '2017-11-01',
    ]);
    expect(daysOf('2017-12-11', '2017-12-11')).toEqual(['2017-12-11']);
    expect(daysOf('2017-12-12', '2017-12-11')).toEqual([]);
  });

  it('refuses what is not a day', () => {
    expect(() => daysOf('2017-02-29', '2017-03-01')).toThrow(RangeError);
    expect(() => daysOf('2017-02-28', 'tomorrow')).toThrow(RangeError);
  });

  it('are told from what only looks like them', () => {
    expect(
      ['2017-12-11', '2016-02-29', '2017-02-29', '2017-13-01', '0000-01-01', '2017-12-11T09:00'].map(
        isLocalDate,
      ),
    ).toEqual([true, true, false, false, false, false]);
    expect(
      ['2017-12-11T09:00', '2017-12-11T09:00:59', '2017-12-11T09:60', '2017-12-11T09:00:00.5'].map(
        isLocalDateTime,
      ),
    ).toEqual([true, true, false, false]);
  });
});
