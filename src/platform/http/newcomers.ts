import type { Server } from 'node:http';
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** After so much computing with hardly a pause it is looked who has come meanwhile, ms. */
const BUSY = 20;
/** What is a pause: less of the time than this was computed. */
const HARDLY = 0.9;
/** Turns; then others have waited long enough for whoever still knocks. */
const MOST = 1_000;

/**
 * Node takes one new connection in each turn of its loop (libuv since 1.45), however many knock, and what is computed
 * makes a turn long: then people wait unheard, also those whom no door keeps out. So whoever has computed for long takes
 * some turns that compute nothing.
 */
export class Newcomers {
  private connected = 0;
  private since: EventLoopUtilization = performance.eventLoopUtilization();
  private turns = Promise.resolve();

  constructor(server: Server) {
    server.on('connection', () => (this.connected += 1));
  }

  /**
   * Before something more is begun: resolves when all who knock are connected, and what they ask can be read; at once,
   * unless much was computed. In order; where each has followed on something long, with a look at who knocks before each.
   */
  hear(): Promise<void> {
    if (this.isBusy()) this.turns = this.turns.then(() => this.connectAll());
    return this.turns;
  }

  private isBusy(): boolean {
    const { active, utilization } = performance.eventLoopUtilization(this.since);
    const isBusy = utilization >= HARDLY;
    if (isBusy && active < BUSY) return false;
    this.since = performance.eventLoopUtilization();
    return isBusy;
  }

  private async connectAll(): Promise<void> {
    await turn();
    for (let turns = 0, before = -1; turns < MOST && before !== this.connected; turns += 1) {
      before = this.connected;
      await turn();
    }
  }
}
