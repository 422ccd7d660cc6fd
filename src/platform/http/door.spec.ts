import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Door } from './door.js';

const AT_ONCE = 16;

describe('the door', () => {
  let now = 0;
  const open = async (door: Door) => {
    const all = Array.from({ length: AT_ONCE }, () => door.enter('read'));
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]));
  };
  /** So slow that each takes a second. */
  async function slow(door: Door): Promise<void> {
    for (let left = 0; left < 500; left += 1) {
      void door.enter('write');
      now += 1_000;
      door.leave(false);
    }
    await turn();
  }

  it('lets writes in before reads, each in the order in which they came', async () => {
    const door = new Door(() => now);
    await open(door);
    const order: string[] = [];
    for (const [name, lane] of [
      ['read 1', 'read'],
      ['read 2', 'read'],
      ['write 1', 'write'],
      ['write 2', 'write'],
    ] as const)
      void door.enter(lane).then((isIn) => order.push(`${name} ${isIn}`));
    for (let left = 0; left < 4; left += 1) door.leave(false);
    await turn();
    expect(order).toEqual(['write 1 true', 'write 2 true', 'read 1 true', 'read 2 true']);
  });

  it('lets a thousand wait when they go through quickly, and sends away whoever would wait too long', async () => {
    const door = new Door(() => now);
    await open(door);
    const crowd = Array.from({ length: 1_000 }, () => door.enter('write'));
    for (let left = 0; left < 1_000; left += 1) {
      now += 5;
      door.leave(false);
    }
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([true]));
    await slow(door);
    for (const lane of ['write', 'write'] as const) void door.enter(lane);
    expect(await door.enter('read')).toBe(false);
  });

  it('lets nobody wait for what is not to be had, until somebody gets it', async () => {
    const door = new Door(() => now);
    await open(door);
    const waiting = door.enter('write');
    for (let left = 0; left < 8; left += 1) door.leave(true);
    // Those whose places became free before it was sure went in.
    expect(await waiting).toBe(true);
    const full = Array.from({ length: 7 }, () => door.enter('write'));
    expect(new Set(await Promise.all(full))).toEqual(new Set([true]));
    expect(await door.enter('write')).toBe(false);
    door.leave(false);
    expect(await door.enter('write')).toBe(true);
    const next = door.enter('write');
    door.leave(false);
    expect(await next).toBe(true);
  });

  it('forgets whoever left while he waited', async () => {
    const door = new Door(() => now);
    await open(door);
    const left = new AbortController();
    const impatient = door.enter('read', left.signal);
    const next = door.enter('read');
    left.abort();
    expect(await impatient).toBe(false);
    door.leave(false);
    expect(await next).toBe(true);
  });
});
