import { setTimeout as sleep } from 'node:timers/promises';
import type { Lock, Locker, RequestRelease } from '@tus/utils';
import type { Pool, PoolClient } from 'pg';
import type { Log } from '../log/log.js';

const CHANNEL = 'tus_release';
const TRY_EVERY_MS = 50;
const ASK_EVERY_TRIES = 20;

const TRY = `SELECT pg_try_advisory_lock(hashtextextended('tus:' || $1, 0)) AS taken`;
const UNLOCK = `SELECT pg_advisory_unlock(hashtextextended('tus:' || $1, 0))`;

/**
 * The upload stays busy. Answered with 423 (RFC 4918 section 11.3), which tus clients take as "try again".
 */
export class UploadLocked extends Error {
  override readonly name = 'UploadLocked';
  readonly body = 'The upload is in use by another request\n';
  /** Read by tus. */
  readonly status_code = 423;
  /** Read by Fastify. */
  readonly statusCode = 423;
}

/**
 * Locks uploads across processes: one PostgreSQL session per held lock, so that a lock ends with the
 * process that held it. The lockers that tus brings work in one process only; with two, both write into the
 * same file (seen in a trial).
 *
 * The pool must serve nothing else: work done under a lock asks for connections too and would wait for
 * itself. Its size is the number of uploads that can be written at the same moment;
 * give it a `connectionTimeoutMillis`, or further ones wait without end. Sessions must be real
 * ones (no PgBouncer in transaction mode).
 */
export class PostgresLocker implements Locker {
  /** @param waitMs how long to wait for a lock before giving up with UploadLocked */
  constructor(
    private readonly pool: Pool,
    log: Log,
    private readonly waitMs = 30_000,
  ) {
    // Without a listener, an idle connection that breaks (a database restart) would end the process.
    pool.on('error', (error) => log.disturbed('lost an idle connection for locks', error));
  }

  newLock(id: string): Lock {
    return new PostgresLock(this.pool, id, this.waitMs);
  }
}

class PostgresLock implements Lock {
  private session?: PoolClient;
  private isLost = false;
  private requestRelease: RequestRelease = () => undefined;

  constructor(
    private readonly pool: Pool,
    private readonly id: string,
    private readonly waitMs: number,
  ) {}

  /**
   * @throws UploadLocked when `signal` aborts or the time is over; the database's error when it cannot be
   * asked
   */
  async lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    this.session = await this.pool.connect();
    this.session.on('error', this.onLost);
    try {
      await this.acquire(this.session, signal);
      this.requestRelease = requestRelease;
      this.session.on('notification', this.onNotification);
      // The holder listens on its own connection, so there is no separate one to lose and to restore.
      await this.session.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.giveBack(true);
      throw error;
    }
  }

  /** Never throws: a session that cannot unlock is closed, which unlocks too. */
  async unlock(): Promise<void> {
    try {
      await this.session?.query(`UNLISTEN ${CHANNEL}`);
      await this.session?.query(UNLOCK, [this.id]);
      this.giveBack(this.isLost);
    } catch {
      this.giveBack(true);
    }
  }

  private async acquire(session: PoolClient, signal: AbortSignal): Promise<void> {
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(this.waitMs)]);
    for (let tries = 0; !giveUp.aborted; tries += 1) {
      const { rows } = await session.query<{ taken: boolean }>(TRY, [this.id]);
      if (rows[0]?.taken) return;
      // Asked again from time to time: the holder may be another one by now, which has not heard it.
      if (tries % ASK_EVERY_TRIES === 0) await session.query('SELECT pg_notify($1, $2)', [CHANNEL, this.id]);
      await sleep(TRY_EVERY_MS);
    }
    throw new UploadLocked();
  }

  private readonly onNotification = ({ payload }: { payload?: string }): void => {
    if (payload === this.id) void this.requestRelease();
  };

  /** With the session the lock is gone, so stop writing. */
  private readonly onLost = (): void => {
    this.isLost = true;
    void this.requestRelease();
  };

  private giveBack(destroy: boolean): void {
    this.session?.off('notification', this.onNotification);
    this.session?.release(destroy);
    // A destroyed connection may still report its end, which must find a listener; the pool adds its own to
    // the others.
    if (!destroy) this.session?.off('error', this.onLost);
    this.requestRelease = () => undefined;
    this.session = undefined;
  }
}
