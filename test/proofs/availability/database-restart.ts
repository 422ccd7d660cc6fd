import { setTimeout as sleep } from 'node:timers/promises';
import { type Hit, load } from '../../setup/load.js';
import { LiveReader } from '../../setup/live-reader.js';
import { until } from '../../setup/until.js';
import { dailyWork, faultsIn, idIn, isFine } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';

const PER_SECOND = 50;
const BETWEEN_MS = 1_500;

/** The database server is shut down at once, with all connections, and started again. */
export async function databaseRestart(findings: Findings, scene: Scene): Promise<void> {
  const times = findings.pick(1, 20);
  const seen = await restarted(scene, times);
  findings.promise(
    `database restarted ${times} times (immediate) under ${PER_SECOND} requests/s: the process lives, and answers within 3 s`,
    `${seen.isAlive ? 'alive' : 'dead'}, back ${seen.backMs.join(', ')} ms after the shutdown, ${seen.odd.length} answers that were neither right nor 503 ${faultsIn(seen.odd)}`,
    seen.isAlive && Math.max(...seen.backMs) <= 3_000 && seen.odd.length === 0,
  );
  findings.promise(
    'no acknowledged write is lost',
    `${seen.acknowledged} acknowledged, ${seen.found} of them found`,
    seen.found === seen.acknowledged && seen.acknowledged > 0,
  );
  findings.promise(
    'each time those who listen are told that they may have missed something',
    `${seen.missed} times, then ${seen.heard} changes`,
    seen.missed === times && seen.heard > 0,
  );
  findings.promise(
    'the jobs work on',
    `${seen.untold} events untold, ${seen.unsent} mails unsent in the end`,
    seen.untold + seen.unsent === 0,
  );
  const app = await scene.app(['listeners-for-broken-connections']);
  await scene.postgres.crash();
  await sleep(1_000);
  findings.control(
    'without listeners for broken connections the process ends',
    app.hasEnded ? 'it ended' : 'it lives',
    app.hasEnded,
  );
  await scene.postgres.revive();
  await app.end('SIGKILL');
}

async function restarted({ of, meetingId, people, postgres, tavola, app: start }: Scene, times: number) {
  const app = await start();
  const live = await LiveReader.open(`${app.url}/live/projects/${of.projectId}`, of.lead.cookie);
  const work = dailyWork(of, meetingId, { writeEvery: 5, people });
  const hits: Hit[] = [];
  const loading = { goesOn: true };
  const loaded = (async () => {
    while (loading.goesOn)
      hits.push(...(await load({ perSecond: PER_SECOND, seconds: 1 }, (index) => work(app.url, index))));
  })();
  const backMs: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await sleep(BETWEEN_MS);
    const since = performance.now();
    await postgres.crash();
    const back = until(() =>
      fetch(`${app.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ).then(() => backMs.push(Math.round(performance.now() - since)));
    await postgres.revive();
    await back;
  }
  await sleep(BETWEEN_MS);
  loading.goesOn = false;
  await loaded;
  const count = async (text: string) =>
    Number((await tavola.sql(`select count(*)::int as n from ${text}`))[0]?.['n']);
  const ids = hits.filter((hit) => hit.kind === 'write' && isFine(hit)).map(idIn);
  const isDone = async () =>
    (await count('unnotified_event')) === 0 && (await count(`email where state <> 'SENT'`)) === 0;
  await until(isDone, 60_000).catch(() => undefined);
  const missed = live.frames.findLastIndex((frame) => (frame as { type: string }).type === 'missed');
  const seen = {
    isAlive: !app.hasEnded,
    backMs,
    odd: hits.filter((hit) => !isFine(hit) && hit.status !== 503),
    acknowledged: ids.length,
    found: Number(
      (await tavola.sql(`select count(*)::int as n from outcome where id = any($1)`, [ids]))[0]?.['n'],
    ),
    missed: live.frames.filter((frame) => (frame as { type: string }).type === 'missed').length,
    heard: live.frames.length - missed - 1,
    untold: await count('unnotified_event'),
    unsent: await count(`email where state <> 'SENT'`),
  };
  live.close();
  await app.end('SIGKILL');
  return seen;
}
