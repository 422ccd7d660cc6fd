import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { idOf } from './data.js';
import { type Database, tavolaSettings } from './sides.js';
import { type Case, type Work, M1, Q1, Q2, Q3 } from './works.js';

export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Captured {
  /** Finds who asks by the hash of his session's token. */
  readonly viewer: string;
  /** The statement of each question. */
  readonly reads: ReadonlyMap<Work, Statement>;
  /** What `register` does from BEGIN to COMMIT. */
  readonly register: readonly Statement[];
  /** For whom it was. */
  readonly registered: Case;
}

type Query = (this: Client, config: string | Statement, values?: unknown[], ...rest: unknown[]) => unknown;

/** Asks each question once of a Tavola in this process, and writes down its SQL. */
export async function capture(database: Database, dir: string, asks: Map<Work, Case>): Promise<Captured> {
  // Read when graphql-js is loaded; so the application is loaded after it.
  process.env['NODE_ENV'] = 'production';
  const { startApplication } = await import('../src/application.js');
  const { loadConfig } = await import('../src/platform/config/config.js');
  const config = loadConfig({ ...tavolaSettings(database, 1, dir), LOG_LEVEL: 'warn' }, dir);
  const application = await startApplication({ ...config, http: { ...config.http, port: 0 } }, database);
  try {
    const of = async (work: Work): Promise<Statement[]> => {
      const asked = asks.get(work) as Case;
      return during(() => ask(application.url, work, asked));
    };
    const reads = new Map<Work, Statement>();
    let viewer = '';
    for (const work of [Q1, Q2, Q3]) {
      const [who, what, ...others] = await of(work);
      if (!who || !what || others.length > 0) throw new Error(`${work.name} is not two statements`);
      viewer = who.text;
      reads.set(work, what);
    }
    const statements = await of(M1);
    const from = statements.findIndex(({ text }) => text === 'START TRANSACTION');
    const to = statements.findIndex(({ text }) => text === 'COMMIT');
    return {
      viewer,
      reads,
      register: statements.slice(from, to + 1),
      registered: asks.get(M1) as Case,
    };
  } finally {
    await application.stop();
  }
}

async function ask(url: string, work: Work, of: Case): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `tavola_session=${of.session}` },
    body: JSON.stringify({ query: work.tavola, variables: work.variables(of) }),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"errors"') || text.includes('"userErrors":[{'))
    throw new Error(`${work.name}: ${text}`);
}

/** What this process asks of the database meanwhile, on the application's connections: only they have a time limit. */
async function during(work: () => Promise<void>): Promise<Statement[]> {
  // Called with the client it belongs to, below.
  // oxlint-disable-next-line typescript/unbound-method
  const original = Client.prototype.query as unknown as Query;
  const statements: Statement[] = [];
  Client.prototype.query = function (this: Client, config, values, ...rest) {
    const { options } = (this as unknown as { connectionParameters: { options?: string } })
      .connectionParameters;
    const { name, text, values: own } = typeof config === 'string' ? { text: config, values } : config;
    if (options?.includes('statement_timeout') && !isQuota(text))
      statements.push({ name, text, values: own ?? values ?? [] });
    return original.call(this, config, values, ...rest);
  } as Query as unknown as typeof Client.prototype.query;
  try {
    await work();
  } finally {
    Client.prototype.query = original as unknown as typeof Client.prototype.query;
  }
  return statements;
}

/** Of requests, counted once for many of them. */
const isQuota = (text: string): boolean => text.includes('request_quota');

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The same statements for somebody else: his ids for those of the captured ones, and new ones for what is made. */
export function registerFor(captured: Captured, of: Case): Statement[] {
  const { registered } = captured;
  const ids = new Map([
    [registered.personId, of.personId],
    [registered.partnerId, of.partnerId],
    [registered.meetingId, of.meetingId],
    [idOf('project', registered.project), idOf('project', of.project)],
  ]);
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'string') return value;
    return value.replaceAll(UUID, (id) => {
      const known = ids.get(id) ?? uuidv7();
      ids.set(id, known);
      return known;
    });
  };
  return captured.register.map((statement) => ({ ...statement, values: statement.values.map(renamed) }));
}
