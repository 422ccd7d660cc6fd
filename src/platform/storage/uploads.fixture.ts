import { Log } from '../log/log.js';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import { Upload } from 'tus-js-client';
import type { DetailedError } from 'tus-js-client';
import { v4 as uuid } from 'uuid';

import { startEmbeddedPostgres } from '../database/embedded-postgres.js';
import { anonymous } from '../access/viewer.js';
import { LastingAccess } from '../live/lasting-access.js';
import { SystemClock } from '../time/clock.js';
import { verifyFile } from './content-type.js';
import { FileStorage } from './file-store.js';
import { RejectedFile } from './rejected-file.js';
import { uploadRoutes } from './upload-routes.js';
import { Uploads } from './uploads.js';
import type { FinishedUpload, UploadRow } from './uploads.js';

/** A PostgreSQL of its own below a new folder, which also takes the files; `stop` removes both. */
export async function startDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'tavola-uploads-'));
  // Run as root, PostgreSQL runs as nobody, who must get through.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  };
  return { folder, stop, openPool: () => new Pool({ connectionString: postgres.appUrl, max: 5 }) };
}

/** The table that a feature has: rows, and what recording an outcome does to them. */
export class UploadTable {
  readonly rows = new Map<string, UploadRow & { name: string; sha256?: string }>();
  /** How often the outcome of an upload was asked for. */
  finished = 0;
  /** Runs after the file is stored and before that is recorded. */
  beforeRecord: () => Promise<void> = async () => undefined;
  /** Runs while it is found out who sends. */
  beforeAdmit: () => Promise<void> = async () => undefined;

  constructor(readonly storage: FileStorage) {}

  add(name: string, size: number): string {
    const id = uuid();
    this.rows.set(id, { id, name, size, state: 'OPEN' });
    return id;
  }

  async record({ id, stagedPath }: FinishedUpload): Promise<void> {
    this.finished += 1;
    const row = this.get(id);
    try {
      const { sha256 } = await verifyFile(stagedPath, row.name);
      await this.storage.put(stagedPath, sha256);
      await this.beforeRecord();
      this.rows.set(id, { ...row, state: 'DONE', sha256 });
    } catch (error) {
      if (error instanceof RejectedFile)
        this.rows.set(id, { ...row, state: 'REJECTED', reason: error.reason });
      throw error;
    }
  }

  get(id: string) {
    const row = this.rows.get(id);
    if (!row) throw new Error(`No row ${id}`);
    return row;
  }
}

/** One process of the application, as far as uploads go. `x-user: ann` may upload, others may not. */
export async function startProcess(storageDir: string, pool: Pool, table: UploadTable) {
  const uploads = new Uploads({
    storageDir,
    pool,
    log: Log.to('warn', { write: () => undefined }),
    maxSize: 100_000_000,
    baseUrl: 'http://tavola.test',
    findUpload: async (id) => table.rows.get(id) ?? null,
    onFinished: (upload) => table.record(upload),
  });
  const app = Fastify();
  app.addHook('onRequest', async (_request, reply) => void reply.header('X-Content-Type-Options', 'nosniff'));
  app.post('/json', async (request) => request.body);
  const admit = async ({ headers }: FastifyRequest, id: string) => {
    await table.beforeAdmit();
    const row = headers['x-user'] === 'ann' ? table.rows.get(id) : undefined;
    return row ? { row, viewer: anonymous('en') } : null;
  };
  const lasting = new LastingAccess({ clock: new SystemClock(), concerns: () => false });
  const asked: string[] = [];
  const askAgain = (request: FastifyRequest, id: string) => {
    asked.push(id);
    return admit(request, id);
  };
  await app.register(uploadRoutes(uploads, { admit, askAgain, lasting }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = (id: string) => `http://127.0.0.1:${port}/files/uploads/${id}`;
  const stop = async () => {
    await app.close();
    await pool.end();
  };
  /** Uploads under way whose sender is asked for again now. */
  const askAll = (): string[] => {
    asked.length = 0;
    lasting.missed();
    return [...asked];
  };
  return { app, uploads, url, stop, askAll };
}

/** Uploads with the real client; resolves to "done", or to the answer that ended it. */
export function uploadFile(uploadUrl: string, content: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const upload = new Upload(content, {
      uploadUrl,
      headers: { 'x-user': 'ann' },
      retryDelays: [0, 50, 50],
      onSuccess: () => resolve('done'),
      onError: (error) => {
        const answer = (error as DetailedError).originalResponse;
        resolve(`${answer?.getStatus()} ${answer?.getBody()}`);
      },
    });
    upload.start();
  });
}

/** A way to a server which breaks off the first connections that carry more than these numbers of bytes. */
export async function startBadLine(target: string, cuts: number[]) {
  const seen = { cuts: 0, bytes: 0 };
  const line = createServer((client) => {
    const server = connect(Number(new URL(target).port), '127.0.0.1');
    let bytes = 0;
    client.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      seen.bytes += chunk.length;
      if (bytes <= (cuts[0] ?? Infinity)) return;
      cuts.shift();
      seen.cuts += 1;
      client.destroy();
      server.destroy();
    });
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const url = new URL(target);
  url.port = String((line.address() as AddressInfo).port);
  return { url: url.href, seen, stop: () => line.close() };
}

/** A PATCH whose bytes are sent as the test wants them, with the answer to come. */
export function patch(url: string, offset: number, headers: Record<string, string | number> = {}) {
  const sending: ClientRequest = request(url, {
    method: 'PATCH',
    headers: {
      'x-user': 'ann',
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': offset,
      'Content-Type': 'application/offset+octet-stream',
      ...headers,
    },
  });
  const answer = (async () => {
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  })();
  // A server that has answered may hang up on what is still being sent.
  sending.on('error', () => undefined);
  return { sending, answer };
}

export async function head(url: string, user = 'ann') {
  const response = await fetch(url, {
    method: 'HEAD',
    headers: { 'x-user': user, 'Tus-Resumable': '1.0.0' },
  });
  return {
    status: response.status,
    offset: response.headers.get('upload-offset'),
    headers: response.headers,
  };
}
