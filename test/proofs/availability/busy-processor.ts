import type { Face } from '../../factories/crowd.js';
import { type Hit, type Shot, load, saturate } from '../../setup/load.js';
import { faultsIn, isFine } from '../daily-work.js';
import type { Findings } from '../proof.js';
import type { Scene } from '../scene.js';
import { NEVER, flooded, ms, withDesk } from './flood.js';

/** One of so many requests is never sent away: few are asked in all. */
const DESK_EVERY = 20;
/** As many as make it compute all the time, and not so many that they would be sent away. */
const CLIENTS = 12;
/** What nobody waits longer for, ms. */
const ACCEPTED_WITHIN = 3_000;
/** Until then nobody knows yet how long one takes, and so how many may be let in, ms. */
const LEARNT = 1_000;
/** Of the peak, %; the rest goes to the desk and to those who sign in, who are never sent away. */
const LEAST = 60;
const SCHEMA = 'schema';

/**
 * Here the process itself is what is short, not the database: it is asked for something large that it computes alone,
 * five times as often as it can, each time on a new connection. The work that counts is that one, not what is asked
 * beside it.
 */
export async function busyProcessor(findings: Findings, scene: Scene): Promise<void> {
  const seconds = findings.pick(5, 60);
  // In a few seconds it weighs that the machine may have more to do.
  const awayWithin = findings.pick(300, 100);
  const app = await scene.app();
  const work = large(scene, app.url);
  const next = withDesk(scene, app.url, work, DESK_EVERY);
  const peak = doneIn(await saturate({ clients: CLIENTS, seconds: 3 }, work), 1_000, 3_000);
  const asked = Math.round(peak * 5);
  const hits = await load({ perSecond: asked, seconds, keepAlive: false }, next);
  const seen = flooded(hits);
  const awayP95 = flooded(hits.filter(({ at }) => at >= LEARNT)).awayP95;
  const share = Math.round((doneIn(hits, 0, seconds * 1_000) / peak) * 100);
  findings.promise(
    `5 times as much as the process can compute for ${seconds} s: at least ${LEAST} % of the peak is done, within 3 s (p99), the rest sent away with 503, after the first second within ${awayWithin} ms (p95)`,
    `${asked} requests/s asked, ${share} % of the peak of ${peak}, p99 ${seen.acceptedP99} ms; ${seen.away} sent away, p95 ${awayP95} ms; ${seen.odd.length} neither ${faultsIn(seen.odd)}`,
    share >= LEAST &&
      seen.acceptedP99 <= ACCEPTED_WITHIN &&
      seen.away > 0 &&
      awayP95 <= awayWithin &&
      seen.odd.length === 0,
  );
  findings.promise(
    `meanwhile ${NEVER.join(', ')}: never sent away, and answered within 3 s`,
    seen.never.map(({ kind, all, fine, p99 }) => `${kind} ${fine} of ${all}, p99 ${p99} ms`).join('; '),
    seen.never.every(({ all, fine, p99 }) => all > 0 && fine === all && p99 <= ACCEPTED_WITHIN),
  );
  await app.end('SIGKILL');
  const deaf = await scene.app(['the-hearing']);
  const flood = withDesk(scene, deaf.url, large(scene, deaf.url), DESK_EVERY);
  const waited = ms(await load({ perSecond: asked, seconds: 2.5, keepAlive: false }, flood), 0.99);
  findings.control(
    'where those who knock are not heard meanwhile everybody waits',
    `p99 ${waited} ms`,
    waited > ACCEPTED_WITHIN,
  );
  await deaf.end('SIGKILL');
}

/** How much of that work was done a second, between these times (ms). */
const doneIn = (hits: readonly Hit[], from: number, to: number): number =>
  hits.filter((hit) => hit.kind === SCHEMA && isFine(hit) && hit.at + hit.ms >= from && hit.at + hit.ms < to)
    .length /
  ((to - from) / 1_000);

/** About as many selections as a document may have. */
const TIMES = 28;
const NAMED = 'name kind description';
const MADE_OF = `name kind fields { name description isDeprecated args { name type { ${NAMED} } } type`;

/**
 * What types are made of, over and over: the process computes it without the database, but for who asks. It is the same
 * however much the schema grows.
 */
function large({ people }: Scene, url: string): (index: number) => Shot {
  const asked = Array.from({ length: TIMES }, (_, time) => `t${time}: __type(name: "__Type") { ...Made }`);
  const query = `{ ${asked.join(' ')} }
    fragment Made on __Type { ${MADE_OF} { ...Part ofType { ...Part ofType { ...Part } } } } }
    fragment Part on __Type { ${MADE_OF} { ${NAMED} } } }`;
  return (index) => {
    const { cookie } = (people[index % people.length] as Face).browser;
    return { kind: SCHEMA, url: `${url}/graphql`, cookie, body: { query } };
  };
}
