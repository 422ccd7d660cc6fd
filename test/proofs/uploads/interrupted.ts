import { randomInt } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Upload } from 'tus-js-client';
import { head } from '../../factories/material.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { badLine } from './bad-line.js';
import { MB, type Stage, app, begin, pdf, rowOf, sha256, stagedPath } from './stage.js';

/** The line breaks, and the server is killed, while a file is on its way. */
export async function interrupted(findings: Findings, stage: Stage): Promise<void> {
  // Each break costs what is on its way; so both sizes have as many per megabyte.
  const [size, cuts, kills] = findings.pick([30 * MB, 6, 2], [300 * MB, 50, 20]);
  const cutsAt = Array.from({ length: cuts }, () => randomInt(size)).toSorted((a, b) => a - b);
  const seen = await sent(stage, { size, cutsAt, kills, without: [] });
  findings.promise(
    'it arrives with the same SHA-256',
    `${size / MB} MB, ${seen.cuts} cuts, ${seen.killed} kills: ${seen.end}, ${seen.state}`,
    seen.end === 'done' && seen.isWhole && seen.cuts === cuts && seen.killed === kills,
  );
  findings.promise('at most a tenth is sent again', `${seen.again} %`, seen.again <= 10);
  findings.promise(
    'after each kill the stored bytes are the first ones of the file, and no more are said to be there',
    `${seen.tooFar} not`,
    seen.tooFar === 0,
  );
  await controls(findings, stage);
}

async function controls(findings: Findings, stage: Stage): Promise<void> {
  const few = { size: 6 * MB, cutsAt: [4 * MB], kills: 1 };
  const believing = await sent(stage, { ...few, without: ['the-offset-of-what-is-stored'] });
  findings.control(
    'what was on its way is said to be there: another file arrives',
    `${believing.end}, ${believing.isWhole ? 'the same' : 'another'} SHA-256; ${believing.tooFar} too far`,
    !believing.isWhole && believing.tooFar > 0,
  );
  const forgetting = await sent(stage, { ...few, kills: 0, without: ['the-bytes-before-a-break'] });
  findings.control(
    'a server that begins anew after a break is sent more again',
    `${forgetting.again} %`,
    forgetting.again > 10,
  );
}

interface Sending {
  readonly size: number;
  /** After how many bytes the line breaks. */
  readonly cutsAt: readonly number[];
  /** Of the server. */
  readonly kills: number;
  readonly without: readonly string[];
}

async function sent(stage: Stage, { size, cutsAt, kills, without }: Sending) {
  const content = pdf(size);
  let server = await app(stage, {}, without);
  const { port } = new URL(server.url);
  const { id, uploadUrl } = await begin(stage, stage.tavola.url, size);
  const line = await badLine(Number(port), [...cutsAt]);
  const url = `${line.url}${new URL(uploadUrl).pathname}`;
  let end = '';
  new Upload(content, {
    uploadUrl: url,
    headers: stage.owner.headers,
    // Begins anew with each byte that arrives.
    retryDelays: Array.from({ length: 400 }, () => 250),
    onSuccess: () => (end = 'done'),
    onError: ({ message }) => (end = message),
  }).start();
  const path = stagedPath(stage, id);
  let killed = 0;
  let tooFar = 0;
  // oxlint-disable-next-line eslint/no-unmodified-loop-condition -- the upload sets it
  while (!end && killed < kills) {
    const mark = ((killed + 1) / (kills + 1)) * size;
    await until(() => line.seen.bytes >= mark || end !== '', 60_000);
    if (end) break;
    await server.end('SIGKILL');
    killed += 1;
    const stored = await readFile(path);
    if (!stored.equals(content.subarray(0, stored.length))) tooFar += 1;
    server = await app(stage, { PORT: port }, without);
    const { offset } = await head(stage.owner.headers, `${server.url}${new URL(uploadUrl).pathname}`);
    // Read afterwards, since the client goes on as soon as it can.
    if (Number(offset) > (await stat(path)).size) tooFar += 1;
  }
  await until(() => end !== '', 120_000);
  const again = Math.round((100 * (line.seen.bytes - size)) / size);
  const row = await rowOf(stage, id);
  line.stop();
  await server.end('SIGKILL');
  const isWhole = row.sha256 === sha256(content);
  return { end, state: row.state, isWhole, cuts: line.seen.cuts, killed, again, tooFar };
}
