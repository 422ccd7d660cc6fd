import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EXAMPLES, example } from './setup/example.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const ROOT = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', ROOT), 'utf8');

// What an example selects is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Answer = any;
// oxlint-disable-next-line typescript/no-explicit-any
const all = (list: any[], pick: (one: any) => unknown): unknown[] => list.map(pick);

/** What stands in the answer of each question, on the project that a first start loads, as its lead partner asks. */
const FOUND: Readonly<Record<string, (answer: Answer) => [found: unknown, expected: unknown]>> = {
  'agenda.graphql': ({ meeting }) => [
    [meeting.agenda.release, meeting.agenda.items[0].title, meeting.agenda.items[0].startsAtLocal],
    [2, 'Registration', '2017-12-11T09:00:00'],
  ],
  'arrivals-of-a-day.graphql': ({ meeting }) => [
    [meeting.arrivals.totalCount, meeting.departures.totalCount, meeting.pickUps],
    [0, 0, []],
  ],
  'attendance-against-sources.graphql': ({ project }) => [
    project.meetings[0].stated[0].text + project.attendance.rows[0].people,
    '2727',
  ],
  'attendance-by-partner-and-country.graphql': ({ project }) => [
    [project.byCountry.rows.length, project.byPartner.rows.length, project.byCountry.total],
    // Four people came for no partner.
    [7, 10, { people: 27, participations: 27, personDays: 65 }],
  ],
  'attendance-of-a-meeting.graphql': ({ meeting }) => [
    [
      meeting.byPartner.total.people,
      meeting.byPartner.total.signed,
      all(meeting.byDay.rows, (row) => row.key[0].value),
    ],
    [27, 26, ['2017-12-11', '2017-12-12', '2017-12-13']],
  ],
  'best-practices-and-awards.graphql': ({ project }) => [
    [...project.bestPractices, ...project.awards].map((one) => one.partner.country.name),
    ['Italy', 'Sweden', 'Latvia'],
  ],
  'closing-figures.graphql': ({ meeting }) => [
    [
      meeting.state,
      meeting.closings[0].version,
      meeting.closings[0].total.people,
      meeting.closings[0].sealHash.length,
    ],
    ['CLOSED', 1, 27, 64],
  ],
  'decisions-and-actions.graphql': ({ project }) => [
    [project.decisions.length, all(project.actions, (action) => action.dueOn)],
    [2, ['2018-01-31']],
  ],
  'free-places.graphql': ({ meeting }) => [
    all([...meeting.siteVisits, ...meeting.workshops], (item) => [item.places.capacity, item.places.free]),
    [
      [10, 10],
      [2, 2],
      [3, 3],
    ],
  ],
  'meals-to-order.graphql': ({ meeting }) => [all(meeting.catering, ({ people }) => people), [2, 2, 2]],
  'my-programme.graphql': ({ viewer }) => [viewer, { name: 'Coordinator, Norrköping', registrations: [] }],
  'needs-of-participants.graphql': ({ meeting }) => [meeting.registrations.totalCount, 0],
  'nights-in-hotels.graphql': ({ meeting }) => [meeting.hotelNights, []],
  'open-actions.graphql': ({ project }) => [
    all(project.outcomes, (action) => [action.ownerPartner.name, action.doneAt]),
    [['Norrköpings kommun', null]],
  ],
  'search.graphql': ({ search: [first, ...others] }) => [
    [first.kind, first.heading, first.isSimilar, others.length > 0],
    ['PARTNER', 'Norrköpings kommun', true, true],
  ],
  'seats.graphql': ({ project }) => [
    all(
      project.meetings[8].invitations.filter(({ seats, taken }: Answer) => taken < seats),
      ({ partner }) => partner.slug,
    ),
    ['dubrovnik', 'vsg', 'liiveri'],
  ],
  'what-changed-in-the-agenda.graphql': ({ meeting: { agenda, agendaChanges } }) => [
    [
      agenda.release,
      ...all(agendaChanges, (change) => [change.kinds, change.before.startsAtLocal, change.after]),
    ],
    [
      2,
      [
        ['TIME'],
        '2017-12-13T09:00:00',
        expect.objectContaining({
          title: 'Visit to the salt pans with the volunteers who look after them',
          startsAtLocal: '2017-12-13T09:15:00',
        }),
      ],
    ],
  ],
  'what-does-not-go-together.graphql': ({ meeting: { agenda } }) => [
    all(agenda.conflicts, ({ code, message }) => [code, message]),
    [],
  ],
  'what-took-place.graphql': ({ meeting }) => [meeting, { carriedOutAgenda: null }],
  'which-date-suits-whom.graphql': ({ project: { datePolls } }) => [
    [
      datePolls[0].partners.filter(({ hasAnswered }: Answer) => !hasAnswered).length,
      all(datePolls[0].options, (option) => [option.canCome, option.hostCanCome, option.reachesQuorum]),
      all(datePolls[0].options[0].partnersNo, ({ name }) => name),
    ],
    [
      6,
      [
        [2, false, false],
        [3, true, false],
        [2, true, false],
      ],
      ['Comune di Cervia'],
    ],
  ],
  'which-mails-did-not-arrive.graphql': ({ project }) => [
    project.mailsInTrouble,
    { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
  ],
  'who-arrives-when.graphql': ({ meeting }) => [
    [meeting.registrations.totalCount, meeting.registrations.nodes[0].attendance[0].direction],
    [27, 'IN'],
  ],
  'who-comes.graphql': ({ meeting }) => [
    [meeting.invitations.length, all(meeting.registrations.nodes, ({ state }) => state)],
    [9, ['INVITED', 'INVITED']],
  ],
  'who-has-not-uploaded.graphql': ({ meeting }) => [
    all(
      meeting.materialRequests.filter(({ state }: Answer) => state === 'MISSING'),
      ({ partner }) => partner.name,
    ).length,
    8,
  ],
  'who-said-no.graphql': ({ meeting }) => [
    [meeting.declined.totalCount, all(meeting.silent.nodes, ({ person }) => person.name)],
    [0, ['Delegate 1, Collecchio', 'Delegate 1, Daugavpils']],
  ],
};

describe('the examples', () => {
  let tavola: Tavola;
  let lead: GraphqlClient;
  let token: string;
  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true });
    lead = await tavola.signedIn('coordinator@norrkoping.example');
    const { createApiToken } = await lead.ask(
      `mutation { createApiToken(input: { name: "BI", scopes: [READ] }) { token } }`,
    );
    ({ token } = createApiToken);
  }, 60_000);
  afterAll(() => tavola.stop());

  it('are twelve at least, and something is known of the answer of each', () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(12);
    expect(Object.keys(FOUND)).toEqual(EXAMPLES);
  });

  it.each(EXAMPLES)('%s finds what is there', async (name) => {
    const [found, expected] = FOUND[name]?.(await lead.ask(example(name))) ?? [];
    expect(found).toEqual(expected);
  });

  it('are the tabs of GraphiQL, after one that says how to begin', async () => {
    const response = await fetch(`${tavola.url}/graphiql`);
    const page = await response.text();
    const written = JSON.stringify(EXAMPLES.map((name) => ({ query: example(name) })));
    expect(page).toContain(written.slice(1));
    expect(page).toContain('Sign in first');
  });

  const shown = [...readme.matchAll(/^ {4}ask (examples\/\S+)\n\n```json\n(.*?)\n```/gms)];

  it('are shown in the README, three of them with their answers', () => {
    expect(shown.map(([, path]) => path)).toEqual([
      'examples/open-actions.graphql',
      'examples/who-said-no.graphql',
      'examples/attendance-by-partner-and-country.graphql',
    ]);
  });

  it.each(shown.map(([, path = '', answer = '']) => ({ path, answer })))(
    'curl answers what the README says: $path',
    async ({ path, answer }) => {
      const ask = /^ {4}ask\(\) \{.*?^ {4}\}/ms
        .exec(readme)?.[0]
        .replace('http://localhost:3000', tavola.url);
      const { stdout } = await promisify(execFile)('bash', ['-c', `${ask}\nask ${path}`], {
        cwd: ROOT.pathname,
        env: { ...process.env, TOKEN: token },
      });
      expect(JSON.parse(stdout)).toEqual({ data: JSON.parse(answer) });
    },
  );
});
