import type { Pool } from 'pg';
import { Gauge, type Registry } from 'prom-client';
import { SILENCE } from '../jobs/silence.js';

/**
 * All of it rests on partial indexes or on tables that hold what waits, but for the rounds of an hour; a failed mail stays
 * in its index of such.
 */
const FIGURES = `
select
  (select coalesce(extract(epoch from now() - min(queued_at)), 0) from email
    where state in ('QUEUED', 'SENDING'))::float as outbox_age,
  (select count(*) from email where state in ('QUEUED', 'SENDING'))::int as waiting,
  (select count(*) from email where state = 'FAILED')::int as failed,
  (select count(*) from email where uncertain)::int as uncertain,
  (select coalesce(extract(epoch from now() - min(e.at)), 0)
    from unsealed_event u join event e on e.id = u.event_id)::float as unsealed_age,
  (select coalesce(extract(epoch from now() - min(at)), 0) from unnotified_event)::float as untold_age,
  (${SILENCE}) as silence`;

/**
 * The queue counts for itself, every 10 seconds. The age it would count only with a history of it all, so that is read
 * here, where a job is due from `start_after` on; one row of an index for each queue and state, however many wait.
 */
export const QUEUES = `
select name, ready_count as ready, active_count as active, failed_count as failed,
  greatest(0, extract(epoch from now() - least(
    (select min(start_after) from pgboss.job j where j.name = q.name and state = 'created' and not blocked),
    (select min(start_after) from pgboss.job j where j.name = q.name and state = 'retry' and not blocked)
  )))::float as oldest
from pgboss.queue q`;

interface Figures {
  readonly outbox_age: number;
  readonly waiting: number;
  readonly failed: number;
  readonly uncertain: number;
  readonly unsealed_age: number;
  readonly untold_age: number;
  readonly silence: number;
}

interface QueueFigures {
  readonly name: string;
  readonly ready: number;
  readonly active: number;
  readonly failed: number;
  readonly oldest: number;
}

/**
 * What stands in the database, read when somebody asks for the metrics; so each server tells the same, and a worker,
 * which answers nobody, need not. When the database does not answer, the figures are left out and `tavola_database_up`
 * is 0.
 */
export function databaseFigures(
  registry: Registry,
  pools: { application: Pool; locks: Pool },
): () => Promise<void> {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> =>
    new Gauge({ name: `tavola_${name}`, help, labelNames, registers: [registry] });
  const up = gauge('database_up', 'Whether the database answered when these figures were asked for.');
  const connections = gauge('pool_connections', 'Connections of this process by pool and state.', [
    'pool',
    'state',
  ]);
  const waitingFor = gauge('pool_waiting', 'Requests of this process that wait for a connection.', ['pool']);
  const outboxAge = gauge(
    'outbox_oldest_seconds',
    'Age of the oldest mail that has not left; 0 where none waits.',
  );
  const emails = gauge('emails', 'Mails that are waiting or failed, and those that may have arrived twice.', [
    'state',
  ]);
  const unsealed = gauge('unsealed_oldest_seconds', 'Age of the oldest event that no seal covers yet.');
  const untold = gauge('untold_oldest_seconds', 'Age of the oldest event whose mails were not written yet.');
  const jobs = gauge('jobs', 'Jobs by queue and state.', ['queue', 'state']);
  const oldest = gauge('jobs_ready_oldest_seconds', 'Age of the oldest job that could run.', ['queue']);
  const silence = gauge(
    'worker_silent_seconds',
    'How long ago a worker last ended a round or began, also where none ever did.',
  );

  const read = async (): Promise<void> => {
    const [figures] = (await pools.application.query<Figures>(FIGURES)).rows;
    const queues = (await pools.application.query<QueueFigures>(QUEUES)).rows;
    if (!figures) return;
    outboxAge.set(figures.outbox_age);
    for (const state of ['waiting', 'failed', 'uncertain'] as const) emails.set({ state }, figures[state]);
    unsealed.set(figures.unsealed_age);
    untold.set(figures.untold_age);
    silence.set(figures.silence);
    for (const { name: queue, oldest: age, ...counts } of queues) {
      oldest.set({ queue }, age);
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue, state }, count);
    }
  };

  return async () => {
    for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
      connections.set({ pool, state: 'idle' }, idleCount);
      connections.set({ pool, state: 'busy' }, totalCount - idleCount);
      waitingFor.set({ pool }, waitingCount);
    }
    try {
      await read();
      up.set(1);
    } catch {
      for (const each of [emails, jobs, oldest]) each.reset();
      // To reset these would be to say 0.
      for (const each of [outboxAge, unsealed, untold, silence]) each.remove();
      up.set(0);
    }
  };
}
