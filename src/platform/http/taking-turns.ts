interface Turns {
  inside: number;
  readonly waiting: (() => void)[];
}

/**
 * Nobody is sent away here, but whoever asks for much at once waits for himself: a few of each requester are let in, and
 * the others of his when one of those has left.
 */
export class TakingTurns<Requester = string> {
  private readonly of = new Map<Requester, Turns>();

  /** @param atOnce so many of one requester are worked on at once */
  constructor(private readonly atOnce: number) {}

  /** Resolves when it is his turn; he must leave again. */
  async enter(requester: Requester): Promise<void> {
    const turns = this.of.get(requester) ?? { inside: 0, waiting: [] };
    this.of.set(requester, turns);
    if (turns.inside < this.atOnce) turns.inside += 1;
    else await new Promise<void>((go) => turns.waiting.push(go));
  }

  leave(requester: Requester): void {
    const turns = this.of.get(requester);
    const next = turns?.waiting.shift();
    if (next) return next();
    if (turns && (turns.inside -= 1) === 0) this.of.delete(requester);
  }
}
