import type { EntityManager } from 'typeorm';
import { traced } from '../log/trace.js';
import { type ConnectionOptions, type Job, PgBoss, type QueueOptions } from 'pg-boss';

/** The queues, and how hard each one tries. A worker killed in a job loses it to another after about 30 s. */
const QUEUES = {
  // A mail that cannot be written is as lost as one that cannot be sent, so both get the same time to be mended.
  notify: { retryLimit: 110, retryDelay: 1, retryBackoff: true, retryDelayMax: 3600 },
  // RFC 5321, section 4.5.4.1: give up after 4 to 5 days; with an hour at most between tries.
  deliver: { retryLimit: 110, retryDelay: 2, retryBackoff: true, retryDelayMax: 3600 },
} as const;

/** Queues that hold one waiting or running job for an id: enqueued once more, it is the same job. */
const ONCE_PER_ID: readonly string[] = ['notify', 'deliver'];

/** What runs by the clock, at most one at a time. One that fails is not tried again, since the next one comes. */
const RECURRING = ['sweep', 'seal', 'remind', 'dates', 'offers', 'purge', 'uploads'] as const;
const RECURRING_OPTIONS = { retryLimit: 0, deleteAfterSeconds: 3600 };

export type Queue = keyof typeof QUEUES;
export type RecurringQueue = (typeof RECURRING)[number];

const ALL: readonly (readonly [name: string, options: QueueOptions])[] = [
  ...Object.entries(QUEUES),
  ...RECURRING.map((name) => [name, RECURRING_OPTIONS] as const),
];
const EXCLUSIVE: readonly string[] = [...ONCE_PER_ID, ...RECURRING];
/** Jobs of one queue that one process runs at the same moment. */
const AT_A_TIME = 4;
/** Less than a process is given to end (stop-on-signal.ts). */
const FINISHED_WITHIN_MS = 8_000;
const FOUR_WEEKS_S = 28 * 24 * 3600;
const POLLING = { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };

/** Creates the queue's tables and queues as their owner, and lets the application's role work with them. */
export async function migrateJobs(ownerUrl: string, query: (sql: string) => Promise<unknown>): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false });
  await boss.start();
  for (const [name, own] of ALL) {
    const options = { ...own, heartbeatSeconds: 20, notify: true, retentionSeconds: FOUR_WEEKS_S };
    if (await boss.getQueue(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, options);
  }
  await boss.stop({ graceful: false });
  // pg-boss sets a policy when it makes a queue, and never again; its jobs take the policy when they are added.
  await query(`update pgboss.queue set policy = 'exclusive' where name in ('${EXCLUSIVE.join("', '")}')`);
  await query(`
    grant usage on schema pgboss to tavola_app;
    grant select, insert, update, delete on all tables in schema pgboss to tavola_app;
    grant usage on all sequences in schema pgboss to tavola_app;
    grant execute on all functions in schema pgboss to tavola_app;`);
}

/** The one queue, pg-boss: jobs are part of the transaction that enqueues them. */
export class Jobs {
  private readonly boss: PgBoss;
  private finishing: Promise<void> | undefined;

  constructor(
    url: string,
    private readonly onError: (error: Error) => void,
  ) {
    this.boss = new PgBoss({
      connectionString: url,
      options: '-c role=tavola_app',
      max: 4,
      migrate: false,
      createSchema: false,
      cronWorkerIntervalSeconds: 2,
      useListenNotify: true,
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
    });
    this.boss.on('error', onError);
  }

  /** Also takes up what killed workers left, which else waits for ten seconds in which nobody is killed. */
  async start(): Promise<void> {
    await this.boss.start();
    this.boss.supervise().catch(this.onError);
  }

  /** Begins no further job; jobs can still be added. */
  finish(): void {
    this.finishing ??= this.boss.stop({ close: false, graceful: true, timeout: FINISHED_WITHIN_MS });
    this.finishing.catch(this.onError);
  }

  /** Waits for the jobs in hand, as long as there is time; what is left then runs again elsewhere. */
  async stop(): Promise<void> {
    this.finish();
    await this.finishing?.catch(() => undefined);
    await this.boss.stop();
  }

  /**
   * Adds a job that exists if and when the transaction commits.
   * @param isAwaited whether somebody sits there and waits: it goes before all that does not
   */
  async enqueue(
    manager: EntityManager,
    queue: Queue,
    { id, isAwaited = false }: { id: string; isAwaited?: boolean },
  ): Promise<void> {
    const priority = isAwaited ? 1 : 0;
    await this.boss.send(queue, { id }, { db: within(manager), singletonKey: id, priority });
  }

  /**
   * Adds a job for each id in one statement, only where none waits or runs.
   * @returns how many were added
   */
  async enqueueAll(manager: EntityManager, queue: Queue, ids: readonly string[]): Promise<number> {
    const jobs = ids.map((id) => ({ data: { id }, singletonKey: id }));
    const added = await this.boss.insert(queue, jobs, { db: within(manager), returnId: true });
    return added?.length ?? 0;
  }

  /**
   * Runs the handler for each job, four at a time; a job may run twice, so the handler must bear that. Each failure is
   * reported: the queue tries again for days, and nobody should have to wait for their end to hear of it.
   */
  async work(queue: Queue, handler: (id: string) => Promise<void>): Promise<void> {
    for (let started = 0; started < AT_A_TIME; started += 1) {
      let worker = '';
      worker = await this.boss.work<{ id: string }>(queue, POLLING, async (jobs: Job<{ id: string }>[]) => {
        try {
          for (const { id, data } of jobs) await this.reported(id, () => handler(data.id));
        } finally {
          // It pauses after each job unless woken; a hundred mails at once would take minutes.
          this.boss.notifyWorker(worker);
        }
      });
    }
  }

  /**
   * Runs the handler at the times of the cron expression (in UTC), on one of all workers and never twice at once; up
   * to half a minute late. What fell due while no worker ran is not made up for: a handler does what there is to do.
   */
  async every(queue: RecurringQueue, cron: string, handler: () => Promise<unknown>): Promise<void> {
    await this.boss.schedule(queue, cron);
    await this.boss.work(queue, POLLING, async (jobs: Job[]) => {
      for (const { id } of jobs) await this.reported(id, handler);
    });
  }

  /** Its id is the trace id, so that the job can be found by the log and the log by the job. */
  private reported(id: string, work: () => Promise<unknown>): Promise<void> {
    return traced(id, async () => {
      try {
        await work();
      } catch (error) {
        this.onError(error as Error);
        throw error;
      }
    });
  }
}

/** The queue's statements as part of the manager's transaction. */
function within(manager: EntityManager): NonNullable<ConnectionOptions['db']> {
  return {
    executeSql: async (text, values) => {
      // `true`: without it TypeORM's answer has another shape for each kind of statement.
      const result = await manager.queryRunner?.query(text, values, true);
      return { rows: (result?.records ?? []) as unknown[] };
    },
  };
}
