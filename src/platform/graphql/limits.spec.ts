import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import { CalendarDay, Line, PersonName, RequiredLine, WallTime, ensureLine } from './limits.js';

class Input {
  @Line()
  line?: string;

  @RequiredLine()
  title = 'A title';

  @PersonName()
  name = 'A name';
}

/** Which fields refuse a text. */
function refusing(text: string): string[] {
  const input = Object.assign(new Input(), { line: text, title: text, name: text });
  return validateSync(input).map(({ property }) => property);
}

describe('a line of text', () => {
  it.each([
    ['', 'nothing'],
    [' \t', 'blanks'],
    ['\u200b', 'a space without width'],
    ['\u200d\ufe0f\u00ad', 'joiners and hyphens that are not seen'],
    ['\u3164\u115f\uffa0', 'fillers, which are letters'],
    ['\u2800', 'a blank, which is a symbol'],
    ['\u0301', 'an accent without a letter'],
    ['Anna\nEk', 'a line break'],
    ['Anna\u2028Ek', 'a line separator'],
    ['Anna\u2029Ek', 'a paragraph separator'],
    ['Anna\u0007', 'a control character'],
    ...Array.from('\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069', (turn) => [
      `gnp.${turn}ptth`,
      `a turn of direction, U+${turn.charCodeAt(0).toString(16)}`,
    ]),
  ])('%j is none: %s', (text) => {
    expect(refusing(text)).toEqual(['line', 'title', 'name']);
    expect(() => ensureLine(text, 200, ['reason'])).toThrow('INVALID');
  });

  it.each([
    'Anna Ek',
    'O’Neill-Šimić, Jr.',
    'Jānis Bērziņš',
    'Нина',
    'محمد',
    'می\u200cخواهم',
    '李',
    '👩\u200d🌾',
    '42',
    '?',
    'Łuk\u0301asz',
    'Wwilma //',
  ])('%j is one', (text) => {
    expect(refusing(text)).toEqual([]);
    expect(() => ensureLine(text, 200, ['reason'])).not.toThrow();
  });

  it.each(['Hello, visit https://evil.example', 'ftp://evil.example', 'WWW.evil.example'])(
    '%j is one, but nobody is called so',
    (text) => {
      expect(refusing(text)).toEqual(['name']);
    },
  );
});

class Times {
  @CalendarDay()
  day?: string | null;

  @WallTime()
  local?: string | null;
}

describe('a day', () => {
  const refusingDay = (day: string | null | undefined): string[] =>
    validateSync(Object.assign(new Times(), { day, local: day && `${day}T10:00` })).map(
      ({ property }) => property,
    );

  it.each(['0001-01-01', '1899-12-31', '2200-01-01', '9999-12-20', '2017-02-29', '0000-01-01', 'today'])(
    '%j is none, nor a time on it',
    (day) => {
      expect(refusingDay(day)).toEqual(['day', 'local']);
    },
  );

  it.each(['1900-01-01', '2199-12-31', '2016-02-29', null, undefined])('%j is one, or left out', (day) => {
    expect(refusingDay(day)).toEqual([]);
  });
});
