import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from '../../setup/app-process.js';
import { load } from '../../setup/load.js';
import { dailyWork, faultsIn, isFine } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';

/** So many requests/s can be served, and so many are asked while none can be. */
const SERVED = 50;
const ASKED = 500;
const WITHIN_MS = 2_000;

/** All connections to the database are held by something that does not give them back. */
export async function exhaustedPool(findings: Findings, scene: Scene): Promise<void> {
  const seconds = findings.pick(3, 60);
  const seen = await blocked(scene, await scene.app(['free-connections']), { seconds, asked: ASKED });
  const away = seen.during.filter(({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0);
  const slowest = Math.round(Math.max(...seen.during.map(({ ms }) => ms)));
  findings.promise(
    `10 of 10 connections blocked for ${seconds} s under ${ASKED} requests/s: 503 and Retry-After within 2 s`,
    `${away.length} of ${seen.during.length} answered so, the slowest after ${slowest} ms ${faultsIn(seen.during.filter((hit) => !away.includes(hit)))}`,
    away.length === seen.during.length && slowest <= WITHIN_MS,
  );
  findings.promise(
    'meanwhile the process says that it lives, and its memory grows by at most 50 MB',
    `${seen.alive} of ${seen.looks} times alive; at most ${seen.grownMB} MB more`,
    seen.alive === seen.looks && seen.looks > 0 && seen.grownMB <= 50,
  );
  const failed = [seen.before, seen.after].map((hits) => hits.filter((hit) => !isFine(hit)));
  findings.promise(
    'once they are given back all is as before within 2 s',
    `${failed[0]?.length} of ${seen.before.length} failed before, ${failed[1]?.length} of ${seen.after.length} after that ${faultsIn(seen.after)}`,
    failed.flat().length === 0 && seen.after.length > 0,
  );
  const patient = await scene.app(['free-connections', 'the-wait-for-connections']);
  const control = await blocked(scene, patient, { seconds: 3, asked: SERVED });
  const waited = control.during.filter(({ ms }) => ms > WITHIN_MS).length;
  findings.control('without a limit on the wait requests hang', waited, waited > 0);
}

async function blocked(
  { of, meetingId, people }: Scene,
  app: AppProcess,
  { seconds, asked }: { seconds: number; asked: number },
) {
  const work = dailyWork(of, meetingId, { writeEvery: 20, people });
  // The page for signing in asks nothing of the database, and so goes on as ever.
  const next = (index: number) => work(app.url, index % 10 === 2 ? index + 1 : index);
  await load({ perSecond: SERVED, seconds: 1 }, next); // until the code is warm
  const before = await load({ perSecond: SERVED, seconds: 1 }, next);
  app.signal('SIGUSR2');
  await sleep(200);
  const memoryBefore = await memoryMB(app);
  const seen = { looks: 0, alive: 0, grownMB: 0 };
  const watch = async (): Promise<void> => {
    seen.looks += 1;
    const { status } = await fetch(`${app.url}/health/live`);
    seen.alive += status === 200 ? 1 : 0;
    seen.grownMB = Math.max(seen.grownMB, (await memoryMB(app)) - memoryBefore);
  };
  const loading = load({ perSecond: asked, seconds }, next);
  const until = performance.now() + seconds * 1_000 + WITHIN_MS;
  const over = loading.then(() => 'over');
  while (performance.now() < until) {
    await watch();
    if ((await Promise.race([over, sleep(200)])) === 'over') break;
  }
  app.signal('SIGUSR2');
  const during = await loading;
  const after = await load({ perSecond: SERVED, seconds: WITHIN_MS / 1_000 + 1 }, next);
  await app.end('SIGKILL');
  return { ...seen, before, during, after: after.filter(({ at }) => at >= WITHIN_MS) };
}

async function memoryMB({ pid }: AppProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}
