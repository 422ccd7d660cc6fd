import { type Server, createServer } from 'node:http';
import { type Socket, connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../test/setup/until.js';
import { Newcomers } from './newcomers.js';

const MANY = 50;

describe('those who knock while something is computed', () => {
  let server: Server;
  let newcomers: Newcomers;
  let knocking: Socket[];
  let connected: number;

  beforeEach(async () => {
    [server, connected] = [createServer(), 0];
    newcomers = new Newcomers(server);
    server.on('connection', () => (connected += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await newcomers.hear();
    const { port } = server.address() as { port: number };
    knocking = Array.from({ length: MANY }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  });
  afterEach(() => {
    for (const socket of knocking) socket.destroy();
    server.close();
  });

  const compute = (ms: number): void => {
    for (const since = performance.now(); performance.now() - since < ms;);
  };

  it('are all connected before more is begun', async () => {
    compute(50);
    await newcomers.hear();
    expect(connected).toBe(MANY);
  });

  it('are left waiting by Node itself: it connects one in each turn', async () => {
    compute(50);
    await turn();
    await turn();
    expect(connected).toBeLessThan(MANY / 2);
    await until(() => connected === MANY);
  });

  it('are heard by whoever comes meanwhile, too, in the order of coming', async () => {
    const begun: number[] = [];
    compute(50);
    await Promise.all([1, 2].map((name) => newcomers.hear().then(() => begun.push(name))));
    expect([connected, ...begun]).toEqual([MANY, 1, 2]);
  });

  it('are looked for before each of those that follow on something computed', async () => {
    const begun: number[] = [];
    const follow = (name: number) => newcomers.hear().then(() => begun.push(name));
    compute(50);
    const first = follow(1);
    compute(50);
    const second = follow(2);
    await first;
    await turn();
    expect(begun).toEqual([1]);
    await second;
    expect(begun).toEqual([1, 2]);
  });

  it('take nobody any time where nothing much was computed', async () => {
    await until(() => connected === MANY);
    let isBegun = false;
    // Not where something else on this machine, or the collection of garbage, held it up meanwhile.
    for (let isQuiet = false; !isQuiet;) {
      await newcomers.hear();
      const since = performance.eventLoopUtilization();
      await sleep(100);
      compute(5);
      isQuiet = performance.eventLoopUtilization(since).utilization < 0.5;
    }
    void newcomers.hear().then(() => (isBegun = true));
    await Promise.resolve();
    expect(isBegun).toBe(true);
  });
});
