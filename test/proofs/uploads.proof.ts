import { createHash, randomBytes, randomInt } from 'node:crypto';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readFile, stat, utimes } from 'node:fs/promises';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Upload } from 'tus-js-client';
import { patch } from '../../src/platform/storage/uploads.fixture.js';
import { head, openUpload, requestMaterial, send, upload } from '../factories/material.js';
import { openMeeting, partnership } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import type { GraphqlClient } from '../setup/graphql-client.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import type { Findings, Proof } from './proof.js';

const MB = 1_000_000;
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const pdf = (size: number): Buffer =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 15), Buffer.from('%%EOF\n')]);

/** What is uploaded arrives as it was, whatever happens on the way. */
export const uploads: Proof = {
  name: 'uploads',
  promise: 'an upload survives cuts, kills, rivals and a full disk, and belongs to whoever began it',
  async run(findings) {
    const tavola = await Tavola.start();
    try {
      const of = await partnership(tavola);
      const { cervia } = await requestMaterial(of, await openMeeting(of));
      const owner = await of.as('coordinator@cervia.example');
      const stage = { tavola, owner, requestId: cervia as string };
      await interrupted(findings, stage);
      await races(findings, stage);
      await strangers(findings, stage, await of.as('coordinator@skovde.example'));
      await cleaned(findings, stage);
      await fullDisk(findings, stage);
    } finally {
      await tavola.stop();
    }
  },
};

interface Stage {
  readonly tavola: Tavola;
  readonly owner: GraphqlClient;
  readonly requestId: string;
}

const app = ({ tavola }: Stage, env: Record<string, string> = {}, without: readonly string[] = []) =>
  AppProcess.start({ database: tavola.database, without, env: { STORAGE_DIR: tavola.storageDir, ...env } });

const begin = ({ owner, requestId }: Stage, url: string, size: number) =>
  openUpload(owner, url, { materialRequestId: requestId, fileName: 'impact.pdf', size });

async function rowOf({ tavola }: Stage, id: string): Promise<{ state: string; sha256: string | null }> {
  const [row] = await tavola.sql('select state, sha256 from presentation where id = $1', [id]);
  return row as { state: string; sha256: string | null };
}

async function interrupted(findings: Findings, stage: Stage): Promise<void> {
  // Each break costs what is on its way; so both sizes have as many per megabyte.
  const size = findings.pick(30, 300) * MB;
  const [cuts, kills] = [findings.pick(6, 50), findings.pick(2, 20)];
  const content = pdf(size);
  let server = await app(stage);
  const { port } = new URL(server.url);
  const { id, uploadUrl } = await begin(stage, stage.tavola.url, size);
  const line = await badLine(
    Number(port),
    Array.from({ length: cuts }, () => randomInt(size)).toSorted((a, b) => a - b),
  );
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
  const path = join(stage.tavola.storageDir, 'uploads', id);
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
    server = await app(stage, { PORT: port });
    const { offset } = await head(stage.owner.headers, `${server.url}${new URL(uploadUrl).pathname}`);
    // Read afterwards, since the client goes on as soon as it can.
    if (Number(offset) > (await stat(path)).size) tooFar += 1;
  }
  await until(() => end !== '', 120_000);
  const again = Math.round((100 * (line.seen.bytes - size)) / size);
  const row = await rowOf(stage, id);
  findings.promise(
    'it arrives with the same SHA-256',
    `${size / MB} MB, ${line.seen.cuts} cuts, ${killed} kills: ${end}, ${row.state}`,
    end === 'done' && row.sha256 === sha256(content) && line.seen.cuts === cuts && killed === kills,
  );
  findings.promise('at most a tenth is sent again', `${again} %`, again <= 10);
  findings.promise(
    'after each kill the stored bytes are the first ones of the file, and no more are said to be there',
    `${tooFar} not`,
    tooFar === 0,
  );
  line.stop();
  await server.end('SIGKILL');
}

/** A way to a port of this machine that breaks at these places of the stream, and each time nobody listens there. */
async function badLine(port: number, cuts: number[]) {
  const seen = { cuts: 0, bytes: 0 };
  const line = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const over = (): void => [client, server].forEach((socket: Socket) => socket.destroy());
    for (const socket of [client, server]) socket.on('error', over);
    client.on('data', (chunk: Buffer) => {
      seen.bytes += chunk.length;
      if (seen.bytes <= (cuts[0] ?? Infinity)) {
        // About 15 MB a second: faster than lines are, slower than what would fill the buffers of this machine.
        client.pause();
        setTimeout(() => client.resume(), 4);
        return;
      }
      cuts.shift();
      seen.cuts += 1;
      client.destroy();
      // What the line has taken arrives.
      server.end();
    });
    server.on('close', over);
    client.pipe(server).pipe(client);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const url = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  return { url, seen, stop: () => line.close() };
}

async function races(findings: Findings, stage: Stage): Promise<void> {
  const rounds = findings.pick(12, 200);
  const seen = await race(stage, rounds, []);
  findings.promise(
    'of two processes that are sent different bytes for one upload one writes',
    `${seen.oneWinner} of ${rounds} with one winner (${[...seen.answers].join(', ')}), ${seen.whole} of ${rounds} files as one of them was`,
    seen.oneWinner === rounds && seen.whole === rounds,
  );
  const attempts = 30;
  const unlocked = await race(stage, attempts, ['the-upload-lock']);
  findings.control(
    'without the lock both write',
    `${unlocked.oneWinner} of ${attempts} with one winner, ${unlocked.whole} of ${attempts} files whole`,
    unlocked.oneWinner < attempts || unlocked.whole < attempts,
  );
}

async function race(stage: Stage, rounds: number, without: readonly string[]) {
  const apps = await Promise.all([0, 1].map(() => app(stage, {}, without)));
  const seen = { oneWinner: 0, whole: 0, answers: new Set<string>() };
  try {
    for (let round = 0; round < rounds; round += 1) {
      const contents = [pdf(200_000), pdf(200_000)];
      const { id, uploadUrl } = await begin(stage, stage.tavola.url, 200_000);
      const statuses = await Promise.all(
        contents.map(async (content, index) => {
          const url = `${apps[index]?.url}${new URL(uploadUrl).pathname}`;
          const { sending, answer } = patch(url, 0, {
            ...stage.owner.headers,
            'Content-Length': content.length,
          });
          sending.write(content.subarray(0, 100_000));
          await sleep(30);
          sending.end(content.subarray(100_000));
          return answer.then(
            ({ status }) => status,
            () => 0,
          );
        }),
      );
      seen.answers.add(statuses.toSorted().join('+'));
      const losers = statuses.filter((status) => [409, 423].includes(status ?? 0));
      if (statuses.includes(204) && losers.length === 1) seen.oneWinner += 1;
      const winner = contents[statuses.indexOf(204)];
      if (winner && (await rowOf(stage, id)).sha256 === sha256(winner)) seen.whole += 1;
    }
    return seen;
  } finally {
    await Promise.all(apps.map((one) => one.end('SIGKILL')));
  }
}

async function strangers(findings: Findings, stage: Stage, stranger: GraphqlClient): Promise<void> {
  const { uploadUrl } = await begin(stage, stage.tavola.url, 1_000);
  const ask = async (method: string, headers: Record<string, string>) =>
    (
      await fetch(uploadUrl, {
        method,
        headers: {
          ...headers,
          'Tus-Resumable': '1.0.0',
          ...(method === 'PATCH' && {
            'Upload-Offset': '0',
            'Content-Type': 'application/offset+octet-stream',
          }),
        },
        ...(method === 'PATCH' && { body: 'x'.repeat(10) }),
      })
    ).status;
  const statuses = [];
  for (const method of ['HEAD', 'PATCH', 'DELETE']) statuses.push(await ask(method, stranger.headers));
  findings.promise(
    'HEAD, PATCH and DELETE by somebody else find nothing',
    statuses.join(', '),
    statuses.every((status) => status === 404),
  );
  const own = await ask('HEAD', stage.owner.headers);
  findings.control('its owner finds it', own, own === 200);
}

async function cleaned(findings: Findings, stage: Stage): Promise<void> {
  const { tavola, owner, requestId } = stage;
  const content = pdf(5_000);
  const finished = await upload(owner, tavola.url, requestId, content);
  const staged = async (): Promise<string> => {
    const { id, uploadUrl } = await begin(stage, tavola.url, 1_000);
    const { sending, answer } = patch(uploadUrl, 0, { ...owner.headers, 'Content-Length': 10 });
    sending.end('%PDF-1.7\n.');
    await answer;
    return join(tavola.storageDir, 'uploads', id);
  };
  const [abandoned, young] = [await staged(), await staged()];
  const longAgo = Math.floor((performance.timeOrigin + performance.now()) / 1000) - 8 * 24 * 3600;
  await utimes(abandoned, longAgo, longAgo);
  const hash = sha256(content);
  const blob = join(tavola.storageDir, 'blobs', hash.slice(0, 2), hash.slice(2, 4), hash);
  await utimes(blob, longAgo, longAgo);
  await tavola.sql(`insert into pgboss.job (name, policy) values ('uploads', 'exclusive')`);
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  await until(async () => !(await isThere(abandoned)), 30_000).catch(() => undefined);
  const there = [await isThere(abandoned), await isThere(young), await isThere(blob)];
  findings.promise(
    'the cleanup takes what was abandoned, and neither what is young nor what is finished',
    `abandoned ${there[0] ? 'there' : 'gone'}, young ${there[1] ? 'there' : 'gone'}, finished ${there[2] ? 'there' : 'gone'}`,
    !there[0] && there[1] === true && there[2] === true && (await rowOf(stage, finished)).state === 'DONE',
  );
}

async function fullDisk(findings: Findings, stage: Stage): Promise<void> {
  const claim = 'a full disk is answered 507, loses nothing, and the upload goes on when there is room';
  const run = promisify(execFile);
  const folder = join(stage.tavola.storageDir, 'small');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  } catch {
    findings.notProven(claim, 'a file system of 8 MB cannot be mounted here');
    return;
  }
  const server = await app(stage, { STORAGE_DIR: folder });
  try {
    const content = pdf(12 * MB);
    const { id, uploadUrl } = await begin(stage, stage.tavola.url, content.length);
    const url = `${server.url}${new URL(uploadUrl).pathname}`;
    const refused = await send(stage.owner, url, content);
    const { state } = await rowOf(stage, id);
    const { ok } = await fetch(`${server.url}/health/ready`);
    await run('mount', ['-o', 'remount,size=64m', folder]);
    const end = await send(stage.owner, url, content);
    const row = await rowOf(stage, id);
    findings.promise(
      claim,
      `answered ${refused.slice(0, 40).trim()}, row ${state}, server ${ok ? 'ready' : 'gone'}; with room: ${end}, ${row.state}`,
      refused.startsWith('507 ') &&
        state === 'OPEN' &&
        ok &&
        !server.hasEnded &&
        end === 'done' &&
        row.sha256 === sha256(content),
    );
  } finally {
    await server.end('SIGKILL');
    await run('umount', [folder]);
  }
}
