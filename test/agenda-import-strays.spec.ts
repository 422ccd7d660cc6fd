import { describe, expect, it } from '@jest/globals';
import { checked, problemsOf } from './factories/agenda-files.js';

const csv = (...lines: string[]): string => lines.join('\r\n');

describe('days that are not those of the meeting', () => {
  it('are told at their rows where most lines are on its days, with all else that is wrong', async () => {
    const content = csv(
      'day;start;end;title',
      '2017-12-11;9:00;10:00;One',
      '2016-12-11;10:00;11:00;A year before',
      '2017-12-12;9;10:00;Two',
    );
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual(['3 day OUTSIDE_MEETING', '4 start MALFORMED_TIME']);
    expect(result.problems[0]?.values).toMatchObject({ day: '2016-12-11' });
  });

  it('are a plan of several meetings where most are others, and what else is wrong is told as well', async () => {
    const content = csv(
      'day;start;end;title',
      '2016-12-11;9:00;10:00;One',
      '2017-12-11;9;10:00;Two',
      '2018-12-11;9:00;10:00;',
    );
    const result = await checked(content, 'agenda.csv');
    expect(problemsOf(result)).toEqual(['- - SEVERAL_MEETINGS', '3 start MALFORMED_TIME', '4 title MISSING']);
    expect(result.items).toEqual([]);
  });
});
