import { createHash, randomBytes } from 'node:crypto';
import { readdir, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { v4 as uuid } from 'uuid';

import { FileStorage } from './file-store.js';
import {
  head,
  patch,
  startBadLine,
  startDatabase,
  startProcess,
  uploadFile,
  UploadTable,
} from './uploads.fixture.js';
import { makePptx } from './zip.fixture.js';

const PPTX = makePptx({ name: 'ppt/media/film.mp4', content: randomBytes(20_000_000), isStored: true });
const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');

describe('uploads', () => {
  let database: Awaited<ReturnType<typeof startDatabase>>;
  let server: Awaited<ReturnType<typeof startProcess>>;
  let table: UploadTable;

  beforeAll(async () => {
    database = await startDatabase();
    table = new UploadTable(new FileStorage(database.folder));
    server = await startProcess(database.folder, database.openPool(), table);
  });
  afterAll(async () => {
    await server.stop();
    await database.stop();
  });
  beforeEach(() => {
    table.beforeRecord = async () => undefined;
    table.finished = 0;
  });

  const staged = () => readdir(join(database.folder, 'uploads'));
  const stored = async (id: string) =>
    buffer((await table.storage.open(String(table.get(id).sha256))).stream);
  const add = (name: string, content: Buffer) => {
    const id = table.add(name, content.length);
    return { id, url: server.url(id) };
  };

  it('goes on after a line has broken, and stores what was sent', async () => {
    const { id, url } = add('film.pptx', PPTX);
    const line = await startBadLine(url, [6_000_000, 9_000_000]);
    await expect(uploadFile(line.url, PPTX)).resolves.toBe('done');
    line.stop();
    expect(line.seen.cuts).toBe(2);
    // Sent again is only what was on its way.
    expect(line.seen.bytes).toBeLessThan(PPTX.length * 1.25);
    expect(table.finished).toBe(1);
    expect(table.get(id)).toMatchObject({
      state: 'DONE',
      sha256: createHash('sha256').update(PPTX).digest('hex'),
    });
    expect((await stored(id)).equals(PPTX)).toBe(true);
    await expect(staged()).resolves.toEqual([]);
  });

  it('says when the disk is full, and goes on when there is room', async () => {
    const { id, url } = add('film.pptx', PPTX);
    const path = join(database.folder, 'uploads', id);
    // A device that takes no byte: full(4).
    await symlink('/dev/full', path);
    await expect(uploadFile(url, PPTX)).resolves.toBe(
      '507 There is no room left on the disk of this installation, so nothing was kept. Tell whoever runs it, and try again when there is room.\n',
    );
    expect(table.get(id).state).toBe('OPEN');
    await unlink(path);
    await expect(uploadFile(url, PPTX)).resolves.toBe('done');
    await expect(staged()).resolves.toEqual([]);
  });

  it('answers for a finished upload from its row, so that a lost last reply costs nothing', async () => {
    const { url } = add('a.pdf', PDF);
    await uploadFile(url, PDF);
    const { status, offset, headers } = await head(url);
    expect([status, offset, headers.get('upload-length')]).toEqual([
      200,
      String(PDF.length),
      String(PDF.length),
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('tus-resumable')).toBe('1.0.0');
    await expect(uploadFile(url, PDF)).resolves.toBe('done');

    const repeated = patch(url, PDF.length);
    repeated.sending.end();
    await expect(repeated.answer).resolves.toMatchObject({
      status: 204,
      headers: { 'upload-offset': String(PDF.length) },
    });
    const other = patch(url, 0);
    other.sending.end(PDF);
    await expect(other.answer).resolves.toMatchObject({ status: 409 });
    expect(table.finished).toBe(1);
  });

  it('knows no upload to anyone else, nor one that is not', async () => {
    const { id, url } = add('a.pdf', PDF);
    const missing = await head(server.url(uuid()));
    const foreign = await head(url, 'eve');
    expect([foreign.status, foreign.offset]).toEqual([404, null]);
    expect([...foreign.headers.keys()]).toEqual([...missing.headers.keys()]);
    const { sending, answer } = patch(url, 0, { 'x-user': 'eve' });
    sending.end(PDF);
    await expect(answer).resolves.toMatchObject({ status: 404, body: '' });
    expect(table.get(id).state).toBe('OPEN');
    await expect(staged()).resolves.toEqual([]);
    for (const name of ['..%2f..%2fetc%2fpasswd', `${id}.json`, `${id}%00`, '%ff']) {
      expect((await head(server.url(name))).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('tells why a file was refused, then and afterwards', async () => {
    const page = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');
    const { id, url } = add('slides.pptx', page);
    const body = { code: 'TYPE', message: expect.stringContaining('type') };
    const answer = await uploadFile(url, page);
    expect(answer.slice(0, 4)).toBe('422 ');
    expect(JSON.parse(answer.slice(4))).toEqual(body);

    const { status, offset, headers } = await head(url);
    expect([status, offset, headers.get('upload-rejected')]).toEqual([422, null, 'TYPE']);
    const late = patch(url, page.length);
    late.sending.end();
    const reply = await late.answer;
    expect([reply.status, JSON.parse(reply.body)]).toEqual([422, body]);
    expect(table.get(id).state).toBe('REJECTED');
    await expect(staged()).resolves.toEqual([]);
  });

  it('records again when it failed, or died, between storing and recording', async () => {
    const { id, url } = add('a.pdf', PDF);
    table.beforeRecord = () => Promise.reject(new Error('secret: the database is away'));
    const first = patch(url, 0);
    first.sending.end(PDF);
    const answer = await first.answer;
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
    await expect(staged()).resolves.toEqual([id]);
    // A zero-byte repetition and a HEAD both try again, and neither says "complete" of what is not recorded.
    const again = patch(url, PDF.length);
    again.sending.end();
    await expect(again.answer).resolves.toMatchObject({ status: 500 });
    expect(await head(url)).toMatchObject({ status: 500, offset: null });
    expect(table.finished).toBe(3);

    table.beforeRecord = async () => undefined;
    await expect(uploadFile(url, PDF)).resolves.toBe('done');
    expect((await stored(id)).equals(PDF)).toBe(true);
    await expect(staged()).resolves.toEqual([]);
  });

  it('records once, however many ask', async () => {
    const { id, url } = add('a.pdf', PDF);
    await writeFile(join(database.folder, 'uploads', id), PDF);
    const answers = await Promise.all([1, 2, 3].map(() => head(url)));
    expect(answers.map(({ offset }) => offset)).toEqual([1, 2, 3].map(() => String(PDF.length)));
    expect(table.finished).toBe(1);
  });

  it('watches who sends, and nobody who left while he was asked for', async () => {
    const begin = async ({ url }: { url: string }, isPatient: boolean) => {
      let go = (): void => undefined;
      const isAsked = new Promise<void>((asked) => {
        table.beforeAdmit = () =>
          new Promise((admitted) => {
            // Who is watched is asked for once more, at once.
            table.beforeAdmit = async () => undefined;
            go = admitted;
            asked();
          });
      });
      const { sending, answer } = patch(url, 0, { 'Content-Length': PPTX.length });
      answer.catch(() => undefined);
      sending.flushHeaders();
      await isAsked;
      if (!isPatient) sending.destroy();
      await sleep(100);
      go();
      await sleep(100);
      return sending;
    };
    await begin(add('film.pptx', PPTX), false);
    expect(server.askAll()).toEqual([]);
    // The control: who is still there is watched.
    const still = add('film.pptx', PPTX);
    const sending = await begin(still, true);
    expect(server.askAll()).toEqual([still.id]);
    sending.destroy();
    await sleep(100);
    expect(server.askAll()).toEqual([]);
  });

  it('takes no more bytes than announced', async () => {
    const { url } = add('a.pdf', PDF);
    const tooLong = patch(url, 0);
    tooLong.sending.end(Buffer.concat([PDF, PDF]));
    await expect(tooLong.answer).resolves.toMatchObject({ status: 413 });
    const unannounced = patch(url, 0, { 'Transfer-Encoding': 'chunked' });
    unannounced.sending.end(Buffer.concat([PDF, PDF]));
    await expect(unannounced.answer).resolves.toMatchObject({ status: 413 });
    expect(await head(url)).toMatchObject({ status: 200 });
  });

  it('keeps what has arrived when the server stops, and does not wait for the rest', async () => {
    const { url, id } = add('a.pdf', PDF);
    const stopping = await startProcess(database.folder, database.openPool(), table);
    const slow = patch(stopping.url(id), 0, { 'Content-Length': PDF.length });
    const cut = slow.answer.catch((error: NodeJS.ErrnoException) => error.code);
    slow.sending.write(PDF.subarray(0, 9));
    await sleep(200);
    await stopping.stop();
    await expect(cut).resolves.toBe('ECONNRESET');
    expect(await head(url)).toMatchObject({ offset: '9' });
  });

  it('offers nothing but HEAD, PATCH and OPTIONS, and leaves other routes as they are', async () => {
    const { url } = add('a.pdf', PDF);
    for (const method of ['GET', 'POST', 'DELETE', 'PUT']) {
      const headers = { 'x-user': 'ann', 'Tus-Resumable': '1.0.0', 'X-HTTP-Method-Override': 'DELETE' };
      expect((await fetch(url, { method, headers })).status).toBe(404);
    }
    expect((await fetch(url, { method: 'HEAD', headers: { 'x-user': 'ann' } })).status).toBe(412);
    const options = await fetch(url, { method: 'OPTIONS' });
    expect([
      options.status,
      options.headers.get('tus-version'),
      options.headers.get('tus-extension'),
    ]).toEqual([204, '1.0.0', null]);
    const json = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' };
    await expect((await fetch(new URL('/json', url), json)).json()).resolves.toEqual({ a: 1 });
    const { sending, answer } = patch(url, 0);
    sending.end(PDF);
    expect((await answer).headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(server.uploads.urlOf('x')).toBe('http://tavola.test/files/uploads/x');
  });

  it('sweeps what was abandoned, never what was received', async () => {
    const old = DateTime.utc().minus({ days: 8 });
    const put = async (id: string, content: Buffer, at: DateTime) => {
      const path = join(database.folder, 'uploads', id);
      await writeFile(path, content);
      await utimes(path, at.toSeconds(), at.toSeconds());
    };
    for (const id of await staged()) await server.uploads.discard(id);
    const done = add('done.pdf', PDF);
    await uploadFile(done.url, PDF);
    const part = PDF.subarray(0, 5);
    const [abandoned, young, complete] = [add('a.pdf', PDF).id, add('b.pdf', PDF).id, add('c.pdf', PDF).id];
    const unknown = uuid();
    await put(abandoned, part, old);
    await put(young, part, DateTime.utc());
    await put(complete, PDF, old);
    await put(done.id, PDF, old);
    await put(unknown, PDF, old);

    await expect(server.uploads.sweep(DateTime.utc().minus({ days: 7 }))).resolves.toBe(2);
    expect((await staged()).toSorted()).toEqual([young, unknown].toSorted());
    expect(table.get(complete).state).toBe('DONE');
    expect((await stored(done.id)).equals(PDF)).toBe(true);
    expect(await head(server.url(abandoned))).toMatchObject({ status: 200, offset: '0' });
    await expect(uploadFile(server.url(abandoned), PDF)).resolves.toBe('done');
  });
});
