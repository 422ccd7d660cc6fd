import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { v4 as uuid } from 'uuid';
import { writeHashed } from './hashed.js';

/** Bytes from `start` to `end`, both counted from 0 and both included, as in RFC 9110 section 14.1.2. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface OpenedFile {
  stream: Readable;
  /** Of the whole file, in bytes, whatever the range. */
  size: number;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Answers of a file system that knows no hard links, or of a staging folder that lies on another one. */
const CANNOT_LINK = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

/**
 * Keeps files by the SHA-256 of their content under `<storageDir>/blobs/ab/cd/<sha256>`, so that equal
 * files are stored once.
 *
 * It does not know who refers to a blob: who calls `remove` must exclude a `put` of the same hash meanwhile
 * (in practice by an advisory lock on the hash in the transaction that counts the references).
 */
export class FileStorage {
  private readonly blobs: string;

  constructor(storageDir: string) {
    this.blobs = join(storageDir, 'blobs');
  }

  /**
   * Takes over the content of a staged file, on disk for certain when this returns. Doing it again is
   * harmless.
   *
   * The staged file stays where it is: it goes when the database knows the blob, so that a process that
   * dies in between finds everything it needs to do both again. The two share their bytes (a hard link), so
   * nobody may write to it any more.
   */
  async put(stagedPath: string, sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    await mkdir(dirname(path), { recursive: true });
    await syncToDisk(stagedPath);
    try {
      await link(stagedPath, path);
    } catch (error) {
      if (CANNOT_LINK.has(codeOf(error))) await copyInto(path, stagedPath);
      else if (codeOf(error) !== 'EEXIST') throw error;
    }
    // Also when the blob was there: whoever made it may have died before this.
    await syncFoldersOf(path);
  }

  /**
   * Copies a blob from another storage; on disk for certain when this returns.
   * @returns its size in bytes; null, and no blob, where it is missing there or its content has another hash
   */
  async copy(sha256: string, other: FileStorage): Promise<number | null> {
    const path = this.pathOf(sha256);
    const unfinished = `${path}.${uuid()}`;
    const opened = await other.open(sha256).catch(nullIfMissing);
    if (!opened) return null;
    await mkdir(dirname(path), { recursive: true });
    try {
      const written = await writeHashed(unfinished, opened.stream);
      if (written.sha256 !== sha256) return null;
      await rename(unfinished, path);
      await syncFoldersOf(path);
      return written.bytes;
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  /** @throws an ENOENT error when there is no such blob */
  async open(sha256: string, range?: ByteRange): Promise<OpenedFile> {
    const file = await open(this.pathOf(sha256), 'r');
    try {
      const { size } = await file.stat();
      return { stream: file.createReadStream({ start: range?.start ?? 0, end: range?.end }), size };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async has(sha256: string): Promise<boolean> {
    return (await sizeOf(this.pathOf(sha256))) !== null;
  }

  /** Removes a blob that nothing refers to any more; no error when it is gone already. */
  async remove(sha256: string): Promise<void> {
    await rm(this.pathOf(sha256), { force: true });
  }

  private pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw new RangeError('A blob is named by a SHA-256 in lower-case hexadecimal');
    return join(this.blobs, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

/** Size in bytes, or null when there is no such file. */
export async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(nullIfMissing))?.size ?? null;
}

function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

/**
 * A half-written copy must never carry a blob's name, so it gets the name only when it is complete and on
 * disk.
 */
async function copyInto(path: string, stagedPath: string): Promise<void> {
  const copy = `${path}.${uuid()}`;
  try {
    await copyFile(stagedPath, copy, constants.COPYFILE_FICLONE);
    await syncToDisk(copy);
    await rename(copy, path);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFoldersOf(path: string): Promise<void> {
  for (const up of ['.', '..', '../..', '../../..']) await syncFolder(join(dirname(path), up));
}

/** Makes new names in a folder durable. Windows has no such call: there NTFS journals the names itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
