/** `quick` is what CI runs: all proofs of it within ten minutes on two cores. `full` is run by hand. */
export type Size = 'quick' | 'full';

/** One sentence of a proof, with the figure that was seen. */
export interface Claim {
  readonly claim: string;
  readonly figure: string;
  /**
   * `held`: it is so. `failed`: it is not. `NOT PROVEN`: what is needed to tell is missing on this machine; the figure
   * says what.
   */
  readonly outcome: 'held' | 'failed' | 'NOT PROVEN';
  /** A control: the same attempt with the protection removed, which must go wrong, or the proof proves nothing. */
  readonly isControl: boolean;
}

/** What a proof is given to say what it saw. */
export class Findings {
  readonly claims: Claim[] = [];

  constructor(readonly size: Size) {}

  /** The value for this size. */
  pick<Value>(quick: Value, full: Value): Value {
    return this.size === 'full' ? full : quick;
  }

  /** What the application promises. */
  promise(claim: string, figure: string | number, isSo: boolean): void {
    this.add(claim, figure, isSo ? 'held' : 'failed', false);
  }

  /** With the protection removed by the proof itself: the promise must be broken, as the figure shows. */
  control(claim: string, figure: string | number, isBroken: boolean): void {
    this.add(claim, figure, isBroken ? 'held' : 'failed', true);
  }

  /** Something that this machine lacks; never a reason that the proof itself could mend. */
  notProven(claim: string, why: string): void {
    this.add(claim, why, 'NOT PROVEN', false);
  }

  private add(
    claim: string,
    figure: string | number,
    outcome: Claim['outcome'],
    isControl: Claim['isControl'],
  ): void {
    this.claims.push({ claim, figure: String(figure), outcome, isControl });
  }
}

/** Something that Tavola promises, tried hard on real parts. One file each, `x.proof.ts`, listed in `proofs.ts`. */
export interface Proof {
  /** For the command line: `npm run prove -- places`. */
  readonly name: string;
  /** What is promised, in one sentence. */
  readonly promise: string;
  /**
   * Whether nothing else may run meanwhile: it tells how fast something is, asks for all that the machine can do while
   * nobody may be sent away, or goes without a protection in this very process. The others run two at a time.
   */
  readonly isAlone?: boolean;
  /** Tries it, and ends all that it started. An error counts as a failed claim. */
  run(findings: Findings): Promise<void>;
}
