import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';

import { SystemClock } from './clock.js';

describe('SystemClock', () => {
  it('tells the present instant in UTC', () => {
    const before = DateTime.utc();
    const now = new SystemClock().now();
    expect([now.zoneName, before <= now, now <= DateTime.utc()]).toEqual(['UTC', true, true]);
  });
});
