import { Log } from '../log/log.js';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryLocker } from '@tus/server';
import type { Server } from '@tus/server';
import type { Locker } from '@tus/utils';
import type { Pool } from 'pg';

import { FileStorage } from './file-store.js';
import { PostgresLocker, UploadLocked } from './postgres-locker.js';
import { head, patch, startDatabase, startProcess, uploadFile, UploadTable } from './uploads.fixture.js';

type Process = Awaited<ReturnType<typeof startProcess>>;

const never = new AbortController().signal;
const ignore = () => undefined;

let database: Awaited<ReturnType<typeof startDatabase>>;
const silent = Log.to('warn', { write: () => undefined });
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

describe('PostgresLocker', () => {
  let pools: Pool[];
  beforeAll(() => {
    pools = [database.openPool(), database.openPool()];
  });
  afterAll(() => Promise.all(pools.map((pool) => pool.end())));

  const lockOf = (id: string, process: number, waitMs?: number) =>
    new PostgresLocker(pools[process] as Pool, silent, waitMs).newLock(id);

  it('asks the holder in another process to let go, and waits until it has', async () => {
    const [first, second] = [lockOf('a', 0), lockOf('a', 1)];
    let isReleased = false;
    await first.lock(never, async () => {
      await sleep(200);
      isReleased = true;
      await first.unlock();
    });
    await second.lock(never, ignore);
    expect(isReleased).toBe(true);
    await second.unlock();
  });

  it('gives up after its time or on a signal, and locks uploads apart', async () => {
    const holder = lockOf('b', 0);
    await holder.lock(never, ignore);
    await expect(lockOf('b', 1, 120).lock(never, ignore)).rejects.toThrow(UploadLocked);
    await expect(lockOf('b', 1).lock(AbortSignal.timeout(120), ignore)).rejects.toThrow(UploadLocked);
    const other = lockOf('c', 1, 120);
    await other.lock(never, ignore);
    await Promise.all([holder.unlock(), other.unlock()]);
    expect(pools.map((pool) => pool.totalCount - pool.idleCount)).toEqual([0, 0]);
  });

  it('tells the holder when its session is lost, and goes on', async () => {
    const [first, second] = [lockOf('d', 0), lockOf('d', 1)];
    const { promise: lost, resolve } = Promise.withResolvers<void>();
    await first.lock(never, resolve);
    await killSessions(pools[1] as Pool);
    await lost;
    await second.lock(never, ignore);
    await first.unlock();
    await expect(lockOf('d', 0, 120).lock(never, ignore)).rejects.toThrow(UploadLocked);
    await second.unlock();
  });
});

describe('one upload in two processes', () => {
  const CONTENT = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2_000_000), Buffer.from('%%EOF')]);
  const OTHER = Buffer.alloc(CONTENT.length, 'x');
  const HALF = 1_000_000;
  const LENGTH = { 'Content-Length': HALF };
  let table: UploadTable;
  let a: Process;
  let b: Process;

  beforeAll(async () => {
    table = new UploadTable(new FileStorage(database.folder));
    a = await startProcess(database.folder, database.openPool(), table);
    b = await startProcess(database.folder, database.openPool(), table);
  });
  afterAll(() => Promise.all([a.stop(), b.stop()]));

  /** Half of the bytes through one process; resolves when they have arrived. */
  async function sendHalf(id: string) {
    const slow = patch(a.url(id), 0, { 'Content-Length': CONTENT.length });
    slow.sending.write(CONTENT.subarray(0, HALF));
    await sleep(300);
    return slow;
  }

  it('answers HEAD at one while the other still waits for bytes, and goes on there', async () => {
    const id = table.add('a.pdf', CONTENT.length);
    const slow = await sendHalf(id);
    expect(await head(b.url(id))).toMatchObject({ status: 200, offset: String(HALF) });
    await expect(uploadFile(b.url(id), CONTENT)).resolves.toBe('done');
    slow.sending.destroy();
    await expect(slow.answer).resolves.toMatchObject({ status: expect.any(Number) });
    expect(table.get(id).state).toBe('DONE');
  });

  /**
   * Two writers of one place, of which the first begins; what counts is that both have begun before bytes
   * come.
   */
  async function race(): Promise<(number | undefined)[]> {
    const id = table.add('a.pdf', CONTENT.length);
    const writers = [patch(a.url(id), 0, LENGTH), patch(b.url(id), 0, LENGTH)];
    for (const { sending } of writers) {
      sending.flushHeaders();
      await sleep(200);
    }
    writers[0]?.sending.end(CONTENT.subarray(0, HALF));
    writers[1]?.sending.end(OTHER.subarray(0, HALF));
    return Promise.all(writers.map(({ answer }) => answer.then(({ status }) => status)));
  }

  it('lets one of two writers through', async () => {
    await expect(race()).resolves.toEqual([204, 409]);
  });

  it('would let both through with the locks that tus brings (control)', async () => {
    const servers = [a, b].map(({ uploads }) => (uploads as unknown as { tus: Server }).tus);
    const lockers = servers.map(({ options }) => options.locker);
    for (const { options } of servers) options.locker = new MemoryLocker();
    const statuses = await race();
    for (const [i, { options }] of servers.entries()) options.locker = lockers[i] as Locker;
    expect(statuses).toEqual([204, 204]);
  });

  it('survives the loss of every database session in the middle of an upload', async () => {
    const id = table.add('a.pdf', CONTENT.length);
    const slow = await sendHalf(id);
    const killer = database.openPool();
    await killSessions(killer);
    await killer.end();
    await slow.answer;
    await expect(uploadFile(b.url(id), CONTENT)).resolves.toBe('done');
    expect(table.get(id).state).toBe('DONE');
  });
});

async function killSessions(pool: Pool): Promise<void> {
  await pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()',
  );
}
