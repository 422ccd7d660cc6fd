import { performance } from 'node:perf_hooks';

/** What may be computed in one turn of the loop, ms: so long those wait who knock meanwhile, and those who are sent away. */
const TURN = 50;
/** Over how many it is averaged. */
const AVERAGED = 16;
/** One who took longer counts as if he had taken so long, ms: other things may have been computed in between. */
const MOST = 100;
/** Above this part of the time that is computed, no more is done by working on more at once. */
const BUSY = 0.9;

/** How much the process computes for each request, and so for how many it may compute in one turn. */
export class Computing {
  private last = performance.eventLoopUtilization();
  private active = 0;
  private idle = 0;

  /** One more was worked on. */
  done(): void {
    const { active, idle } = performance.eventLoopUtilization(this.last);
    this.last = performance.eventLoopUtilization();
    this.active += (Math.min(active, MOST) - this.active) / AVERAGED;
    this.idle += (Math.min(idle, MOST) - this.idle) / AVERAGED;
  }

  /** How many may be worked on at once: as many as there may be at most, but where the process is what is short. */
  room(most: number): number {
    if (this.active < BUSY * (this.active + this.idle)) return most;
    return Math.min(most, Math.max(2, Math.floor(TURN / this.active)));
  }
}
