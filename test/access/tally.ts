import { isDeepStrictEqual } from 'node:util';

/** Counts what was compared, and keeps what was not as it should be. */
export class Tally {
  checks = 0;
  readonly differences: string[] = [];

  /** @param enough differences after which nobody need go on */
  constructor(private readonly enough = 200) {}

  get isEnough(): boolean {
    return this.differences.length >= this.enough;
  }

  check(at: string, found: unknown, expected: unknown): void {
    this.checks += 1;
    // Through JSON, since objects of a test have other prototypes than those of Node itself.
    const texts = [found, expected].map((value) => JSON.stringify(value) ?? '"nothing"');
    if (texts[0] === texts[1]) return;
    const [a, b] = texts.map((text): unknown => JSON.parse(text));
    if (isDeepStrictEqual(a, b)) return;
    this.differences.push(`${at}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  }
}
