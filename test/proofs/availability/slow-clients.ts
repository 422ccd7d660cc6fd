import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { load, quantile } from '../../setup/load.js';
import { dailyWork } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';

const SOCKETS = 500;
const PER_SECOND = 50;
/** Node.js looks every 5 s for headers that have taken 10 s. */
const LET_GO_WITHIN_MS = 16_000;

/** Clients that send their headers byte by byte, and never come to an end. */
export async function slowClients(
  findings: Findings,
  { of, meetingId, people, app: start }: Scene,
): Promise<void> {
  const app = await start();
  const work = dailyWork(of, meetingId, { writeEvery: 20, people });
  const p95 = async () => {
    const hits = await load({ perSecond: PER_SECOND, seconds: 4 }, (index) => work(app.url, index));
    return quantile(
      hits.map(({ ms }) => ms),
      0.95,
    );
  };
  await p95(); // until the code is warm
  const alone = await p95();
  const { hostname, port } = new URL(app.url);
  const began = performance.now();
  const sockets = Array.from({ length: SOCKETS }, () => slowSocket(Number(port), hostname));
  const beside = await p95();
  findings.promise(
    `${SOCKETS} clients that send byte by byte: the others wait at most 1.5 times as long (p95)`,
    `${alone.toFixed(1)} ms alone, ${beside.toFixed(1)} ms beside them`,
    beside <= 1.5 * alone + 1,
  );
  await sleep(Math.max(0, LET_GO_WITHIN_MS - (performance.now() - began)));
  const left = sockets.filter(({ destroyed }) => !destroyed).length;
  findings.promise('they are let go within 16 s', `${left} of ${SOCKETS} still there`, left === 0);
  for (const socket of sockets) socket.destroy();
  await app.end('SIGKILL');
}

function slowSocket(port: number, host: string): Socket {
  const socket = connect(port, host, () => void socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-A'));
  const drip = setInterval(() => void socket.write('a'), 1_000);
  socket.on('error', () => undefined).once('close', () => clearInterval(drip));
  socket.resume();
  return socket;
}
