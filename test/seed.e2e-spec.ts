import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OUTSIDE } from '../src/platform/events/written.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const FIRST_START = '2026-03-05T21:30:00Z';

describe('the example', () => {
  let tavola: Tavola;
  let lead: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true, clock: new FixedClock(FIRST_START) });
    lead = await tavola.signedIn('coordinator@norrkoping.example');
  });
  afterAll(() => tavola.stop());

  const project = async (fields: string, client = lead) =>
    (await client.ask(`{ project(slug: "evolaq") { ${fields} } }`)).project;
  const meeting = async (slug: string, fields: string, client = lead) =>
    (await project(`meeting(slug: "${slug}") { ${fields} }`, client)).meeting;

  it('has a lead partner and eight partners from seven countries', async () => {
    const { leadPartner, partners, partnership, countries } = await project(
      'leadPartner { slug } partners { slug } partnership { slug } countries { code }',
    );
    expect(leadPartner).toEqual({ slug: 'norrkoping' });
    expect([partners.length, partnership.length, countries.length]).toEqual([8, 9, 7]);
  });

  it('has nine events and an open meeting, with titles where a source states one', async () => {
    const { meetings } = await project(
      'meetings { number slug title place state startsOn hostPartner { slug } }',
    );
    expect(meetings.map((each: Record<string, unknown>) => Object.values(each).slice(0, 6))).toEqual([
      [
        1,
        'linz',
        'Coordination and preparation meeting',
        'Linz, headquarters of VSG',
        'ANNOUNCED',
        '2016-03-01',
      ],
      [2, 'norrkoping', 'Conference in Norrköping', 'Norrköping', 'ANNOUNCED', '2016-05-30'],
      [3, 'enzkreis', 'Conference in the Enzkreis', 'Pforzheim and the Enzkreis', 'ANNOUNCED', '2016-10-24'],
      [4, 'dubrovnik', null, 'Dubrovnik', 'ANNOUNCED', '2016-11-21'],
      [
        5,
        'daugavpils',
        expect.stringMatching(/^International thematic seminar/),
        'Daugavpils',
        'ANNOUNCED',
        '2017-03-14',
      ],
      [6, 'ilmajoki', null, 'Ilmajoki or Seinäjoki', 'ANNOUNCED', '2017-04-10'],
      [7, 'collecchio', null, 'Collecchio', 'ANNOUNCED', '2017-05-11'],
      [8, 'skovde', null, 'Skövde', 'ANNOUNCED', '2017-09-19'],
      [9, 'cervia', 'Final meeting', 'Cervia, Officine del Sale', 'CLOSED', '2017-12-11'],
      [10, 'example', 'Example meeting: try it out', 'Skövde', 'OPEN', '2026-04-04'],
    ]);
    expect(meetings[5].hostPartner).toEqual({ slug: 'liiveri' });
  });

  it('keeps of the first event that 27 is stated and 28 are listed', async () => {
    const { stated, outcomes } = await meeting(
      'linz',
      'stated { text exact source partner { slug } } outcomes { kind title }',
    );
    const [whole, ...listed] = stated;
    expect(whole).toEqual({ text: '27', exact: 27, source: expect.stringMatching(/^https:/), partner: null });
    expect(listed).toHaveLength(9);
    expect(listed.reduce((sum: number, { exact }: { exact: number }) => sum + exact, 0)).toBe(28);
    expect(outcomes).toEqual([{ kind: 'DECISION', title: 'Create a website of the project' }]);
  });

  it('keeps "more than 60" as a bound, and "nearly 40" as words', async () => {
    expect((await meeting('enzkreis', 'stated { exact atLeast partner { slug } }')).stated).toEqual([
      { exact: null, atLeast: 60, partner: null },
      { exact: null, atLeast: null, partner: { slug: 'enzkreis' } },
    ]);
  });

  it('records nobody at the events of which only counts are known', async () => {
    const { meetings } = await project('meetings { slug registrations { totalCount } stated { text } }');
    expect(
      meetings.map((each: { slug: string; registrations: { totalCount: number }; stated: unknown[] }) => [
        each.registrations.totalCount,
        each.stated.length,
      ]),
    ).toEqual([
      [0, 10],
      [0, 8],
      [0, 2],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [30, 0],
      [2, 0],
    ]);
  });

  it('shows in Cervia an agenda in two releases, with workshops, visits and waiting lists', async () => {
    const cervia = await meeting(
      'cervia',
      `agenda { release items { id } } first: agenda(release: 1) { items { title startsAtLocal } }
       workshops { title parent { title } places { capacity confirmed free waiting } }
       siteVisits { title startsAtLocal places { confirmed } }`,
    );
    expect([cervia.agenda.release, cervia.agenda.items.length]).toEqual([2, 23]);
    const parent = { title: 'Two workshops at the same time' };
    expect(
      cervia.workshops.toSorted((a: { title: string }, b: { title: string }) => (a.title < b.title ? 1 : -1)),
    ).toEqual([
      {
        title: 'Training and recruiting volunteers',
        parent,
        places: { capacity: 4, confirmed: 4, free: 0, waiting: 1 },
      },
      {
        title: 'Recognising and certifying voluntary work',
        parent,
        places: { capacity: 10, confirmed: 3, free: 7, waiting: 0 },
      },
    ]);
    const saltPans = 'Visit to the salt pans with the volunteers who look after them';
    const moved = ({ title }: { title: string }) => title === saltPans;
    expect(cervia.first.items.find(moved).startsAtLocal).toBe('2017-12-13T09:00:00');
    expect(cervia.siteVisits.find(moved).startsAtLocal).toBe('2017-12-13T09:15:00');
  });

  it('shows in Cervia material that is there, in versions, and material that is missing', async () => {
    const { materialRequests } = await meeting(
      'cervia',
      'materialRequests { kind state partner { slug } agendaItem { kind } presentations { number type } }',
    );
    const asked = materialRequests.filter(({ kind }: { kind: string }) => kind === 'PRESENTATION');
    expect(
      Object.fromEntries(
        asked.map((each: { partner: { slug: string }; state: string; presentations: unknown[] }) => [
          each.partner.slug,
          [each.state, each.presentations.length],
        ]),
      ),
    ).toEqual({
      norrkoping: ['ACCEPTED', 1],
      skovde: ['ACCEPTED', 2],
      cervia: ['ACCEPTED', 1],
      vsg: ['ACCEPTED', 1],
      enzkreis: ['LATE', 1],
      daugavpils: ['LATE', 1],
      collecchio: ['MISSING', 0],
      dubrovnik: ['MISSING', 0],
      liiveri: ['MISSING', 0],
    });
    expect(asked[0].agendaItem).toEqual({ kind: 'PRESENTATION' });
    expect(materialRequests).toHaveLength(18);
  });

  it('hands out what was uploaded as a PDF', async () => {
    const { presentations } = await meeting('cervia', 'presentations { downloadUrl size }');
    const { downloadUrl, size } = presentations[0];
    const response = await fetch(`${tavola.url}${downloadUrl}`, { headers: lead.headers });
    const content = Buffer.from(await response.arrayBuffer());
    expect([response.headers.get('content-type'), content.length]).toEqual(['application/pdf', size]);
    expect(content.toString('latin1')).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/);
  });

  it('shows in Cervia what came out of it, with the award to Daugavpils', async () => {
    const { outcomes } = await meeting('cervia', 'outcomes { kind title partner { slug } owner { name } }');
    expect(outcomes.map(({ kind }: { kind: string }) => kind).join(' ')).toBe(
      'RESULT DECISION ACTION BEST_PRACTICE BEST_PRACTICE AWARD GUIDELINE',
    );
    expect(outcomes[2].owner).toEqual({ name: 'Coordinator, Norrköping' });
    expect(outcomes[5]).toEqual({
      kind: 'AWARD',
      title: 'Volunteer-friendly municipality',
      partner: { slug: 'daugavpils' },
      owner: null,
    });
  });

  it('closes Cervia with figures', async () => {
    const { closings } = await meeting(
      'cervia',
      `closings { version signatory sealHash
         total { invited registered confirmed people participations personDays signed } }`,
    );
    expect(closings).toEqual([
      {
        version: 1,
        signatory: 'Coordinator, Norrköping',
        sealHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        total: {
          invited: 18,
          registered: 27,
          confirmed: 27,
          people: 27,
          participations: 27,
          personDays: 65,
          signed: 26,
        },
      },
    ]);
  });

  it('opens a meeting 30 days after the first start, in which a delegate registers and takes a place', async () => {
    const delegate = await tavola.signedIn('delegate1@skovde.example', 'sv');
    const found = await meeting(
      'example',
      'id title startsOn endsOn myRegistration { id } workshops { id title places { free } }',
      delegate,
    );
    expect(found).toMatchObject({
      title: 'Exempelmöte: prova på',
      startsOn: '2026-04-04',
      endsOn: '2026-04-06',
      myRegistration: null,
    });
    expect(found.workshops.map(({ places }: { places: object }) => places)).toEqual([
      { free: 2 },
      { free: 3 },
    ]);
    const { register } = await delegate.ask(
      `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id state } userErrors { code } } }`,
      { id: found.id },
    );
    expect(register).toEqual({
      registration: { id: expect.any(String), state: 'CONFIRMED' },
      userErrors: [],
    });
    const { signUp } = await delegate.ask(
      `mutation ($id: ID!) { signUp(input: { agendaItemId: $id }) { signUp { state } userErrors { code } } }`,
      { id: found.workshops[0].id },
    );
    expect(signUp).toEqual({ signUp: { state: 'CONFIRMED' }, userErrors: [] });
    const desk = await tavola.signedIn('desk@skovde.example');
    const { checkIn } = await desk.ask(
      `mutation ($id: ID!) { checkIn(input: { registrationId: $id, day: "2026-04-04" }) {
        record { method } userErrors { code } } }`,
      { id: register.registration.id },
    );
    expect(checkIn).toEqual({ record: { method: 'DESK' }, userErrors: [] });
  });

  it('has asked two delegates by mail whether they come to it, with a link that answers', async () => {
    for (const partner of ['collecchio', 'daugavpils']) {
      const mail = await tavola.mailTo(`delegate1@${partner}.example`, (text) =>
        text.includes('/participation'),
      );
      expect(mail.text).toContain('http://localhost/');
    }
  });

  it('names people by what they are, at addresses that nobody can have', async () => {
    const people = await tavola.sql('select name, email from person');
    const addresses = people.flatMap(({ email }) => (typeof email === 'string' ? [email] : []));
    expect(addresses.filter((email) => !email.endsWith('.example'))).toEqual([]);
    const role = /^(Coordinator|Desk|Delegate \d|Guest \d+), \p{L}+$/u;
    expect(people.filter(({ name }) => !role.test(String(name)))).toEqual([]);
  });

  it('has each row under a seal, or waiting for one, that can only be added to', async () => {
    expect(await tavola.sql(OUTSIDE)).toEqual([]);
    // The control: one of which no event tells.
    const copied = `insert into agenda_release select gen_random_uuid(), meeting_id, 99, 1, published_at, published_by_id,
        time_zone from agenda_release limit 1 returning 'agenda_release ' || id as name`;
    const added = await tavola.sql(copied);
    expect([added.length, await tavola.sql(OUTSIDE)]).toEqual([1, added]);
  });
});
