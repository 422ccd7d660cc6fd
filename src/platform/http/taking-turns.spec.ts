import { describe, expect, it } from '@jest/globals';
import { TakingTurns } from './taking-turns.js';

describe('requesters who take turns', () => {
  it('are let in four at once, each of the others when one leaves, in the order of coming', async () => {
    const turns = new TakingTurns(4);
    const inside: number[] = [];
    const all = [1, 2, 3, 4, 5, 6].map((name) => turns.enter('desk').then(() => inside.push(name)));
    await Promise.all(all.slice(0, 4));
    expect(inside).toEqual([1, 2, 3, 4]);
    turns.leave('desk');
    await all[4];
    expect(inside).toEqual([1, 2, 3, 4, 5]);
    turns.leave('desk');
    await all[5];
    expect(inside).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('do not wait for each other', async () => {
    const turns = new TakingTurns(4);
    for (let count = 0; count < 10; count += 1) void turns.enter('flood');
    await turns.enter('desk');
    // All have left, so whoever comes then is let in as at first.
    for (let count = 0; count < 10; count += 1) turns.leave('flood');
    await Promise.all([1, 2, 3, 4].map(() => turns.enter('flood')));
  });
});
