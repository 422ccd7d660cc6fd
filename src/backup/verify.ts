import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { FileStorage } from '../platform/storage/file-store.js';
import { hashOf } from '../platform/storage/hashed.js';
import type { Manifest } from './manifest.js';
import { fileOf } from './tables.js';

/**
 * Reads every byte of a backup.
 * @returns what is missing or altered, a sentence each; none where all is as it was written
 */
export async function verify(directory: string, { tables, files }: Manifest): Promise<string[]> {
  const faults: string[] = [];
  const examine = async (what: string, expected: string, open: () => Promise<Readable> | Readable) => {
    try {
      const { sha256 } = await hashOf(await open());
      if (sha256 !== expected)
        faults.push(`${what} was altered: its content has the hash ${sha256}, not ${expected}.`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      faults.push(`${what} is missing.`);
    }
  };
  for (const table of tables) {
    const path = fileOf(directory, table);
    await examine(`Table ${table.name}, ${path},`, table.sha256, () => createReadStream(path));
  }
  const saved = new FileStorage(directory);
  for (const { sha256 } of files)
    await examine(`File ${sha256}`, sha256, async () => (await saved.open(sha256)).stream);
  return faults;
}
