import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { anonymous } from '../access/viewer.js';
import { SystemClock } from '../time/clock.js';
import { LastingAccess } from './lasting-access.js';

describe('what goes on for longer than a request', () => {
  const access = new LastingAccess({ clock: new SystemClock(), concerns: () => true });
  const viewer = { ...anonymous('en'), personId: 'kerstin' };

  it('ends at once when access has ended between being admitted and being watched', async () => {
    let ended = 0;
    access.watch({ viewer, ask: async () => null, end: () => (ended += 1) });
    await turn();
    expect(ended).toBe(1);
  });

  it('goes on for whoever may still go on, and is asked for anew with each change', async () => {
    let [asked, ended] = [0, 0];
    const ask = async () => {
      asked += 1;
      return viewer;
    };
    const over = access.watch({ viewer, ask, end: () => (ended += 1) });
    await turn();
    access.missed();
    await turn();
    over();
    access.missed();
    expect([asked, ended]).toEqual([2, 0]);
  });
});
