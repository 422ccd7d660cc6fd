import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { FileStorage } from './file-store.js';

const CONTENT = randomBytes(1000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

describe('FileStorage', () => {
  let folder: string;
  let staged: string;
  let storage: FileStorage;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tavola-blobs-'));
    staged = join(folder, 'staged');
    storage = new FileStorage(folder);
    await writeFile(staged, CONTENT);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps a file by its hash, once however often it is put', async () => {
    await storage.put(staged, SHA256);
    await storage.put(staged, SHA256);
    const blob = join(folder, 'blobs', SHA256.slice(0, 2), SHA256.slice(2, 4));
    await expect(readdir(blob)).resolves.toEqual([SHA256]);
    const { stream, size } = await storage.open(SHA256);
    await expect(buffer(stream)).resolves.toEqual(CONTENT);
    expect(size).toBe(1000);
  });

  it('needs the staged file no longer', async () => {
    await storage.put(staged, SHA256);
    await rm(staged);
    const { stream } = await storage.open(SHA256, { start: 10, end: 19 });
    await expect(buffer(stream)).resolves.toEqual(CONTENT.subarray(10, 20));
  });

  it('removes, and does not mind when there is nothing', async () => {
    await storage.put(staged, SHA256);
    await expect(storage.has(SHA256)).resolves.toBe(true);
    await storage.remove(SHA256);
    await storage.remove(SHA256);
    await expect(storage.has(SHA256)).resolves.toBe(false);
    await expect(storage.open(SHA256)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each(['', '../../etc/passwd', SHA256.toUpperCase(), `${SHA256}/..`])(
    'refuses %j as a name',
    async (name) => {
      await expect(storage.open(name)).rejects.toThrow(RangeError);
    },
  );
});
