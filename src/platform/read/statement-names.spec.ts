import { beforeEach, describe, expect, it } from '@jest/globals';
import { StatementNames } from './statement-names.js';

const LIFETIME = 600_000;

describe('names of statements', () => {
  let now: number;
  let names: StatementNames;
  const ask = (text: string, times: number) => Array.from({ length: times }, () => names.of(text));
  const isNamed = (text: string) => ask(text, 3)[2] !== undefined;

  beforeEach(() => {
    now = 0;
    const limits = { uses: 3, longest: 10, most: 25, remembered: 2 };
    names = new StatementNames(LIFETIME, () => now, limits);
  });

  it('go to what is asked for the third time, and stay the same', () => {
    const [first, second, third, fourth] = ask('select 1', 4);
    expect([first, second]).toEqual([undefined, undefined]);
    expect(third).toMatch(/^[\w-]{40}$/);
    expect(fourth).toBe(third);
  });

  it('go to no long text, and to no more of them than there is room for', () => {
    expect(isNamed('x'.repeat(11))).toBe(false);
    expect(['a'.repeat(10), 'b'.repeat(10), 'c'.repeat(10), 'd'].map(isNamed)).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('are not kept from what is asked often by what is asked once', () => {
    ask('often', 2);
    ask('once', 1);
    expect(names.of('often')).toBeDefined();
    ask('forgotten', 2);
    for (const text of ['e', 'f', 'g']) ask(text, 1);
    expect(names.of('forgotten')).toBeUndefined();
  });

  it('begin anew when the connections do', () => {
    expect([isNamed('a'.repeat(10)), isNamed('b'.repeat(10)), isNamed('c'.repeat(10))]).toEqual([
      true,
      true,
      false,
    ]);
    now = LIFETIME + 1;
    expect([isNamed('c'.repeat(10)), isNamed('a'.repeat(10)), isNamed('b'.repeat(10))]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
