import { describe, expect, it } from '@jest/globals';
import { CERVIA, checked, problemsOf } from './factories/agenda-files.js';

/** In the night to 25 October 2026 clocks in Rome go from 03:00 back to 02:00, which is at 01:00 UTC. */
const NIGHT = '2026-10-25';
const meeting = { ...CERVIA.meeting, startsOn: '2026-10-24', endsOn: '2026-10-26' };

const table = (...rows: string[]): string =>
  ['day;start;startOffset;end;endOffset;title;part', ...rows.map((row) => `${NIGHT};${row}`)].join('\n');
const read = (content: string, fileName = 'agenda.csv') => checked(content, fileName, { meeting });

describe('a file that tells of the night in which clocks are put back', () => {
  const spansOf = async (content: string, fileName?: string) =>
    (await read(content, fileName)).items.map(({ startsAt, endsAt }) =>
      [startsAt, endsAt].map((at) => at?.toFormat('HH:mm')).join('-'),
    );

  it('has lines that end when the next one begins, by what passes and not by the wall', async () => {
    const content = table('02:45;first;;;Walk;', '02:15;second;;;Talk;', '03:00;;04:00;;Breakfast;');
    expect(await spansOf(content)).toEqual(['00:45-01:15', '01:15-02:00', '02:00-03:00']);
    expect(problemsOf(await read(content))).toEqual(['- - END_INFERRED']);
  });

  it('has parts that end with what they are part of, or have its time', async () => {
    const content = table('02:30;first;02:15;second;Session;', '02:45;first;;;Part;yes', ';;;;All of it;yes');
    expect(await spansOf(content)).toEqual(['00:30-01:15', '00:45-01:15', '00:30-01:15']);
    expect(problemsOf(await read(content))).toEqual(['- - END_INFERRED', '4 start TIME_OF_PARENT']);
  });

  it('has parts in a container as long as that lasts', async () => {
    const line = (title: string, start: string, startOffset: string, more: object = {}) => ({
      day: NIGHT,
      start,
      startOffset,
      end: '03:30',
      title,
      ...more,
    });
    const items = [
      line('Session', '02:45', 'first', { container: true, end: '02:30', endOffset: 'second' }),
      line('Part', '02:10', 'second', { end: '02:20', endOffset: 'second' }),
      line('After it', '02:40', 'second'),
    ];
    const { items: found } = await read(JSON.stringify({ items }), 'agenda.json');
    expect(found.map(({ title, parentRow }) => [title, parentRow])).toEqual([
      ['Session', null],
      ['Part', 1],
      ['After it', null],
    ]);
  });

  it('is asked once what a word means that says neither of two', async () => {
    const content = table('02:10;first;;;Walk;', '02:40;third;02:50;second;Talk;');
    expect(problemsOf(await read(content))).toEqual([
      '- - END_INFERRED',
      '2 end AMBIGUOUS_TIME',
      '3 startOffset MALFORMED_WORD',
    ]);
  });
});
