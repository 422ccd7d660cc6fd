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
  /** So many come in and leave again, one after the other, each after this time. */
  function serve(door: Door, many: number, each: number): void {
    for (let left = 0; left < many; left += 1) {
      now += each;
      door.leave(true);
    }
  }

  it('lets all in in the order in which they came', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    const order: string[] = [];
    for (const [name, lane] of [
      ['read 1', 'read'],
      ['write 1', 'write'],
      ['read 2', 'read'],
      ['write 2', 'write'],
    ] as const)
      void door.enter(lane).then((isIn) => order.push(`${name} ${isIn}`));
    serve(door, 4, 1);
    await turn();
    expect(order).toEqual(['read 1 true', 'write 1 true', 'read 2 true', 'write 2 true']);
  });

  it('lets a thousand writes wait that come at once, and sends away reads that would wait too long', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    const crowd = Array.from({ length: 1_000 }, () => door.enter('write'));
    expect(await door.enter('read')).toBe(false);
    serve(door, 1_000, 5);
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([true]));
  });

  it('lets nobody wait for long when more and more come', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    let worst = 0;
    const since = now;
    while (now - since < 60_000) {
      for (const lane of ['write', 'read', 'write'] as const) {
        const came = now;
        const wait = door.enter(lane).then((isIn) => (isIn && came - since > 10_000 ? now - came : 0));
        void wait.then((ms) => (worst = Math.max(worst, ms)));
      }
      serve(door, 1, 10);
      await turn();
    }
    expect([worst > 700, worst < 1_300]).toEqual([true, true]);
  });

  it('sends away who has waited for a second more than it seemed', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    const waiting = [door.enter('write'), door.enter('read')] as const;
    now += 1_900;
    door.look();
    expect(await Promise.race([...waiting, turn('both wait')])).toBe('both wait');
    now += 100;
    door.look();
    expect(await waiting[1]).toBe(false);
    serve(door, 1, 1);
    expect(await waiting[0]).toBe(true);
  });

  it('lets nobody wait for what nobody has got for a second, until somebody gets it', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    const waiting = [door.enter('write'), door.enter('read')];
    for (let look = 0; look < 3; look += 1) door.look();
    void door.enter('read');
    door.leave(true);
    expect(await waiting[0]).toBe(true);
    for (let look = 0; look < 4; look += 1) door.look();
    expect(await waiting[1]).toBe(false);
    expect(await door.enter('write')).toBe(false);
    // Whoever leaves with nothing makes room for one who tries again, but not for a line.
    door.leave(false);
    expect([await door.enter('write'), await door.enter('write')]).toEqual([true, false]);
    door.leave(true);
    expect(await door.enter('write')).toBe(true);
    const next = door.enter('write');
    door.leave(true);
    expect(await next).toBe(true);
  });

  it('lets those wait who come while not all places inside are taken', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    door.leave(false);
    for (let look = 0; look < 10; look += 1) door.look();
    expect(await door.enter('read')).toBe(true);
    const waiting = door.enter('read');
    door.leave(true);
    expect(await waiting).toBe(true);
  });

  it('lets in fewer while there is room for fewer, and more again afterwards', async () => {
    let room = 16;
    const door = new Door(
      () => room,
      () => now,
    );
    await open(door);
    const inside: number[] = [];
    const waiting = [1, 2, 3].map((name) => door.enter('read').then(() => inside.push(name)));
    room = 2;
    serve(door, AT_ONCE - 2, 1);
    await turn();
    expect(inside).toEqual([]);
    serve(door, 1, 1);
    await waiting[0];
    expect(inside).toEqual([1]);
    room = 16;
    serve(door, 1, 1);
    await Promise.all(waiting);
    expect(inside).toEqual([1, 2, 3]);
  });

  it('forgets whoever left while he waited', async () => {
    const door = new Door(undefined, () => now);
    await open(door);
    const left = new AbortController();
    const impatient = door.enter('read', left.signal);
    const next = door.enter('read');
    left.abort();
    expect(await impatient).toBe(false);
    door.leave(true);
    expect(await next).toBe(true);
  });
});
