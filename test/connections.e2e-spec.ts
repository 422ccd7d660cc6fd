import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const PAGE = `query ($id: ID!, $first: Int!, $after: String) { meeting(id: $id) {
  registrations(first: $first, after: $after) { totalCount nodes { id } edges { cursor node { id } }
    pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;

interface Page {
  readonly totalCount: number;
  readonly nodes: { id: string }[];
  readonly edges: { cursor: string; node: { id: string } }[];
  readonly pageInfo: object;
}

describe('a connection', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  const ids: string[] = [];

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-11T09:00:00Z'), worker: true });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    for (const name of ['A', 'B', 'C', 'D', 'E']) {
      const { registerWalkIn } = await of.lead.ask(WALK_IN, { input: { meetingId, name, town: 'Cervia' } });
      ids.push(registerWalkIn.registration.id);
    }
  });
  afterAll(() => tavola.stop());

  const page = async (first: number, after?: string): Promise<Page> =>
    (await of.lead.ask(PAGE, { id: meetingId, first, after })).meeting.registrations;
  const select = async (selection: string, id = meetingId) =>
    (await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { ${selection} } }`, { id })).meeting;
  const codes = async (variables: object) =>
    (await of.lead.send(PAGE, { id: meetingId, ...variables })).errors?.map(
      ({ extensions }) => extensions.code,
    );

  it('comes in pages, in order, each row once, with cursors that lead on', async () => {
    const pages: Page[] = [await page(2)];
    pages.push(await page(2, pages[0]?.edges[1]?.cursor));
    pages.push(await page(2, pages[1]?.edges[1]?.cursor));
    expect(pages.map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
    const info = (of: Page | undefined, hasPreviousPage: boolean, hasNextPage: boolean) => ({
      hasPreviousPage,
      hasNextPage,
      startCursor: of?.edges[0]?.cursor,
      endCursor: of?.edges.at(-1)?.cursor,
    });
    expect(pages.map(({ pageInfo }) => pageInfo)).toEqual([
      info(pages[0], false, true),
      info(pages[1], true, true),
      info(pages[2], true, false),
    ]);
    expect(pages.map(({ edges }) => edges.map(({ node }) => node))).toEqual(pages.map(({ nodes }) => nodes));
    expect(pages.map(({ totalCount }) => totalCount)).toEqual([5, 5, 5]);
    expect(new Set(pages.flatMap(({ edges }) => edges.map(({ cursor }) => cursor))).size).toBe(5);
  });

  it('knows that nothing follows when the page holds just all', async () => {
    expect((await page(5)).pageInfo).toMatchObject({ hasNextPage: false });
    expect((await page(4)).pageInfo).toMatchObject({ hasNextPage: true });
  });

  it('is empty after its end, and empty where there is nothing', async () => {
    const empty = { nodes: [], edges: [] };
    const nowhere = { startCursor: null, endCursor: null, hasNextPage: false };
    expect(await page(2, (await page(5)).edges[4]?.cursor)).toEqual({
      ...empty,
      totalCount: 5,
      pageInfo: { ...nowhere, hasPreviousPage: true },
    });
    const other = await openMeeting(of, { number: 10, slug: 'other' });
    expect((await of.lead.ask(PAGE, { id: other, first: 2 })).meeting.registrations).toEqual({
      ...empty,
      totalCount: 0,
      pageInfo: { ...nowhere, hasPreviousPage: false },
    });
    expect(await select('registrations { totalCount }', other)).toEqual({ registrations: { totalCount: 0 } });
  });

  it('counts without being read', async () => {
    expect(await select('registrations(first: 2) { totalCount }')).toEqual({
      registrations: { totalCount: 5 },
    });
    expect(await select('registrations(first: 2) { __typename }')).toEqual({
      registrations: { __typename: 'RegistrationConnection' },
    });
  });

  it('takes other names for its parts, several times too', async () => {
    expect(
      await select(`some: registrations(first: 1) { rows: nodes { key: id } same: nodes { id }
        links: edges { at: cursor to: node { key: id } } info: pageInfo { more: hasNextPage from: startCursor
        __typename } count: totalCount } more: registrations(first: 100) { nodes { id } }`),
    ).toEqual({
      some: {
        rows: [{ key: ids[0] }],
        same: [{ id: ids[0] }],
        links: [{ at: expect.any(String), to: { key: ids[0] } }],
        info: { more: true, from: expect.any(String), __typename: 'PageInfo' },
        count: 5,
      },
      more: { nodes: ids.map((id) => ({ id })) },
    });
  });

  it('refuses cursors that are none, and pages that are too small or too large', async () => {
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
    for (const after of ['', 'x', cursor({}), cursor([1, 2]), cursor(['not an id'])])
      expect(await codes({ first: 2, after })).toEqual(['BAD_USER_INPUT']);
    for (const first of [0, -1, 101]) expect(await codes({ first })).toEqual(['BAD_USER_INPUT']);
  });
});
