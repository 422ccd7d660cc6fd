import { stat } from 'node:fs/promises';
import { join as joined } from 'node:path';
import { LastingAccess } from '../../../src/platform/live/lasting-access.js';
import { Uploads } from '../../../src/platform/storage/uploads.js';
import { patch } from '../../../src/platform/storage/uploads.fixture.js';
import { openUpload, requestMaterial, send } from '../../factories/material.js';
import { type Partnership, openMeeting } from '../../factories/partnership.js';
import { patched } from '../../setup/patched.js';
import type { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { type End, type Member, WITHIN_MS } from './members.js';

const FILE = Buffer.from(`%PDF-1.7\n${'some text '.repeat(10_000)}\n%%EOF\n`);
const HALF = Math.floor(FILE.length / 2);

interface Stage {
  readonly tavola: Tavola;
  readonly of: Partnership;
  readonly join: () => Promise<Member>;
  readonly ends: Record<string, End>;
}

/** Half of a file has come when the access of whoever sends it ends. */
export async function endedUploads(findings: Findings, stage: Stage): Promise<void> {
  const { tavola, of, join, ends } = stage;
  const { skovde: materialRequestId } = await requestMaterial(of, await openMeeting(of));
  const sent = (end: End) => halfSent(tavola, materialRequestId, join, end);
  for (const [name, end] of Object.entries(ends)) {
    const { cutMs, status, state } = await sent(end);
    findings.promise(
      `${name} ends an upload under way within 1 s, and nothing comes of it`,
      `cut ${cutMs === null ? 'never' : `after ${Math.round(cutMs)} ms`}, answered ${status}, ${state}`,
      cutMs !== null && status === 0 && state === 'OPEN',
    );
  }
  const signingOut = ends['signing out'] as End;
  const { email, uploadUrl, id, staged } = await sent(signingOut);
  const again = await send(await tavola.signedIn(email), uploadUrl, FILE);
  findings.promise(
    'whoever signs in again goes on from there',
    `${staged} of ${FILE.length} bytes kept, then ${again}, ${await stateOf(tavola, id)}`,
    staged === HALF && again === 'done',
  );
  const unwatched = () =>
    patched(
      LastingAccess.prototype,
      'check',
      () => () => Promise.resolve(),
      () => sent(signingOut),
    );
  const asked = await unwatched();
  findings.promise(
    'and where the cut fails, he is asked for again before it is concluded',
    `answered ${asked.status}, ${asked.state}, ${FILE.length - asked.staged} byte short`,
    asked.cutMs === null && asked.status === 404 && asked.state === 'OPEN' && asked.staged < FILE.length,
  );
  const unasked = await patched(Uploads.prototype, 'isStillHis', () => async () => true, unwatched);
  findings.control(
    'an upload whose sender is asked for at its beginning alone is concluded',
    `answered ${unasked.status}, ${unasked.state}`,
    unasked.status === 204 && unasked.state === 'DONE',
  );
}

const stateOf = async (tavola: Tavola, id: string): Promise<string> =>
  (await tavola.sql('select state from presentation where id = $1', [id]))[0]?.['state'] as string;

/** @returns how long it took until he was cut off, and, after the rest was sent all the same, what came of it */
async function halfSent(
  tavola: Tavola,
  materialRequestId: string | undefined,
  join: Stage['join'],
  end: End,
) {
  const member = await join();
  const { client, email } = member;
  const size = FILE.length;
  const { id, uploadUrl } = await openUpload(client, tavola.url, {
    materialRequestId,
    fileName: 'impact.pdf',
    size,
  });
  const path = joined(tavola.storageDir, 'uploads', id);
  const sizeNow = () =>
    stat(path).then(
      (found) => found.size,
      () => 0,
    );
  const { sending, answer } = patch(uploadUrl, 0, { ...client.headers, 'Content-Length': size });
  const answered = answer.then(
    ({ status }) => status ?? 0,
    () => 0,
  );
  let isCut = false;
  sending.once('close', () => (isCut = true));
  sending.write(FILE.subarray(0, HALF));
  await until(async () => (await sizeNow()) === HALF);
  const since = performance.now();
  await end(member);
  const cutMs = await until(() => isCut, WITHIN_MS).then(
    () => performance.now() - since,
    () => null,
  );
  sending.end(FILE.subarray(HALF));
  const status = await answered;
  return { id, uploadUrl, email, cutMs, status, state: await stateOf(tavola, id), staged: await sizeNow() };
}
