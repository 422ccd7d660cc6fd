import { randomUUID } from 'node:crypto';
import type { Face } from '../../factories/crowd.js';
import { type Hit, type Shot, quantile } from '../../setup/load.js';
import { anAddress, isFine } from '../daily-work.js';
import type { Scene } from '../scene.js';

export const NEVER = ['health', 'the page for signing in', 'signing in', 'the desk'];
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) {
  registration { id } userErrors { code } } }`;
const SIGN_IN = `mutation ($input: RequestSignInInput!) { requestSignIn(input: $input) { signInId userErrors { code } } }`;

/** This work, and one of so many requests is of the desk, of somebody who signs in, or of a proxy that looks. */
export const withDesk =
  (scene: Scene, url: string, work: (index: number) => Shot, every: number): ((index: number) => Shot) =>
  (index) =>
    index % every === 3 ? neverSentAway(scene, url, Math.floor(index / every), index) : work(index);

function neverSentAway({ people, meetingId }: Scene, url: string, turn: number, index: number): Shot {
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

/** What became of a flood. */
export function flooded(hits: readonly Hit[]) {
  const others = hits.filter(({ kind }) => !NEVER.includes(kind));
  const accepted = hits.filter(isFine);
  const away = others.filter(({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0);
  return {
    accepted: accepted.length,
    acceptedP99: ms(accepted, 0.99),
    away: away.length,
    awayP95: ms(away, 0.95),
    odd: others.filter((hit) => !isFine(hit) && !away.includes(hit)),
    never: NEVER.map((kind) => {
      const those = hits.filter((hit) => hit.kind === kind);
      return { kind, all: those.length, fine: those.filter(isFine).length, p99: ms(those, 0.99) };
    }),
  };
}

export const ms = (hits: readonly Hit[], share: number): number =>
  Math.round(
    quantile(
      hits.map((hit) => hit.ms),
      share,
    ),
  );
