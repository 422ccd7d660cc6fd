import type { FastifyRequest } from 'fastify';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Answered } from '../log/answered.js';
import { notesOf } from '../log/request-notes.js';

/** Seconds; the objectives of the design lie between them. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STATEMENT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

/** Of answers that may take long; those from before GraphQL begins do not. */
const GRAPHQL_STATUSES = [200, 400, 500, 503];

/** Every other code is something that whoever asked can do something about. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  INTERNAL_SERVER_ERROR: 'failed',
  UNAVAILABLE: 'unavailable',
};
const ALL_OUTCOMES = ['ok', 'refused', 'unavailable', 'failed'] as const;
type Outcome = (typeof ALL_OUTCOMES)[number];

/** What this process counts. Labels are names from the source code, never what somebody sent. */
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'tavola_http_request_seconds',
    help: 'Requests by the pattern of their route, and how long they took; a live stream takes as long as it lasts.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_BUCKETS,
    registers: [this.registry],
  });

  private readonly answers = new Counter({
    name: 'tavola_http_answers_total',
    help: 'Answers by the class of their status, such as 5xx; by route and status they are in tavola_http_request_seconds_count.',
    labelNames: ['class'],
    registers: [this.registry],
  });

  private readonly received = new Counter({
    name: 'tavola_http_received_bytes_total',
    help: 'Bytes that came with requests; those of /files/uploads/:id are uploads.',
    labelNames: ['route'],
    registers: [this.registry],
  });

  private readonly operations = new Counter({
    name: 'tavola_graphql_operations_total',
    help: 'GraphQL operations by type and outcome: ok, refused (whoever asked can mend it), unavailable (the database was not there), failed (we have to mend it).',
    labelNames: ['type', 'outcome'],
    registers: [this.registry],
  });

  private readonly statements = new Histogram({
    name: 'tavola_sql_statement_seconds',
    help: "Statements on the application's connections, those of the queue apart.",
    buckets: STATEMENT_BUCKETS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // Prometheus sees a counter grow only from a value that it has seen: else the first of each would be missed.
    for (const type of ['query', 'mutation'])
      for (const outcome of ALL_OUTCOMES) this.operations.inc({ type, outcome }, 0);
    for (const first of [2, 3, 4, 5]) this.answers.inc({ class: `${first}xx` }, 0);
    for (const status of GRAPHQL_STATUSES)
      this.requests.zero({ method: 'POST', route: '/graphql', status: String(status) });
  }

  readonly request = (request: FastifyRequest, { route, status, ms, received }: Answered): void => {
    this.requests.observe({ method: request.method, route, status }, ms / 1000);
    this.answers.inc({ class: `${Math.floor(status / 100)}xx` });
    this.received.inc({ route }, received);
    const { operation: type, codes } = notesOf(request);
    if (type) this.operations.inc({ type, outcome: outcomeOf(codes) });
  };

  readonly statement = (ms: number): void => this.statements.observe(ms / 1000);
}

/** Of several the worst. */
function outcomeOf(codes: readonly string[]): Outcome {
  const outcomes = codes.map((code) => OUTCOMES[code] ?? 'refused');
  return (['failed', 'unavailable', 'refused'] as const).find((one) => outcomes.includes(one)) ?? 'ok';
}
