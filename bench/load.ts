import { Connection, type Request } from './connection.js';
import { usage } from './processes.js';

/** One round of one side. */
export interface Round {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of the server's processor for each request. */
  readonly cpu: number | null;
  /** Of the server, in MB, at the end. */
  readonly rss: number | null;
  /** Bytes of an answer. */
  readonly bytes: number;
}

/** Asks once and waits for the answer. Returns its length. */
export type Caller = () => Promise<number>;

interface Load {
  readonly callers: readonly Caller[];
  /** Of the server; null: there is none. */
  readonly pid: number | null;
  /** Milliseconds that do not count, for pools and caches. */
  readonly warmUp: number;
  readonly duration: number;
}

/** Each caller calls again as soon as he has his answer, for that long. */
export async function load({ callers, pid, warmUp, duration }: Load): Promise<Round> {
  await calling(callers, warmUp);
  const before = pid === null ? null : usage(pid);
  const since = performance.now();
  const { latencies, bytes } = await calling(callers, duration);
  const seconds = (performance.now() - since) / 1000;
  const after = pid === null ? null : usage(pid);
  latencies.sort((a, b) => a - b);
  const requests = latencies.length;
  return {
    requests,
    perSecond: requests / seconds,
    p50: at(latencies, 0.5),
    p99: at(latencies, 0.99),
    cpu: before && after && (after.cpu - before.cpu) / requests,
    rss: after && after.rss,
    bytes: bytes / requests,
  };
}

async function calling(
  callers: readonly Caller[],
  duration: number,
): Promise<{ latencies: number[]; bytes: number }> {
  const latencies: number[] = [];
  let bytes = 0;
  const until = performance.now() + duration;
  await Promise.all(
    callers.map(async (call) => {
      for (let now = performance.now(); now < until;) {
        const length = await call();
        bytes += length;
        const end = performance.now();
        latencies.push(end - now);
        now = end;
      }
    }),
  );
  return { latencies, bytes };
}

/** That many callers over HTTP, each on a connection of his own that is kept alive. */
export async function httpCallers(
  url: string,
  count: number,
  next: () => Request,
): Promise<{ callers: Caller[]; close: () => void }> {
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  const callers = connections.map((connection) => async () => {
    const { status, body } = await connection.send(next());
    if (status !== 200 || isRefusal(body)) throw new Error(`${status}: ${body.toString('utf8', 0, 1000)}`);
    return body.length;
  });
  return { callers, close: () => connections.forEach((connection) => connection.close()) };
}

/** Short answers are looked through; long ones begin with what is wrong. */
const isRefusal = (body: Buffer): boolean =>
  body.subarray(0, 500).includes('"errors"') || body.subarray(0, 500).includes('"userErrors":[{');

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** In random order, so that nobody always comes after the same one. */
export function shuffled<T>(values: readonly T[]): T[] {
  const mixed = [...values];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}
