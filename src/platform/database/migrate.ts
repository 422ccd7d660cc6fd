import type { DataSource } from 'typeorm';
import { migrateJobs } from '../jobs/jobs.js';

/** One number for all installations: two processes that start at once migrate one after the other. */
export const MIGRATION_LOCK = 7_461_204;

/** Brings the schema and the queue up to date, as their owner. */
export async function migrate(owner: DataSource, ownerUrl: string): Promise<void> {
  await owner.initialize();
  const lock = owner.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await owner.runMigrations();
    await migrateJobs(ownerUrl, (statement) => owner.query(statement));
  } finally {
    await lock.release();
    await owner.destroy();
  }
}
