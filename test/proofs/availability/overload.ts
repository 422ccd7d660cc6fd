import { type Hit, type Shot, load, saturate } from '../../setup/load.js';
import { dailyWork, faultsIn, isFine } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';
import { NEVER, flooded, ms, withDesk } from './flood.js';

const CLIENTS = 64;
/** One of so many requests is of the desk, of somebody who signs in, or of a proxy that looks. */
const DESK_EVERY = 40;
/** Until then writes are let in that wait for long, since a crowd may have come; ms. */
const BURST = 4_000;
/** After so long all shall be as before, s. */
const NORMAL_WITHIN = 2;

/** Five times as much is asked as can be done, by people who do not care that others ask too. */
export async function overload(findings: Findings, scene: Scene): Promise<void> {
  const seconds = findings.pick(8, 60);
  const app = await scene.app(['quick-statements']);
  const next = someOfAll(scene, app.url);
  const alone = await load({ perSecond: 20, seconds: 2 }, (index) => next(oneOfEach(index)));
  const saturated = await saturate({ clients: CLIENTS, seconds: 4 }, next);
  const peak = saturated.filter((hit) => isFine(hit) && hit.at >= 1_000).length / 3;
  const asked = Math.round(peak * 5);
  const hits = await load({ perSecond: asked, seconds }, next);
  const seen = flooded(hits);
  const done = workDone(hits, alone, BURST, seconds * 1_000);
  const share = Math.round((done / workDone(saturated, alone, 1_000, 4_000)) * 100);
  findings.promise(
    `5 times the capacity for ${seconds} s: once it is more than a burst, at least 80 % of the work of the peak is done`,
    `${asked} requests/s asked, of which ${Math.round(peak)} can be done; ${share} % of the work`,
    share >= 80,
  );
  findings.promise(
    'what is accepted is answered within 3 s (p99), the rest is sent away with 503 within 100 ms (p95)',
    `p99 ${seen.acceptedP99} ms; ${seen.away} sent away, p95 ${seen.awayP95} ms; ${seen.odd.length} neither ${faultsIn(seen.odd)}`,
    seen.acceptedP99 <= 3_000 && seen.awayP95 <= 100 && seen.away > 0 && seen.odd.length === 0,
  );
  findings.promise(
    `${NEVER.join(', ')}: never sent away`,
    seen.never.map(({ kind, all, fine, p99 }) => `${kind} ${fine} of ${all}, p99 ${p99} ms`).join('; '),
    seen.never.every(({ all, fine }) => all > 0 && fine === all),
  );
  const rate = Math.round(peak / 4);
  const later = await load({ perSecond: rate, seconds: NORMAL_WITHIN + 1 }, next);
  const normal = later.filter(({ at }) => at >= NORMAL_WITHIN * 1_000);
  const p95 = ms(normal, 0.95);
  findings.promise(
    `all is as before within ${NORMAL_WITHIN} s`,
    `${normal.filter(isFine).length} of ${normal.length}, p95 ${p95} ms`,
    normal.every(isFine) && p95 <= 500,
  );
  await app.end('SIGKILL');
  await controls(findings, scene, asked);
}

async function controls(findings: Findings, scene: Scene, asked: number): Promise<void> {
  const open = await scene.app(['quick-statements', 'the-door']);
  const { acceptedP99 } = flooded(await load({ perSecond: asked, seconds: 1.5 }, someOfAll(scene, open.url)));
  findings.control('without the door everybody waits', `p99 ${acceptedP99} ms`, acceptedP99 > 3_000);
  await open.end('SIGKILL');
  // A burst is let in whole, so this has to be longer.
  if (findings.size === 'quick') return;
  const strict = await scene.app(['quick-statements', 'the-ways-past-the-door']);
  const { never } = flooded(await load({ perSecond: asked, seconds: 10 }, someOfAll(scene, strict.url)));
  const away = never.reduce((sum, { all, fine }) => sum + all - fine, 0);
  findings.control('without the ways past it the desk and who signs in are sent away', away, away > 0);
  await strict.end('SIGKILL');
}

/**
 * How much of each second was worked on what was served in this time (ms), by how long each kind takes when nobody else
 * asks: of a flood other kinds are served than at the peak.
 */
function workDone(hits: readonly Hit[], alone: readonly Hit[], from: number, to: number): number {
  const cost = new Map(
    [...Map.groupBy(alone, ({ kind }) => kind)].map(([kind, those]) => [kind, ms(those, 0.5)]),
  );
  const served = hits.filter((hit) => isFine(hit) && hit.at + hit.ms > from && hit.at + hit.ms <= to);
  return served.reduce((sum, { kind }) => sum + (cost.get(kind) ?? 0), 0) / (to - from);
}

/** Of so many requests after each other each kind is one. */
const KINDS = [0, 1, 2, 4, 5, 3, 43, 83, 123] as const;
const oneOfEach = (index: number): number =>
  (KINDS[index % KINDS.length] as number) + 4 * DESK_EVERY * Math.floor(index / KINDS.length);

/** Daily work, and in between what is never sent away. */
function someOfAll(scene: Scene, url: string): (index: number) => Shot {
  const work = dailyWork(scene.of, scene.meetingId, { writeEvery: 40, people: scene.people });
  return withDesk(scene, url, (index) => work(url, index), DESK_EVERY);
}
