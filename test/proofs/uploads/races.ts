import { setTimeout as sleep } from 'node:timers/promises';
import { patch } from '../../../src/platform/storage/uploads.fixture.js';
import type { Findings } from '../proof.js';
import { type Stage, app, begin, pdf, rowOf, sha256 } from './stage.js';

/** Two processes are sent different bytes for the same place. */
export async function races(findings: Findings, stage: Stage): Promise<void> {
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
