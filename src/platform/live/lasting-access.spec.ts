import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
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

  it('is asked for once more, however much happens during a look, so that the newest answer counts', async () => {
    let [asked, known, counts] = [0, 'organiser', ''];
    const ask = async () => {
      const answer = known;
      asked += 1;
      if (asked === 1) await sleep(20);
      counts = answer;
      return viewer;
    };
    const over = access.watch({ viewer, ask, end: () => undefined });
    known = 'delegate';
    for (let times = 0; times < 3; times += 1) access.missed();
    await sleep(60);
    over();
    expect([asked, counts]).toEqual([2, 'delegate']);
  });
});
