import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const SEARCH = `query ($text: String!, $kinds: [SearchKind!]) {
  search(project: "evolaq", text: $text, kinds: $kinds) { kind isSimilar heading person { id } } }`;
const PEOPLE = 5_000;
/** All have the same family name, one in twenty is called Anna. Half have a seat of a meeting alone, and no membership. */
const FILL = `
with people as (
  insert into person (id, name, email, language)
  select gen_random_uuid(), case when n % 20 = 0 then 'Anna' else initcap(left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 9)) end
    || ' ' || initcap(left(translate(md5('x' || n), '0123456789', 'qrstuvwxyz'), 8)) || ' Volontario', 'anna' || n || '@tavola.example', 'en'
  from generate_series(1, ${PEOPLE}) n returning id),
numbered as (select id, row_number() over () as n from people),
members as (
  insert into membership (id, project_id, partner_id, person_id, role, since)
  select gen_random_uuid(), $1, $2, id, 'DELEGATE', now() from numbered where n % 2 = 0)
insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, registered_at)
select gen_random_uuid(), $3, id, $2, 'DELEGATE', 'CONFIRMED', 'SELF', now() from numbered`;

/** A town that invites all its volunteers. */
describe('search in a project of 5,000 people', () => {
  let tavola: Tavola;
  let of: Partnership;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const meetingId = await openMeeting(of);
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table registration disable trigger user', [], owner);
    await tavola.sql('alter table registration enable trigger registration_is_found', [], owner);
    await tavola.sql(FILL, [of.projectId, of.partnerIds['skovde'], meetingId], owner);
    await tavola.sql('alter table registration enable trigger user', [], owner);
    await tavola.sql('vacuum analyze', [], owner);
    delegate = await of.as('delegate@daugavpils.example');
  }, 120_000);
  afterAll(() => tavola.stop());

  /** The best of seven, ms: what else the machine does is not what is asked. */
  const fastest = async (client: GraphqlClient, text: string, expected: string): Promise<number> => {
    const times: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const since = performance.now();
      const { search } = await client.ask(SEARCH, { text });
      times.push(performance.now() - since);
      const hits = (search as { heading: string }[]).filter(({ heading }) => heading.includes(expected));
      expect([text, hits.length > 0]).toEqual([text, expected !== 'nobody']);
    }
    return Math.min(...times);
  };

  it.each([
    ['of one', 'coordinator skovde', 'Coordinator, Skövde', 50],
    ['of one, misspelt', 'coordinater skovde', 'Coordinator, Skövde', 50],
    ['of 250', 'anna', 'Anna', 50],
    ['of 250, misspelt', 'annna volontario', 'Anna', 50],
    ['of nobody', 'zeppelin', 'nobody', 50],
    // Permission is asked of each.
    ['of all 5,000', 'volontario', 'Volontario', 150],
  ] as const)('finds the name %s', async (_, text, expected, most) => {
    const times = [await fastest(of.lead, text, expected), await fastest(delegate, text, expected)];
    const [lead = 0, other = 0] = times;
    process.stdout.write(
      `search ${text}, of 5,000: ${lead.toFixed(1)} ms, as a delegate ${other.toFixed(1)} ms\n`,
    );
    expect(Math.max(...times)).toBeLessThan(most);
  });
});
