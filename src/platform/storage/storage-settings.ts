import type { Pool } from 'pg';

/** Where files lie, and the connections that uploads are locked with and that serve nothing else (PostgresLocker). */
export class StorageSettings {
  constructor(
    readonly storageDir: string,
    readonly lockPool: Pool,
  ) {}
}
