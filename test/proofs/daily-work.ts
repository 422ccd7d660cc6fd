import type { Partnership } from '../factories/partnership.js';
import type { Face } from '../factories/crowd.js';
import { RECORD, outcomeInput } from '../factories/outcomes.js';
import type { Hit, Shot } from '../setup/load.js';

const AGENDA = `query ($id: ID!) { meeting(id: $id) { title agenda(draft: true) { items { title startsAtLocal } } } }`;
const PROJECTS = '{ viewer { name } projects { title partners { name country { code } } } }';

/** What coordinators do all day, one request after the other: reads, pages, and every so often a write that somebody gets a mail about. */
export function dailyWork(
  of: Partnership,
  meetingId: string,
  { writeEvery, people }: { writeEvery: number; people: readonly Face[] },
): (url: string, index: number) => Shot {
  return (url, index) => {
    // By many, since nobody may ask so much alone.
    const { cookie } = (people[index % people.length] as Face).browser;
    const graphql = (kind: string, query: string, variables: object = {}): Shot => ({
      kind,
      url: `${url}/graphql`,
      cookie,
      body: { query, variables },
    });
    if (index % writeEvery === 0) {
      const owner = { kind: 'ACTION', ownerPartnerId: of.partnerIds['cervia'] };
      return graphql('write', RECORD, {
        input: outcomeInput(of, { title: `Action ${index}`, ...owner }),
      });
    }
    if (index % 10 === 1) return { kind: 'page', url: `${url}/`, cookie };
    if (index % 10 === 2) return { kind: 'sign-in', url: `${url}/sign-in`, from: anAddress(index) };
    return index % 2 === 0 ? graphql('read', AGENDA, { id: meetingId }) : graphql('read', PROJECTS);
  };
}

/** One of many from which people sign in, since not all of them come from one. */
export const anAddress = (index: number): string => `10.201.0.${(index * 7) % 251}`;

/** Whether it was answered as it should be; pages hold no GraphQL. */
export const isFine = ({ status, body }: Hit): boolean =>
  status === 200 && !body.includes('"errors":[') && !body.includes('"userErrors":[{');

/** Of what a fine write made. */
export const idIn = ({ body }: Hit): string =>
  (JSON.parse(body) as { data: { recordOutcome: { outcome: { id: string } } } }).data.recordOutcome.outcome
    .id;

/** What is not fine, counted by what it was, for a figure that says what went wrong. */
export function faultsIn(hits: readonly Hit[]): string {
  const kinds = Map.groupBy(
    hits.filter((hit) => !isFine(hit)),
    ({ kind, status, body }) => `${kind} ${status} ${body.replaceAll(/\s+/g, ' ').slice(0, 120)}`,
  );
  return [...kinds].map(([what, { length }]) => `${length} x ${what.trim()}`).join('; ');
}
