import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is known of bytes that went by. */
export interface Hashed {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Reads the stream to its end. */
export async function hashOf(content: Readable): Promise<Hashed> {
  return passing(content, new Writable({ write: (_chunk, _encoding, done) => done() }));
}

/**
 * Writes the stream into a new file, which is on disk for certain when this returns, and gone when it throws.
 * @throws an EEXIST error when there is one of this name
 */
export async function writeHashed(path: string, content: Readable): Promise<Hashed> {
  const file = createWriteStream(path, { flags: 'wx', flush: true });
  try {
    return await passing(content, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
    throw error;
  }
}

async function passing(content: Readable, into: Writable): Promise<Hashed> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    into,
  );
  return { sha256: hash.digest('hex'), bytes };
}
