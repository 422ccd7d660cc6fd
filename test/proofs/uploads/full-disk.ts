import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { head, send } from '../../factories/material.js';
import type { Findings } from '../proof.js';
import { MB, type Stage, app, begin, pdf, rowOf, sha256 } from './stage.js';

const run = promisify(execFile);

/** The disk for files is full in the middle of an upload. */
export async function fullDisk(findings: Findings, stage: Stage): Promise<void> {
  const claim = 'a full disk is answered 507, loses nothing, and the upload goes on when there is room';
  const folder = join(stage.tavola.storageDir, 'small');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  } catch {
    findings.notProven(claim, 'a file system of 8 MB cannot be mounted here');
    return;
  }
  try {
    // First, since it leaves nothing there.
    const careless = await filled(stage, folder, ['the-care-for-a-full-disk']);
    const seen = await filled(stage, folder, [], () => run('mount', ['-o', 'remount,size=64m', folder]));
    findings.promise(
      claim,
      inWords(seen),
      seen.refused.startsWith('507 ') &&
        seen.state === 'OPEN' &&
        seen.kept > 7 &&
        seen.isReady &&
        seen.end === 'done' &&
        seen.isWhole,
    );
    findings.control(
      'taken for any failure, it is a 500, and what had arrived is lost',
      inWords(careless),
      careless.refused.startsWith('500 ') && careless.kept === 0,
    );
  } finally {
    await run('umount', [folder]);
  }
}

type Seen = Awaited<ReturnType<typeof filled>>;
const inWords = ({ refused, state, kept, isReady, end, isWhole }: Seen): string =>
  `answered ${refused.slice(0, 40).trim()}, row ${state}, ${kept.toFixed(1)} MB kept, server ${isReady ? 'ready' : 'gone'}` +
  (end && `; with room: ${end}, ${isWhole ? 'the same' : 'another'} SHA-256`);

/** @param makeRoom without it the upload ends at the full disk */
async function filled(
  stage: Stage,
  folder: string,
  without: readonly string[],
  makeRoom?: () => Promise<unknown>,
) {
  const server = await app(stage, { STORAGE_DIR: folder }, without);
  try {
    const content = pdf(12 * MB);
    const { id, uploadUrl } = await begin(stage, stage.tavola.url, content.length);
    const url = `${server.url}${new URL(uploadUrl).pathname}`;
    const refused = await send(stage.owner, url, content);
    const { state } = await rowOf(stage, id);
    const kept = Number((await head(stage.owner.headers, url)).offset) / MB;
    const { ok } = await fetch(`${server.url}/health/ready`);
    await makeRoom?.();
    const end = makeRoom ? await send(stage.owner, url, content) : '';
    const isWhole = (await rowOf(stage, id)).sha256 === sha256(content);
    return { refused, state, kept, isReady: ok && !server.hasEnded, end, isWhole };
  } finally {
    await server.end('SIGKILL');
  }
}
