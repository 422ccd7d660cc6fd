import { Pool } from 'pg';
import { type Captured, registerFor } from './capture.js';
import type { Request } from './connection.js';
import { type Caller, type Round, httpCallers, load, median, shuffled } from './load.js';
import { OPTIONS, POOL, type Side } from './sides.js';
import { type Case, M1, type Work, readers } from './works.js';

export const CONNECTIONS = [1, 32] as const;

export interface Pace {
  readonly rounds: number;
  /** Milliseconds of one side's turn at a question. */
  readonly duration: number;
  readonly warmUp: number;
}

/** Who takes part: a server, or the bare client. */
export interface Contestant {
  readonly name: string;
  takes(work: Work): boolean;
  readonly pid: number | null;
  callers(work: Work, connections: number): Promise<{ callers: Caller[]; close: () => unknown }>;
}

/** @param takesNext the next delegate that has not registered */
export const server = (
  side: Side,
  projects: number,
  takesNext: () => Case,
  works: readonly Work[],
): Contestant => ({
  name: side.name,
  pid: side.pid,
  takes: (work) => works.includes(work),
  callers: (work, connections) =>
    httpCallers(side.url, connections, requests(side, work, projects, takesNext)),
});

function requests(side: Side, work: Work, projects: number, takesNext: () => Case): () => Request {
  if (work === M1) return () => side.request(work, takesNext());
  const prepared = shuffled(readers(work, projects)).map((of) => side.request(work, of));
  let turn = 0;
  return () => prepared[turn++ % prepared.length] as Request;
}

/** Runs the statements that `register` ran in one transaction, and nothing else: no HTTP, nobody signs in. */
export const bareClient = (url: string, captured: Captured, takesNext: () => Case): Contestant => ({
  name: 'bare client',
  pid: null,
  takes: (work) => work === M1,
  callers: async (_work, connections) => {
    const pool = new Pool({ connectionString: url, max: POOL, options: OPTIONS });
    const call: Caller = async () => {
      const statements = registerFor(captured, takesNext());
      const client = await pool.connect();
      try {
        for (const { name, text, values } of statements)
          await client.query({ name, text, values: [...values] });
      } finally {
        client.release();
      }
      return 0;
    };
    return { callers: Array.from({ length: connections }, () => call), close: () => pool.end() };
  },
});

export class Results {
  private readonly rounds = new Map<string, Round[]>();

  add(work: Work, connections: number, name: string, round: Round): void {
    const key = `${work.name} ${connections} ${name}`;
    this.rounds.set(key, [...(this.rounds.get(key) ?? []), round]);
  }

  /** The median over the rounds of each figure; null where this side did not take part. */
  of(work: Work, connections: number, name: string): Round | null {
    const rounds = this.rounds.get(`${work.name} ${connections} ${name}`);
    if (!rounds) return null;
    const figure = (of: keyof Round): number => median(rounds.map((round) => round[of] ?? Number.NaN));
    const [requests, perSecond, p50, p99] = [
      figure('requests'),
      figure('perSecond'),
      figure('p50'),
      figure('p99'),
    ];
    return { requests, perSecond, p50, p99, cpu: figure('cpu'), rss: figure('rss'), bytes: figure('bytes') };
  }

  /** By which factor one side answers more requests a second than another. */
  ratio(work: Work, connections: number, one: string, other: string): number {
    const [a, b] = [this.of(work, connections, one), this.of(work, connections, other)];
    return a && b ? a.perSecond / b.perSecond : Number.NaN;
  }
}

/** Interleaved: in each round every question at every number of connections, the sides in random order. */
export async function measure(
  contestants: readonly Contestant[],
  works: readonly Work[],
  { rounds, duration, warmUp }: Pace,
  say: (line: string) => void,
): Promise<Results> {
  const results = new Results();
  for (let round = 1; round <= rounds; round += 1) {
    say(`Round ${round} of ${rounds}.`);
    for (const connections of CONNECTIONS)
      for (const work of shuffled(works))
        for (const contestant of shuffled(contestants.filter((one) => one.takes(work)))) {
          const { callers, close } = await contestant.callers(work, connections);
          const { pid } = contestant;
          results.add(work, connections, contestant.name, await load({ callers, pid, warmUp, duration }));
          await close();
        }
  }
  return results;
}
