/** Of one requester so many are worked on at once. */
const AT_ONCE = 4;

interface Turns {
  inside: number;
  readonly waiting: (() => void)[];
}

/**
 * Nobody is sent away here, but whoever asks for much at once waits for himself: a few of each requester are let in, and
 * the others of his when one of those has left.
 */
export class TakingTurns {
  private readonly of = new Map<string, Turns>();

  /** Resolves when it is his turn; he must leave again. */
  async enter(requester: string): Promise<void> {
    const turns = this.of.get(requester) ?? { inside: 0, waiting: [] };
    this.of.set(requester, turns);
    if (turns.inside < AT_ONCE) turns.inside += 1;
    else await new Promise<void>((go) => turns.waiting.push(go));
  }

  leave(requester: string): void {
    const turns = this.of.get(requester);
    const next = turns?.waiting.shift();
    if (next) return next();
    if (turns && (turns.inside -= 1) === 0) this.of.delete(requester);
  }
}
