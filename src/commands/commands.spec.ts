import { describe, expect, it } from '@jest/globals';
import { commands } from './commands.js';

const terminal = {
  projectDir: '/nowhere',
  config: () => {
    throw new Error('It looks for its database.');
  },
  say: () => {
    throw new Error('It says something.');
  },
};

const run = (name: string, args: string[]): Promise<unknown> =>
  commands[name]?.run(args, terminal) ?? Promise.resolve('no such command');
const usageOf = (name: string): string => `Usage: npm run cli -- ${commands[name]?.usage}`;

/** `[--seal HASH]` is split at its blank. */
const isOfAnOption = (word: string): boolean => word.endsWith(']') && !word.startsWith('[');

describe('a command that is called in another way than its usage says', () => {
  it.each(Object.keys(commands))('does nothing: %s', async (name) => {
    // As many words as it takes, so that it is the rest that is wrong.
    const words = (commands[name]?.usage ?? '').split(' ').slice(1);
    const most = words.filter((word) => /^\[?[A-Z]+\]?$/.test(word) && !isOfAnOption(word));
    const least = most.filter((word) => !word.startsWith('['));
    const wrong = [['--unheard'], ['-x'], ['--unheard=of'], ['one more'], ['--', '--unheard']].map((more) => [
      ...most,
      ...more,
    ]);
    if (least.length > 0) wrong.push(least.slice(1), [...least.slice(1), '']);
    for (const args of wrong) await expect(run(name, args)).rejects.toThrow(usageOf(name));
  });

  it.each([
    ['doctor', '--seal'],
    ['doctor', '--json=yes'],
    ['release-mail', '--discard-before', '--yes'],
    ['release-mail', '--yes', 'please'],
  ])('does nothing: %s %s', async (name, ...args) => {
    await expect(run(name, args)).rejects.toThrow(usageOf(name));
  });

  it.each([
    ['disable-person', 'anna@norrkoping.example'],
    ['doctor', '--backup-days', '3', '--json'],
    ['release-mail', '--yes'],
    ['migrate'],
  ])('is not one that is called as it says (the control): %s', async (name, ...args) => {
    await expect(run(name, args)).rejects.toThrow('It looks for its database.');
  });
});
