import { mkdirSync } from 'node:fs';
import { open, readdir, rm, stat, truncate } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { ERRORS, Server, Upload } from '@tus/server';
import type { ServerOptions } from '@tus/server';
import type { DateTime } from 'luxon';
import type { Pool } from 'pg';

import { UUID, uuidOf } from '../database/uuid.js';
import { insufficientStorage } from '../graphql/request-errors.js';
import type { Log } from '../log/log.js';
import { sizeOf } from './file-store.js';
import { isDiskFull } from './full-disk.js';
import { PostgresLocker } from './postgres-locker.js';
import { RejectedFile, rejectionBody } from './rejected-file.js';

/** What the application has recorded about an upload; the only thing that makes an upload exist. */
export interface UploadRow {
  /** A UUID in lower case. */
  id: string;
  /** In bytes, as announced; 1 at least. */
  size: number;
  /** OPEN until its bytes are complete and `onFinished` has recorded the outcome. */
  state: 'OPEN' | 'DONE' | 'REJECTED';
  /** Of a rejected one: the code that clients translate. */
  reason?: string;
}

export interface FinishedUpload {
  id: string;
  stagedPath: string;
}

export interface UploadsOptions {
  storageDir: string;
  /**
   * For locks and nothing else (see PostgresLocker); `findUpload` and `onFinished` need connections of
   * another one.
   */
  pool: Pool;
  log: Log;
  /** Where its uploads are reached, and the folder that they lie in; default: those of presentations. */
  path?: string;
  folder?: string;
  /** In bytes. */
  maxSize: number;
  /** Of the application, such as `https://tavola.example.org`. */
  baseUrl: string;
  findUpload(id: string): Promise<UploadRow | null>;
  /**
   * Verifies the staged file, puts it into the FileStorage and records DONE; or records REJECTED and throws
   * RejectedFile. Called under the upload's lock. After any other error, or when the process dies, it is
   * called again with the same file, by the client's next request or by `sweep`; so it must record by an
   * UPDATE that applies to OPEN rows only.
   */
  onFinished(upload: FinishedUpload): Promise<void>;
}

export interface UploadProgress {
  row: UploadRow;
  /** Bytes received. */
  offset: number;
}

const UPLOADS_PATH = '/files/uploads';

/** How long a request that writes may go on after another one has asked for the same upload. */
const LOCK_DRAIN_MS = 1_000;

/**
 * Resumable uploads (tus 1.0.0) into `<storageDir>/<folder>/<id>`. The application makes an upload by
 * recording its row; clients then only ask for its offset and send bytes. What tus would keep in a file
 * beside the upload is read from the row.
 *
 * A staged file is removed only when its row is no longer OPEN, or when it is unfinished and old.
 */
export class Uploads {
  readonly maxSize: number;
  readonly path: string;
  private readonly folder: string;
  private readonly locker: PostgresLocker;
  private readonly tus: Server;
  /** Whether whoever sends a request may still conclude its upload, when all bytes are here. */
  private readonly mayConclude = new WeakMap<object, () => Promise<boolean>>();

  constructor(private readonly options: UploadsOptions) {
    this.maxSize = options.maxSize;
    this.path = options.path ?? UPLOADS_PATH;
    this.folder = join(options.storageDir, options.folder ?? 'uploads');
    // FileStore would do it in the background and end the process where it cannot.
    mkdirSync(this.folder, { recursive: true });
    this.locker = new PostgresLocker(options.pool, options.log);
    this.tus = new Server({
      path: this.path,
      datastore: this.makeStore(),
      locker: this.locker,
      lockDrainTimeout: LOCK_DRAIN_MS,
      maxSize: options.maxSize,
      allowedOrigins: [new URL(options.baseUrl).origin],
      getFileIdFromRequest: (request) =>
        uuidOf(new URL(request.url).pathname.slice(this.path.length + 1)) ?? undefined,
      onUploadFinish: (request, upload) => this.answerFinished(upload.id, request.runtime?.node?.req),
      onResponseError: (_request, error) => this.answerError(error),
    });
  }

  /** The address that a tus client is given as `uploadUrl`. */
  urlOf(id: string): string {
    return new URL(`${this.path}/${id}`, this.options.baseUrl).href;
  }

  /**
   * How far an upload is. One that has all its bytes but no outcome yet (the process died, or the database
   * was away) gets its outcome now, so "complete" is never said of bytes that nobody has verified.
   *
   * @throws UploadLocked when another request keeps the upload for too long; whatever `onFinished` throws
   * but RejectedFile
   */
  async progress(id: string): Promise<UploadProgress> {
    return this.exclusively(id, async () => {
      const row = await this.options.findUpload(id);
      if (!row) throw new Error(`Upload ${id} is gone`);
      if (row.state !== 'OPEN') return { row, offset: row.size };
      const offset = (await sizeOf(this.pathOf(id))) ?? 0;
      return offset < row.size ? { row, offset } : { row: await this.finish(row), offset };
    });
  }

  /**
   * Answers a tus PATCH request on an upload that is OPEN. Never throws.
   *
   * @param mayConclude asked when the last byte is here, which may be long after the first one
   */
  async receive(
    request: IncomingMessage,
    response: ServerResponse,
    mayConclude: () => Promise<boolean>,
  ): Promise<void> {
    this.mayConclude.set(request, mayConclude);
    try {
      await this.tus.handle(request, response);
    } catch (error) {
      this.options.log.failed('upload', error);
      response.destroy();
    }
  }

  /**
   * Clears the staging folder: unfinished uploads that nobody has written to since `olderThan`, and what a
   * process that died has left of recorded ones. Complete uploads without an outcome get theirs. Files
   * without a row are left alone, since a wrong or restored database must not cost anybody a file; who
   * deletes the row of an OPEN upload calls `discard`.
   *
   * (The clean-up that tus brings deletes finished uploads: it compares with an offset that it never
   * updates.)
   *
   * @returns the number of files removed
   */
  async sweep(olderThan: DateTime): Promise<number> {
    let removed = 0;
    for (const id of (await readdir(this.folder)).filter((name) => UUID.test(name))) {
      try {
        const verdict = await this.judge(id, olderThan);
        if (verdict === 'FINISH') await this.progress(id);
        if (verdict === 'REMOVE' && (await this.removeIfStill(id, olderThan))) removed += 1;
      } catch (error) {
        this.options.log.failed('upload left over', error, { upload: id });
      }
    }
    return removed;
  }

  /** Removes the staged bytes of an upload, if there are any. */
  async discard(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  private makeStore(): FileStore {
    const store = new FileStore({
      directory: this.folder,
      configstore: {
        get: (id) => this.describe(id),
        set: async () => undefined,
        delete: async () => undefined,
      },
    });
    // No creation, no termination, no expiration: what a client can do is in the routes.
    store.extensions = [];
    return store;
  }

  /** Called by tus under the lock, before it writes: makes the file at its first byte. */
  private async describe(id: string): Promise<Upload | undefined> {
    const row = await this.options.findUpload(id);
    if (!row) return undefined;
    // Somebody else finished it meanwhile: there is an upload, and it is further than this request believes.
    if (row.state !== 'OPEN') throw ERRORS.INVALID_OFFSET;
    const file = await open(this.pathOf(id), 'a');
    await file.close();
    return new Upload({ id, size: row.size, offset: 0 });
  }

  /**
   * By now tus has let go of its lock, so this takes it again; whoever comes first records, the other
   * reads the record.
   */
  private async answerFinished(
    id: string,
    request: object | undefined,
  ): ReturnType<NonNullable<ServerOptions['onUploadFinish']>> {
    if (!(await this.isStillHis(id, request))) throw ERRORS.FILE_NOT_FOUND;
    const { row } = await this.progress(id);
    if (row.state !== 'REJECTED') return {};
    return {
      status_code: 422,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(rejectionBody(row.reason)),
    };
  }

  /** Where the access of the sender has ended, or cannot be asked for, the upload is left without its last byte. */
  private async isStillHis(id: string, request: object | undefined): Promise<boolean> {
    let isHis = false;
    try {
      isHis = (request && (await this.mayConclude.get(request)?.())) ?? false;
    } finally {
      if (!isHis) await this.exclusively(id, () => this.leaveUnfinished(id));
    }
    return isHis;
  }

  /** Complete bytes get their outcome from anybody's next look at them; without the last one they are as after a cut. */
  private async leaveUnfinished(id: string): Promise<void> {
    const row = await this.options.findUpload(id);
    if (row?.state === 'OPEN') await truncate(this.pathOf(id), row.size - 1);
  }

  /** The client is told nothing of an unexpected error; tus would send its message. */
  private answerError(error: Error | { status_code: number; body: string }) {
    if ('status_code' in error) return undefined;
    this.options.log.failed('upload', error);
    // What has arrived is kept, so the upload goes on from there when there is room again.
    if (isDiskFull(error)) return { status_code: 507, body: `${insufficientStorage().message}\n` };
    return ERRORS.UNKNOWN_ERROR;
  }

  private async finish(row: UploadRow): Promise<UploadRow> {
    try {
      await this.options.onFinished({ id: row.id, stagedPath: this.pathOf(row.id) });
    } catch (error) {
      if (!(error instanceof RejectedFile)) throw error;
      await this.discard(row.id);
      return { ...row, state: 'REJECTED', reason: error.reason };
    }
    const recorded = await this.options.findUpload(row.id);
    if (!recorded || recorded.state === 'OPEN')
      throw new Error(`Upload ${row.id} was finished, but not recorded`);
    await this.discard(row.id);
    return recorded;
  }

  private async judge(id: string, olderThan: DateTime): Promise<'FINISH' | 'REMOVE' | 'KEEP'> {
    const row = await this.options.findUpload(id);
    if (!row) return 'KEEP';
    const { size, mtimeMs } = await stat(this.pathOf(id));
    if (row.state === 'OPEN' && size >= row.size) return 'FINISH';
    return mtimeMs < olderThan.toMillis() ? 'REMOVE' : 'KEEP';
  }

  private removeIfStill(id: string, olderThan: DateTime): Promise<boolean> {
    return this.exclusively(id, async () => {
      // Its owner may have come back while we waited.
      if ((await this.judge(id, olderThan)) !== 'REMOVE') return false;
      await this.discard(id);
      return true;
    });
  }

  /** Asked to let go, this work goes on: it is short, or it must be brought to its end. */
  private async exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    const lock = this.locker.newLock(id);
    await lock.lock(new AbortController().signal, () => undefined);
    try {
      return await work();
    } finally {
      await lock.unlock();
    }
  }

  private pathOf(id: string): string {
    if (!UUID.test(id)) throw new RangeError('An upload is named by a UUID');
    return join(this.folder, id);
  }
}
