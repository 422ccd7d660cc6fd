import type { Asking } from './asking.js';
import { Expectations, principals } from './expectations.js';
import type { Facts } from './facts.js';
import { PRINCIPALS, type Principal } from './people.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

const STATES = ['INVITED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN'];
const PAGE = `query ($id: ID!, $first: Int!, $after: String, $state: RegistrationState, $partnerId: ID) { meeting(id: $id) {
  registrations(first: $first, after: $after, state: $state, partnerId: $partnerId) {
    totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }`;
const KINDS = ['RESULT', 'DECISION', 'ACTION', 'BEST_PRACTICE', 'AWARD'];

/** Filters and pages: they neither count nor skip nor stop at what is hidden, so they do not tell of it. */
export async function walkPages(world: World, facts: Facts, asking: Asking, tally: Tally): Promise<void> {
  const expected = new Expectations();
  const { objects } = world;
  const meetings = ['open', 'closed', 'other'].map((name) => objects['Meeting']?.[name] as string);
  const sees = (who: Principal, type: string, key: string) => expected.seesRow(who, type, facts.nameOf(key));
  const id = (key: string): string => key.split(':')[1] as string;

  for (const who of principals('signedIn'))
    for (const meeting of meetings) {
      if (tally.isEnough) return;
      const all = facts.byKey.get(`Meeting:${meeting}`)?.edges['registrations'] ?? [];
      const isSeen = sees(who, 'Meeting', `Meeting:${meeting}`);
      const seen = all.filter((key) => sees(who, 'Registration', key));
      const filters: { state?: string; partnerId?: string }[] = [
        ...STATES.map((state) => ({ state })),
        ...Object.values(objects['Partner'] ?? {}).map((partnerId) => ({ partnerId })),
      ];
      for (const filter of filters) {
        const { data } = await asking.as(who, PAGE, { id: meeting, first: 20, ...filter });
        const wanted = seen.filter((key) => {
          const { values, edges } = facts.byKey.get(key) ?? { values: {}, edges: {} };
          const ofPartner =
            filter.partnerId === undefined || edges['partner']?.[0] === `Partner:${filter.partnerId}`;
          return ofPartner && (filter.state === undefined || values['state'] === filter.state);
        });
        const page = data.meeting && [
          data.meeting.registrations.totalCount,
          data.meeting.registrations.nodes.map((one: { id: string }) => one.id),
        ];
        tally.check(
          `${who}: ${meeting} by ${JSON.stringify(filter)}`,
          page,
          isSeen ? [wanted.length, wanted.map(id)] : null,
        );
      }
      const found: string[] = [];
      for (let after: string | null = null, more = isSeen; more;) {
        const { data } = await asking.as(who, PAGE, { id: meeting, first: 1, after });
        const { nodes, pageInfo, totalCount } = data.meeting.registrations;
        found.push(...nodes.map((one: { id: string }) => one.id));
        tally.check(
          `${who}: ${meeting} page after ${after}`,
          [totalCount, pageInfo.hasNextPage],
          [seen.length, found.length < seen.length],
        );
        [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
      }
      tally.check(`${who}: ${meeting} page by page`, found, isSeen ? seen.map(id) : []);
    }

  for (const who of PRINCIPALS)
    for (const kind of KINDS) {
      const { data } = await asking.as(who, `{ projects { id outcomes(kind: ${kind}) { id } } }`);
      for (const project of data?.projects ?? []) {
        const all = facts.byKey.get(`Project:${project.id}`)?.edges['outcomes'] ?? [];
        const wanted = all.filter(
          (key) => sees(who, 'Outcome', key) && facts.byKey.get(key)?.values['kind'] === kind,
        );
        tally.check(
          `${who}: outcomes of ${kind}`,
          project.outcomes.map((one: { id: string }) => one.id),
          wanted.map(id),
        );
      }
    }
}
