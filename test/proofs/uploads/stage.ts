import { createHash, randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openUpload } from '../../factories/material.js';
import { AppProcess } from '../../setup/app-process.js';
import type { GraphqlClient } from '../../setup/graphql-client.js';
import type { Tavola } from '../../setup/tavola.js';

export const MB = 1_000_000;
export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
export const pdf = (size: number): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 15), Buffer.from('%%EOF\n')]);

/** Somebody who owes a file. */
export interface Stage {
  readonly tavola: Tavola;
  readonly owner: GraphqlClient;
  readonly requestId: string;
}

/** Another process on the same data. */
export async function app(
  { tavola }: Stage,
  env: Record<string, string> = {},
  without: readonly string[] = [],
): Promise<AppProcess> {
  const { database, storageDir } = tavola;
  return AppProcess.start({ database, without, env: { STORAGE_DIR: storageDir, ...env } });
}

export const begin = ({ owner, requestId }: Stage, url: string, size: number) =>
  openUpload(owner, url, { materialRequestId: requestId, fileName: 'impact.pdf', size });

export async function rowOf(
  { tavola }: Stage,
  id: string,
): Promise<{ state: string; sha256: string | null }> {
  const [row] = await tavola.sql('select state, sha256 from presentation where id = $1', [id]);
  return row as { state: string; sha256: string | null };
}

/** Where the bytes of an upload lie until it is finished. */
export const stagedPath = ({ tavola }: Stage, id: string): string => join(tavola.storageDir, 'uploads', id);

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
