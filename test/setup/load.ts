import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request of a load. */
export interface Shot {
  /** To tell kinds apart in what was seen. */
  readonly kind: string;
  readonly url: string;
  readonly cookie?: string;
  /** The address that a proxy names as the client's. */
  readonly from?: string;
  /** Sent as a POST of JSON; left out, it is a GET. */
  readonly body?: object;
}

/** What became of it. */
export interface Hit {
  readonly kind: string;
  /** When it was sent, ms since the load began. */
  readonly at: number;
  readonly ms: number;
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/**
 * Sends so many requests a second for so long, whether or not those before were answered: people do not wait for each
 * other. Returns when all have come to an end.
 * @param keepAlive false: each on a connection of its own
 */
export async function load(
  { perSecond, seconds, keepAlive = true }: { perSecond: number; seconds: number; keepAlive?: boolean },
  next: (index: number) => Shot,
): Promise<Hit[]> {
  const agent = new Agent({ keepAlive, maxSockets: Infinity, scheduling: 'fifo' });
  const began = performance.now();
  const hits: Promise<Hit>[] = [];
  const all = perSecond * seconds;
  while (hits.length < all) {
    const due = Math.min(all, Math.ceil(((performance.now() - began) / 1000) * perSecond));
    while (hits.length < due) hits.push(fire(agent, next(hits.length), began));
    await sleep(5);
  }
  const done = await Promise.all(hits);
  agent.destroy();
  return done;
}

/** So many clients, each of whom asks again as soon as he is answered: as much as can be done. */
export async function saturate(
  { clients, seconds }: { clients: number; seconds: number },
  next: (index: number) => Shot,
): Promise<Hit[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const began = performance.now();
  const hits: Hit[] = [];
  let index = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1000) hits.push(await fire(agent, next(index++), began));
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return hits;
}

function fire(agent: Agent, { kind, url, cookie, from, body }: Shot, began: number): Promise<Hit> {
  const sent = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, text: string, retryAfter?: string): void =>
      resolve({ kind, at: sent - began, ms: performance.now() - sent, status, retryAfter, body: text });
    const headers = {
      ...(body && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
      ...(from && { 'x-forwarded-for': from }),
    };
    const asked = request(
      url,
      { agent, method: body ? 'POST' : 'GET', headers, timeout: 30_000 },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => end(answer.statusCode ?? 0, text, answer.headers['retry-after']));
        answer.on('error', (error) => end(0, error.message));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer within 30 s')));
    asked.on('error', (error) => end(0, error.message));
    asked.end(body && JSON.stringify(body));
  });
}

/** The value below which this share of them lies, such as 0.99. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
