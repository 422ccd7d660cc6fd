import { createHash } from 'node:crypto';

interface Limits {
  /** Times that a text is asked before it gets a name. */
  readonly uses: number;
  /** Characters of the longest text that gets one. */
  readonly longest: number;
  /** Characters of all texts that have one. */
  readonly most: number;
  /** Texts that are remembered without one. */
  readonly remembered: number;
}

const LIMITS: Limits = { uses: 3, longest: 16_000, most: 160_000, remembered: 1_000 };

/**
 * Names for what is prepared on every connection. A plan takes some 200 bytes of the database's memory for each character
 * of its text, on each connection and for as long as that lives, and anybody may ask for ever new texts: so what was
 * asked repeatedly gets a name, as far as all of them stay small. From time to time all begin anew
 * (`CONNECTION_LIFETIME_S`), so that nobody takes the room for good.
 */
export class StatementNames {
  private names = new Map<string, string>();
  private uses = new Map<string, number>();
  private length = 0;
  private began: number;

  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number = () => performance.now(),
    private readonly limits = LIMITS,
  ) {
    this.began = now();
  }

  /** @returns undefined for what is run without being prepared */
  of(text: string): string | undefined {
    if (this.now() - this.began > this.lifetimeMs) this.forget();
    const known = this.names.get(text);
    if (known || text.length > this.limits.longest || this.length + text.length > this.limits.most)
      return known;
    const uses = 1 + (this.uses.get(text) ?? 0);
    // Again at the end: those that nobody asks any more are the first to go.
    this.uses.delete(text);
    if (uses >= this.limits.uses) return this.name(text);
    this.uses.set(text, uses);
    const [oldest] = this.uses.keys();
    if (this.uses.size > this.limits.remembered && oldest !== undefined) this.uses.delete(oldest);
    return undefined;
  }

  private name(text: string): string {
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 40);
    this.names.set(text, name);
    this.length += text.length;
    return name;
  }

  private forget(): void {
    this.names = new Map();
    this.uses = new Map();
    this.length = 0;
    this.began = this.now();
  }
}
