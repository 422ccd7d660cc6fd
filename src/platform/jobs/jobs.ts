import type { EntityManager } from 'typeorm';
import { type Job, PgBoss } from 'pg-boss';

/** The queues, and how hard each one tries. A worker killed in a job loses it to another after about 30 s. */
const QUEUES = {
  notify: { retryLimit: 10, retryDelay: 1, retryBackoff: true, retryDelayMax: 600 },
  // RFC 5321, section 4.5.4.1: give up after 4 to 5 days; with an hour at most between tries.
  deliver: { retryLimit: 110, retryDelay: 2, retryBackoff: true, retryDelayMax: 3600 },
} as const;

export type Queue = keyof typeof QUEUES;
const names = Object.keys(QUEUES) as Queue[];
/** Jobs of one queue that one process runs at the same moment. */
const AT_A_TIME = 2;
const FOUR_WEEKS_S = 28 * 24 * 3600;

/** Creates the queue's tables and queues as their owner, and lets the application's role work with them. */
export async function migrateJobs(ownerUrl: string, query: (sql: string) => Promise<unknown>): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false });
  await boss.start();
  for (const name of names) {
    const options = {
      ...QUEUES[name],
      heartbeatSeconds: 20,
      notify: true,
      retentionSeconds: FOUR_WEEKS_S,
    };
    if (await boss.getQueue(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, options);
  }
  await boss.stop({ graceful: false });
  await query(`
    grant usage on schema pgboss to tavola_app;
    grant select, insert, update, delete on all tables in schema pgboss to tavola_app;
    grant usage on all sequences in schema pgboss to tavola_app;
    grant execute on all functions in schema pgboss to tavola_app;`);
}

/** The one queue, pg-boss: jobs are part of the transaction that enqueues them. */
export class Jobs {
  private readonly boss: PgBoss;

  constructor(url: string, onError: (error: Error) => void) {
    this.boss = new PgBoss({
      connectionString: url,
      options: '-c role=tavola_app',
      max: 4,
      migrate: false,
      createSchema: false,
      schedule: false,
      useListenNotify: true,
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
    });
    this.boss.on('error', onError);
  }

  async start(): Promise<void> {
    await this.boss.start();
  }

  /** Waits for the jobs in hand, at most 10 s. */
  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 10_000 });
  }

  /** Adds a job that exists if and when the transaction commits. */
  async enqueue(manager: EntityManager, queue: Queue, data: { id: string }): Promise<void> {
    const db = {
      executeSql: async (text: string, values?: unknown[]) => {
        // `true`: without it TypeORM's answer has another shape for each kind of statement.
        const result = await manager.queryRunner?.query(text, values, true);
        return { rows: (result?.records ?? []) as unknown[] };
      },
    };
    await this.boss.send(queue, data, { db });
  }

  /** Runs the handler for each job, two at a time; a job may run twice, so the handler must bear that. */
  async work(queue: Queue, handler: (id: string) => Promise<void>): Promise<void> {
    const polling = { batchSize: 1, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };
    for (let started = 0; started < AT_A_TIME; started += 1) {
      let worker = '';
      worker = await this.boss.work<{ id: string }>(queue, polling, async (jobs: Job<{ id: string }>[]) => {
        try {
          for (const { data } of jobs) await handler(data.id);
        } finally {
          // It pauses after each job unless woken; a hundred mails at once would take minutes.
          this.boss.notifyWorker(worker);
        }
      });
    }
  }
}
