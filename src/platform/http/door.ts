/** Writes may come in a burst: a thousand people who ask for places at the same moment shall all get an answer. */
export type Lane = 'write' | 'read';

/** How long who comes now may have to wait, ms. */
const PATIENCE = 1_000;
const PATIENCE_IN_A_BURST = 20_000;
/** There has been a line for longer than this, ms: that is no burst, and who comes now would only make all wait longer. */
const BURST = 4_000;
/** A few more than there are database connections, so that the wait is here, where it is seen, and not for those. */
const AT_ONCE = 16;
/** Over how many leaving the pace is averaged. */
const AVERAGED = 64;
/** Between two looks at the line, ms. */
export const LOOK_EVERY = 250;
/** At so many looks in a row it was full inside and nobody had been served: what they wait for is not to be had. */
const LOOKS = 4;

type Admit = (isIn: boolean) => void;

/**
 * Lets in as many as are worked on at once; others wait in line, in the order in which they came, or are sent away at
 * once when they would wait too long. What counts is time and not number: how many wait, times how long one takes just
 * now.
 */
export class Door {
  private inside = 0;
  private readonly line = new Set<Admit>();
  private lineSince = 0;
  /** Time between two who leave while others wait, ms. */
  private pace = 5;
  private lastLeftAt: number | undefined;
  private looks = 0;
  private isStuck = false;

  /** @param now in ms, from any zero */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Resolves to whether he is in; whoever is must leave again.
   * @param left ends when he no longer waits for an answer
   */
  enter(lane: Lane, left?: AbortSignal): Promise<boolean> {
    if (this.inside < AT_ONCE) {
      this.inside += 1;
      return Promise.resolve(true);
    }
    if (this.line.size === 0) this.lineSince = this.now();
    if (this.isStuck || this.line.size * this.pace > this.patience(lane)) return Promise.resolve(false);
    return new Promise((admit) => {
      this.line.add(admit);
      left?.addEventListener('abort', () => {
        if (this.line.delete(admit)) admit(false);
      });
    });
  }

  /** @param isServed whether he got what he came for: then it is to be had, also for those who wait */
  leave(isServed: boolean): void {
    this.inside -= 1;
    this.measure();
    if (isServed) {
      this.looks = 0;
      this.isStuck = false;
    }
    const [next] = this.line;
    if (!next) return;
    this.line.delete(next);
    this.inside += 1;
    next(true);
  }

  /**
   * To be called every `LOOK_EVERY` ms. When nobody has been served for a second, nobody stands in line any longer until
   * somebody is. Looks are counted and not time: a process that had no time itself has looked only once.
   */
  look(): void {
    this.looks = this.inside < AT_ONCE ? 0 : this.looks + 1;
    if (this.looks < LOOKS) return;
    this.isStuck = true;
    for (const admit of this.line) admit(false);
    this.line.clear();
  }

  private patience(lane: Lane): number {
    return lane === 'write' && this.now() - this.lineSince <= BURST ? PATIENCE_IN_A_BURST : PATIENCE;
  }

  private measure(): void {
    const now = this.now();
    const isLine = this.line.size > 0;
    if (isLine && this.lastLeftAt !== undefined) this.pace += (now - this.lastLeftAt - this.pace) / AVERAGED;
    this.lastLeftAt = isLine ? now : undefined;
  }
}
