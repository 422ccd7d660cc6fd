import type { Pool } from 'pg';
import type { Log } from '../log/log.js';

/** Where files lie, and the connections that uploads are locked with and that serve nothing else (PostgresLocker). */
export class StorageSettings {
  constructor(
    readonly storageDir: string,
    readonly lockPool: Pool,
    readonly log: Log,
  ) {}
}
