import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';

import { contentDisposition, parseRange, sendFile } from './download.js';
import { FileStorage } from './file-store.js';

const CONTENT = randomBytes(10_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

describe('sendFile', () => {
  const app = Fastify();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tavola-download-'));
    const storage = new FileStorage(folder);
    const staged = join(folder, 'staged');
    await writeFile(staged, CONTENT);
    await storage.put(staged, SHA256);
    const file = { sha256: SHA256, fileName: 'a "b".html', extension: 'pdf', size: CONTENT.length };
    app.get('/file', (request, reply) => sendFile(reply, storage, file, request.headers.range));
    app.get('/short', (_request, reply) => sendFile(reply, storage, { ...file, size: 10_001 }, undefined));
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  it('sends the whole file as an attachment that no browser shows', async () => {
    const response = await app.inject('/file');
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(CONTENT)).toBe(true);
    expect(response.headers).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="a _b_.html.pdf"; filename*=UTF-8''a%20_b_.html.pdf`,
      'content-length': '10000',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers HEAD with the same headers and no body', async () => {
    const response = await app.inject({ method: 'HEAD', url: '/file' });
    expect([response.statusCode, response.headers['content-length'], response.body]).toEqual([
      200,
      '10000',
      '',
    ]);
  });

  it.each<[string, number, number]>([
    ['bytes=0-0', 0, 1],
    ['bytes=9000-', 9000, 10_000],
    ['bytes=-100', 9900, 10_000],
    ['bytes=9999-20000', 9999, 10_000],
  ])('sends the range %s', async (range, start, end) => {
    const response = await app.inject({ url: '/file', headers: { range } });
    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(`bytes ${start}-${end - 1}/10000`);
    expect(response.headers['content-length']).toBe(String(end - start));
    expect(response.rawPayload.equals(CONTENT.subarray(start, end))).toBe(true);
  });

  it('refuses a range behind the end', async () => {
    const response = await app.inject({ url: '/file', headers: { range: 'bytes=10000-' } });
    expect([response.statusCode, response.headers['content-range'], response.body]).toEqual([
      416,
      'bytes */10000',
      '',
    ]);
  });

  it('sends the whole file when a part was asked of another version', async () => {
    const ask = (etag: string) =>
      app
        .inject({ url: '/file', headers: { range: 'bytes=0-9', 'if-range': etag } })
        .then((r) => r.statusCode);
    await expect(ask(`"${SHA256}"`)).resolves.toBe(206);
    await expect(ask('"other"')).resolves.toBe(200);
  });

  it('fails where the blob is not what the record says', async () => {
    expect((await app.inject('/short')).statusCode).toBe(500);
  });
});

describe('parseRange', () => {
  it.each(['bytes=0-1,5-6', 'lines=0-1', 'bytes=-', 'bytes=5-2', 'bytes=a-b', '', undefined])(
    'ignores %s',
    (header) => {
      expect(parseRange(header, 100)).toBeNull();
    },
  );

  it('has nothing to give for the last 0 bytes', () => {
    expect(parseRange('bytes=-0', 100)).toBe('UNSATISFIABLE');
  });
});

describe('contentDisposition', () => {
  it.each<[string, string, string]>([
    ['Åbo möte.pptx', 'Abo mote.pptx', '%C3%85bo%20m%C3%B6te.pptx'],
    ['a\r\nSet-Cookie: x=1.pptx', 'aSet-Cookie_ x=1.pptx', 'aSet-Cookie_%20x%3D1.pptx'],
    ['../../etc/passwd', '_.._etc_passwd.pptx', '_.._etc_passwd.pptx'],
    ['C:\\x"y%41\0.pptx', 'C__x_y_41.pptx', 'C__x_y%2541.pptx'],
    ['gnp.\u202exptp.exe', 'gnp.xptp.exe.pptx', 'gnp.xptp.exe.pptx'],
    ["it's (1)*.PPTX", "it's (1)_.pptx", 'it%27s%20%281%29_.pptx'],
    ['\ud800.pptx', '_.pptx', '%EF%BF%BD.pptx'],
    ['.pptx', 'pptx.pptx', 'pptx.pptx'],
    [' . ', 'file.pptx', 'file.pptx'],
    ['😀'.repeat(300), `${'_'.repeat(150)}.pptx`, `${'%F0%9F%98%80'.repeat(150)}.pptx`],
  ])('makes %j harmless', (name, ascii, encoded) => {
    expect(contentDisposition(name, 'pptx')).toBe(
      `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    );
  });

  it('keeps the name of a JPEG', () => {
    expect(contentDisposition('Photo.jpeg', 'jpg')).toContain('filename="Photo.jpg"');
  });
});
