import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { patch } from '../../../src/platform/storage/uploads.fixture.js';
import { Uploads } from '../../../src/platform/storage/uploads.js';
import { upload } from '../../factories/material.js';
import { patched } from '../../setup/patched.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { type Stage, begin, isThere, pdf, rowOf, sha256, stagedPath } from './stage.js';

/** What is left of uploads is cleared away at night. */
export async function cleaned(findings: Findings, stage: Stage): Promise<void> {
  const seen = await cleaning(stage);
  findings.promise(
    'the cleanup takes what was abandoned; it leaves what is young, and records what is complete. What is finished lies elsewhere',
    inWords(seen),
    !seen.abandoned && seen.young && seen.finished && seen.complete === 'DONE',
  );
  const careless = await patched(
    Uploads.prototype,
    'judge',
    () => async () => 'REMOVE',
    () => cleaning(stage),
  );
  findings.control(
    'a cleanup that asks for neither age nor state takes what is young, and what is complete',
    inWords(careless),
    !careless.young && careless.complete !== 'DONE',
  );
}

const inWords = ({ abandoned, young, finished, complete }: Awaited<ReturnType<typeof cleaning>>): string =>
  `abandoned ${word(abandoned)}, young ${word(young)}, finished ${word(finished)}, complete but not recorded: ${complete}`;
const word = (isLeft: boolean): string => (isLeft ? 'there' : 'gone');

async function cleaning(stage: Stage) {
  const { tavola, owner, requestId } = stage;
  const content = pdf(5_000);
  const finished = await upload(owner, tavola.url, requestId, content);
  const staged = async (): Promise<string> => {
    const { id, uploadUrl } = await begin(stage, tavola.url, 1_000);
    const { sending, answer } = patch(uploadUrl, 0, { ...owner.headers, 'Content-Length': 10 });
    sending.end('%PDF-1.7\n.');
    await answer;
    return stagedPath(stage, id);
  };
  const [abandoned, young] = [await staged(), await staged()];
  // Whoever had its last byte died before he could say what it is.
  const { id: complete } = await begin(stage, tavola.url, 1_000);
  await writeFile(stagedPath(stage, complete), pdf(1_000));
  const longAgo = Math.floor((performance.timeOrigin + performance.now()) / 1000) - 8 * 24 * 3600;
  const hash = sha256(content);
  const blob = join(tavola.storageDir, 'blobs', hash.slice(0, 2), hash.slice(2, 4), hash);
  for (const path of [abandoned, blob, stagedPath(stage, complete)]) await utimes(path, longAgo, longAgo);
  await tavola.sql(`insert into pgboss.job (name, policy) values ('uploads', 'exclusive')`);
  const jobs = `select from pgboss.job where name = 'uploads' and state in ('created', 'active')`;
  await until(async () => (await tavola.sql(jobs, [], tavola.database.superuserUrl)).length === 0, 30_000);
  return {
    abandoned: await isThere(abandoned),
    young: await isThere(young),
    finished: (await isThere(blob)) && (await rowOf(stage, finished)).state === 'DONE',
    complete: (await rowOf(stage, complete)).state,
  };
}
