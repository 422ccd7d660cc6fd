import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { folded } from './folded.js';

const LINES: readonly [string, string][] = [
  ['of one octet a character', 'a'.repeat(300)],
  ['of two', 'ä'.repeat(300)],
  ['of three', '한'.repeat(300)],
  ['of four, which are two in a string', '𝄞'.repeat(300)],
  ['of all lengths', 'aä한𝄞'.repeat(100)],
];

/** Folds a text of 4 MB with this function where as little memory is left as in a busy server. */
function inLittleMemory(from: string, name: string): Promise<string> {
  const work = `import(${JSON.stringify(from)}).then((library) =>
    library[${JSON.stringify(name)}](('DESCRIPTION:' + 'So much is to be said of it. '.repeat(340) + '\\r\\n').repeat(400)))`;
  const limits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 };
  return new Promise((resolve) => {
    const worker = new Worker(work, { eval: true, resourceLimits: limits });
    worker.on('error', ({ message }) => resolve(message));
    worker.on('exit', (code) => resolve(`ended with ${code}`));
  });
}

describe('content lines', () => {
  it.each(LINES)('have at most 75 octets and whole characters: %s', (_what, text) => {
    for (const begin of ['', 'x', 'xx', 'xxx']) {
      const lines = folded(`${begin}${text}\r\nEND:VEVENT\r\n`).split('\r\n');
      const octets = lines.map((line) => Buffer.byteLength(line));
      expect(Math.max(...octets)).toBeLessThanOrEqual(75);
      // No line is shorter than the next character makes it.
      expect(Math.min(...octets.slice(0, -3))).toBeGreaterThan(75 - 4);
      expect(lines.every((line) => line.isWellFormed() && !line.includes('\uFFFD'))).toBe(true);
      expect(lines.slice(-2)).toEqual(['END:VEVENT', '']);
      expect(lines.join('\r\n').replaceAll('\r\n ', '')).toBe(`${begin}${text}\r\nEND:VEVENT\r\n`);
    }
  });

  it('stay as they are up to 75 octets', () => {
    for (const line of ['', 'a', 'a'.repeat(75), `${'ä'.repeat(37)}a`]) expect(folded(line)).toBe(line);
    expect(folded('a'.repeat(76))).toBe(`${'a'.repeat(75)}\r\n a`);
    expect(folded(`${'a'.repeat(74)}ä`)).toBe(`${'a'.repeat(74)}\r\n ä`);
  });

  it('are folded in little memory, however long a text is', async () => {
    expect(await inLittleMemory(new URL('folded.ts', import.meta.url).href, 'folded')).toBe('ended with 0');
  });

  it('would take more of it character by character (control)', async () => {
    const library = import.meta.resolve('ical-generator');
    expect(await inLittleMemory(library, 'foldLines')).toMatch(/memory/);
  });
});
