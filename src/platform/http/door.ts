/** Writes wait longer: a thousand people who ask for places at the same moment shall all get an answer. */
export type Lane = 'write' | 'read';

/** How long who comes now may have to wait, ms. */
const PATIENCE: Readonly<Record<Lane, number>> = { write: 20_000, read: 1_500 };
/** A few more than there are database connections, so that the wait is here, where it is seen, and not for those. */
const AT_ONCE = 16;
/** Over how many leaving the pace is averaged. */
const AVERAGED = 64;
/** So many in a row that got nothing are no accident. */
const IN_VAIN = 8;

type Admit = (isIn: boolean) => void;

/**
 * Lets in as many as are worked on at once; others wait in line, writes before reads, or are sent away at once when
 * they would wait too long. What counts is time and not number: how many wait, times how long one takes just now.
 */
export class Door {
  private inside = 0;
  private readonly line: Readonly<Record<Lane, Set<Admit>>> = { write: new Set(), read: new Set() };
  /** Time between two who leave while others wait, ms. */
  private pace = 1;
  private lastLeftAt: number | undefined;
  private inVain = 0;

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
    if (this.isStuck || this.ahead(lane) * this.pace > PATIENCE[lane]) return Promise.resolve(false);
    return new Promise((admit) => {
      this.line[lane].add(admit);
      left?.addEventListener('abort', () => {
        if (this.line[lane].delete(admit)) admit(false);
      });
    });
  }

  /** @param inVain what he needed is not to be had; then nobody shall stand in line for it, until somebody gets it */
  leave(inVain: boolean): void {
    this.inside -= 1;
    this.inVain = inVain ? this.inVain + 1 : 0;
    this.measure();
    if (this.isStuck) this.clear();
    const next = first(this.line.write) ?? first(this.line.read);
    if (!next) return;
    this.inside += 1;
    next(true);
  }

  private get isStuck(): boolean {
    return this.inVain >= IN_VAIN;
  }

  private ahead(lane: Lane): number {
    const { write, read } = this.line;
    return lane === 'write' ? write.size : write.size + read.size;
  }

  private measure(): void {
    const now = this.now();
    const isLine = this.ahead('read') > 0;
    if (isLine && this.lastLeftAt !== undefined) this.pace += (now - this.lastLeftAt - this.pace) / AVERAGED;
    this.lastLeftAt = isLine ? now : undefined;
  }

  private clear(): void {
    for (const admits of Object.values(this.line)) for (const admit of admits) admit(false);
    this.line.write.clear();
    this.line.read.clear();
  }
}

/** Takes out who came first. */
function first(admits: Set<Admit>): Admit | undefined {
  const [admit] = admits;
  if (admit) admits.delete(admit);
  return admit;
}
