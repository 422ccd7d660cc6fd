import { describe, expect, it } from '@jest/globals';
import { planChange } from '../bench/plans.js';

describe('a plan on more data', () => {
  const small = ['meeting by project_id', 'project whole'];

  it.each([
    ['is the same', small, null],
    ['finds by an index what it read whole', ['meeting by project_id', 'project by slug'], null],
    [
      'reads whole what it found',
      ['meeting whole', 'project whole'],
      'meeting by project_id -> meeting whole',
    ],
    ['finds by another index', ['meeting by id', 'project whole'], 'meeting by project_id -> meeting by id'],
    ['reads one table more', [...small, 'person by id'], ' -> person by id'],
  ])('%s', (_what, grown, change) => {
    expect(planChange(small, grown)).toBe(change);
  });
});
