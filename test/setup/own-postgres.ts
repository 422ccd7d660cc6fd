import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/database.js';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import type { TestDatabase } from './database.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** A PostgreSQL of a proof's own that keeps what it acknowledges, since it is killed. */
export class OwnPostgres {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<OwnPostgres> {
    const [folder, port] = await Promise.all([mkdtemp(join(tmpdir(), 'tavola-own-')), freePort()]);
    const server = await startEmbeddedPostgres({ dataDir: folder, port });
    await (await openDatabase({ url: server.appUrl, ownerUrl: server.ownerUrl })).destroy();
    return new OwnPostgres(folder, port, server);
  }

  get database(): TestDatabase {
    const { appUrl, ownerUrl } = this.server;
    const superuser = new URL(this.server.superuserUrl);
    superuser.pathname = new URL(appUrl).pathname;
    return { url: appUrl, ownerUrl, superuserUrl: superuser.href, drop: async () => {} };
  }

  /** Immediate shutdown, as `pg_ctl stop -m immediate` does: no checkpoint, all connections cut. */
  async crash(): Promise<void> {
    const lock = join(this.server.dataDir, 'cluster', 'postmaster.pid');
    process.kill(Number((await readFile(lock, 'utf8')).split('\n')[0]), 'SIGQUIT');
    const isThere = () =>
      readFile(lock).then(
        () => true,
        () => false,
      );
    await until(async () => !(await isThere()));
  }

  /** After a crash; returns when it answers. */
  async revive(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.folder, port: this.port });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
