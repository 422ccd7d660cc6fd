/** Writes may come in a burst: a thousand people who ask for places at the same moment shall all get an answer. */
export type Lane = 'write' | 'read';

/** How long who comes now may have to wait, ms. */
const PATIENCE = 1_000;
const PATIENCE_IN_A_BURST = 20_000;
/** There has been a line for longer than this, ms: that is no burst, and who comes now would only make all wait longer. */
const BURST = 4_000;
/** By how much more it may turn out to be than it seemed, ms; then he is sent away after all. */
const GRACE = 1_000;
/** A few more than there are database connections, so that the wait is here, where it is seen, and not for those. */
const AT_ONCE = 16;
/** Over how many leaving the pace is averaged. */
const AVERAGED = 16;
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
  /** Each with the time until which he waits. */
  private readonly line = new Map<Admit, number>();
  private lineSince = 0;
  /** Time between two who leave while others wait, ms. */
  private pace = 5;
  private lastLeftAt: number | undefined;
  private looks = 0;
  private isStuck = false;

  /**
   * @param room how many may be worked on at once just now, of so many at most
   * @param now in ms, from any zero
   */
  constructor(
    private readonly room: (most: number) => number = (most) => most,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whoever comes now waits in line, or is sent away. */
  get isFull(): boolean {
    return this.inside >= this.room(AT_ONCE);
  }

  /**
   * Resolves to whether he is in; whoever is must leave again.
   * @param left ends when he no longer waits for an answer
   */
  enter(lane: Lane, left?: AbortSignal): Promise<boolean> {
    if (!this.isFull) {
      this.inside += 1;
      return Promise.resolve(true);
    }
    if (this.line.size === 0) this.lineSince = this.now();
    const patience = this.patience(lane);
    if (this.isStuck || this.line.size * this.pace > patience) return Promise.resolve(false);
    return new Promise((admit) => {
      this.line.set(admit, this.now() + patience + GRACE);
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
    for (const admit of this.line.keys()) {
      if (this.isFull) return;
      this.line.delete(admit);
      this.inside += 1;
      admit(true);
    }
  }

  /**
   * To be called every `LOOK_EVERY` ms. Whoever has waited as long as he was to wait at most is sent away. When nobody
   * has been served for a second, nobody stands in line any longer until somebody is; there looks are counted and not
   * time: a process that had no time itself has looked only once.
   */
  look(): void {
    this.looks = this.isFull ? this.looks + 1 : 0;
    this.isStuck ||= this.looks >= LOOKS;
    const now = this.now();
    for (const [admit, until] of this.line)
      if (this.isStuck || until <= now) {
        this.line.delete(admit);
        admit(false);
      }
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
