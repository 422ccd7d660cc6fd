import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Computing } from './computing.js';

describe('how many are worked on at once', () => {
  const compute = (ms: number): void => {
    for (const since = performance.now(); performance.now() - since < ms;);
  };
  const worked = async (times: number, ms: number, pause: number): Promise<Computing> => {
    const computing = new Computing();
    for (let time = 0; time < times; time += 1) {
      compute(ms);
      if (pause) await sleep(pause);
      computing.done();
    }
    return computing;
  };

  /** Once more where something else on this machine held it up: what takes a moment has to have taken one. */
  const undisturbed = async (times: number, ms: number): Promise<Computing> => {
    const since = performance.now();
    const computing = await worked(times, ms, 0);
    return performance.now() - since < 2 * times * ms ? computing : undisturbed(times, ms);
  };

  it('is few where each is computed for long, and two at least', async () => {
    expect((await worked(60, 20, 0)).room(16)).toBe(2);
    expect((await worked(2, 200, 0)).room(16)).toBeLessThan(10);
  });

  it('is as many as ever where each is computed for a moment, or the process waits meanwhile', async () => {
    expect((await undisturbed(30, 1)).room(16)).toBe(16);
    expect((await worked(30, 20, 20)).room(16)).toBe(16);
  });
});
