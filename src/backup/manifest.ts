import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../platform/events/merkle.js';
import { syncFolder } from '../platform/storage/file-store.js';

const NAME = 'manifest.json';
/** Of the folder's layout; a later one reads the older. */
const FORMAT = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const tableName = z.string().regex(/^[a-z0-9_]+$/);

const contents = z.strictObject({
  format: z.literal(FORMAT),
  /** Version of the application that took it. */
  application: z.string(),
  /** The moment that the tables show. */
  takenAt: z.iso.datetime({ precision: 6 }),
  /** The same as the server counts: its place in the log, and which transactions are in (`pg_snapshot`). */
  lsn: z.string(),
  transactions: z.string(),
  /** Names of the migrations that the schema stands on, in their order. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(
    z.strictObject({
      name: tableName,
      columns: z.array(tableName),
      rows: count,
      bytes: count,
      sha256: hash,
    }),
  ),
  files: z.array(z.strictObject({ sha256: hash, bytes: count })),
  /** Files that the tables speak of and that were missing or altered when the backup was taken. */
  lost: z.array(hash),
});

/** What a backup holds, with a hash of each part. */
export type Manifest = Readonly<z.infer<typeof contents>>;

/** A hash over the whole backup, since it covers the hash of each part. */
export const hashOfManifest = (manifest: Manifest): string => sha256Hex(canonicalJson(manifest));

/** Comes last: a folder with a manifest is a whole backup. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const unfinished = join(directory, `${NAME}.unfinished`);
  const file = await open(unfinished, 'wx');
  try {
    await file.writeFile(
      `${JSON.stringify({ ...manifest, sha256: hashOfManifest(manifest) }, undefined, 1)}\n`,
    );
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(directory, NAME));
  await syncFolder(directory);
}

/** @throws Error when there is none, or it is not as it was written */
export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, NAME), 'utf8').catch((cause: unknown) => {
    throw new Error(`${directory} is not a whole backup: it has no ${NAME}.`, { cause });
  });
  let stated: unknown;
  let manifest: Manifest;
  try {
    const { sha256, ...rest } = JSON.parse(text) as Record<string, unknown>;
    stated = sha256;
    manifest = contents.parse(rest);
  } catch (cause) {
    throw new Error(`${NAME} is damaged, or of a newer Tavola.`, { cause });
  }
  if (stated !== hashOfManifest(manifest)) throw new Error(`${NAME} was altered: its hash is another.`);
  return manifest;
}
