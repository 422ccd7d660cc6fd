import { randomUUID } from 'node:crypto';
import type { Face } from '../../factories/crowd.js';
import { type Hit, type Shot, load, quantile, saturate } from '../../setup/load.js';
import { anAddress, dailyWork, faultsIn, isFine } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';

const CLIENTS = 64;
/** One of so many requests is of the desk, of somebody who signs in, or of a proxy that looks. */
const DESK_EVERY = 40;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) {
  registration { id } userErrors { code } } }`;
const SIGN_IN = `mutation ($input: RequestSignInInput!) { requestSignIn(input: $input) { signInId userErrors { code } } }`;
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

/** What became of a flood. */
function flooded(hits: readonly Hit[]) {
  const others = hits.filter(({ kind }) => !NEVER.includes(kind));
  const accepted = hits.filter(isFine);
  const away = others.filter(({ status }) => status === 503);
  return {
    acceptedP99: ms(accepted, 0.99),
    away: away.length,
    awayP95: ms(away, 0.95),
    odd: others.filter((hit) => !isFine(hit) && hit.status !== 503),
    never: NEVER.map((kind) => {
      const those = hits.filter((hit) => hit.kind === kind);
      return { kind, all: those.length, fine: those.filter(isFine).length, p99: ms(those, 0.99) };
    }),
  };
}

const ms = (hits: readonly Hit[], share: number): number =>
  Math.round(
    quantile(
      hits.map((hit) => hit.ms),
      share,
    ),
  );

const NEVER = ['health', 'the page for signing in', 'signing in', 'the desk'];

/** Of so many requests after each other each kind is one. */
const KINDS = [0, 1, 2, 4, 5, 3, 43, 83, 123] as const;
const oneOfEach = (index: number): number =>
  (KINDS[index % KINDS.length] as number) + 4 * DESK_EVERY * Math.floor(index / KINDS.length);

/** Daily work, and in between what is never sent away. */
function someOfAll(scene: Scene, url: string): (index: number) => Shot {
  const work = dailyWork(scene.of, scene.meetingId, { writeEvery: 40, people: scene.people });
  return (index) => (index % DESK_EVERY === 3 ? neverSentAway(scene, url, index) : work(url, index));
}

function neverSentAway({ people, meetingId }: Scene, url: string, index: number): Shot {
  const turn = Math.floor(index / DESK_EVERY);
  const kind = NEVER[turn % NEVER.length] as string;
  if (kind === 'health') return { kind, url: `${url}/health/ready` };
  if (kind === 'the page for signing in') return { kind, url: `${url}/sign-in`, from: anAddress(turn) };
  const graphql = { kind, url: `${url}/graphql` };
  if (kind === 'signing in') {
    // Each with another address and from another network, since few mails are sent to or because of one.
    const from = `10.${turn >> 8}.${turn & 255}.1`;
    const input = { email: `${randomUUID()}@tavola.example` };
    return { ...graphql, from, body: { query: SIGN_IN, variables: { input } } };
  }
  const { cookie } = (people[index % people.length] as Face).browser;
  const input = { meetingId, name: `Guest ${index}`, town: 'Cervia' };
  return { ...graphql, cookie, body: { query: WALK_IN, variables: { input } } };
}
