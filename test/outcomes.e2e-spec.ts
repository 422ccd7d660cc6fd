import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  meeting,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { RECORD, inVain, outcomeInput, record, recorded, refusal } from './factories/outcomes.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const UPDATE = `mutation ($input: UpdateOutcomeInput!) { updateOutcome(input: $input) { outcome { id } } }`;
const OUTCOME = `query ($id: ID!) { outcome(id: $id) {
  version kind title text project { slug } partner { slug country { code } } meeting { slug } agendaItem { title }
  ownerPartner { slug } owner { name } dueOn doneAt recordedAt } }`;

describe('outcomes', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  let host: GraphqlClient;
  let skovde: GraphqlClient;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId)).id;
    await publish(of, meetingId);
    host = await of.as('coordinator@cervia.example');
    skovde = await of.as('coordinator@skovde.example');
    delegate = await of.as('delegate@skovde.example');
  });
  afterAll(() => tavola.stop());

  const attempt = (by: GraphqlClient, changes: object) => inVain(tavola, () => record(of, by, changes));
  const read = async (by: GraphqlClient, id: string) => (await by.ask(OUTCOME, { id })).outcome;
  const partner = (slug: string): string => of.partnerIds[slug] as string;

  it('are recorded by the lead partner, whatever their kind, and read by a delegate', async () => {
    const id = await recorded(of, of.lead, {
      kind: 'ACTION',
      meetingId,
      agendaItemId: itemId,
      partnerId: partner('cervia'),
      title: 'Translate the guidelines',
      text: 'Into Latvian.',
      ownerPartnerId: partner('daugavpils'),
      ownerPersonId: of.personIds['delegate@daugavpils.example'],
      dueOn: '2018-01-12',
    });
    expect(await read(delegate, id)).toEqual({
      version: 1,
      kind: 'ACTION',
      title: 'Translate the guidelines',
      text: 'Into Latvian.',
      project: { slug: 'evolaq' },
      partner: { slug: 'cervia', country: { code: 'IT' } },
      meeting: { slug: 'cervia' },
      agendaItem: { title: 'Recruiting volunteers' },
      ownerPartner: { slug: 'daugavpils' },
      owner: { name: 'Delegate, Daugavpils' },
      dueOn: '2018-01-12',
      doneAt: null,
      recordedAt: expect.any(String),
    });
    const others = ['RESULT', 'DECISION', 'RECOMMENDATION', 'GUIDELINE', 'BEST_PRACTICE', 'AWARD'];
    for (const kind of others) {
      const found = await read(
        delegate,
        await recorded(of, of.lead, { kind, partnerId: partner('daugavpils') }),
      );
      expect(found).toEqual({
        version: 1,
        kind,
        title: 'A result',
        text: null,
        project: { slug: 'evolaq' },
        partner: { slug: 'daugavpils', country: { code: 'LV' } },
        meeting: null,
        agendaItem: null,
        ownerPartner: null,
        owner: null,
        dueOn: null,
        doneAt: null,
        recordedAt: expect.any(String),
      });
    }
    const kinds = await tavola.sql('select distinct kind from outcome order by kind');
    expect(kinds.map(({ kind }) => kind)).toEqual([...others, 'ACTION'].toSorted());
  });

  it.each(['RESULT', 'DECISION', 'ACTION', 'RECOMMENDATION', 'GUIDELINE', 'BEST_PRACTICE', 'AWARD'])(
    'of the kind %s are recorded by the host of a meeting for it, and by a coordinator for his partner',
    async (kind) => {
      const owner = kind === 'ACTION' ? { ownerPartnerId: partner('daugavpils') } : {};
      const ofAnother = { ...owner, kind, partnerId: partner('daugavpils') };
      await recorded(of, host, { ...ofAnother, meetingId });
      expect(await attempt(host, ofAnother)).toEqual(refusal('FORBIDDEN', 'partnerId'));
      await recorded(of, skovde, { ...ofAnother, partnerId: partner('skovde') });
      await recorded(of, skovde, { ...ofAnother, partnerId: partner('skovde'), meetingId });
      expect(await attempt(skovde, { ...ofAnother, meetingId })).toEqual(refusal('FORBIDDEN', 'partnerId'));
    },
  );

  it('are nobody else’s to record, and the refusal says on what it hangs', async () => {
    expect(await attempt(skovde, {})).toEqual(refusal('FORBIDDEN', 'projectId'));
    expect(await attempt(host, {})).toEqual(refusal('FORBIDDEN', 'projectId'));
    expect(await attempt(skovde, { meetingId })).toEqual(refusal('FORBIDDEN', 'meetingId'));
    const own = { partnerId: partner('skovde') };
    expect(await attempt(delegate, own)).toEqual(refusal('FORBIDDEN', 'partnerId'));
  });

  it.each<[string, () => object | Promise<object>, string]>([
    ['an award for nobody', () => ({ kind: 'AWARD' }), 'partnerId'],
    ['a best practice of nobody', () => ({ kind: 'BEST_PRACTICE' }), 'partnerId'],
    ['an action without an owner', () => ({ kind: 'ACTION' }), 'ownerPartnerId'],
    ['a result with an owner', () => ({ ownerPartnerId: partner('skovde') }), 'ownerPartnerId'],
    [
      'a decision with a person as its owner',
      () => ({ kind: 'DECISION', ownerPersonId: of.personIds['delegate@skovde.example'] }),
      'ownerPersonId',
    ],
    ['a guideline with a due date', () => ({ kind: 'GUIDELINE', dueOn: '2018-01-12' }), 'dueOn'],
    [
      'an owner from outside the project',
      async () => ({
        kind: 'ACTION',
        ownerPartnerId: partner('skovde'),
        ownerPersonId: await tavola.person('outsider@elsewhere.example'),
      }),
      'ownerPersonId',
    ],
    ['an agenda item without its meeting', () => ({ agendaItemId: itemId }), 'agendaItemId'],
    [
      'an agenda item of another meeting',
      async () => ({
        agendaItemId: itemId,
        meetingId: await openMeeting(of, { number: 8, slug: 'another' }),
      }),
      'agendaItemId',
    ],
    [
      'a partner of another project',
      async () => ({ partnerId: (await elsewhere('partner')).partnerIds['skovde'] }),
      'partnerId',
    ],
    [
      'an owner partner of another project',
      async () => ({ kind: 'ACTION', ownerPartnerId: (await elsewhere('owner')).partnerIds['skovde'] }),
      'ownerPartnerId',
    ],
    [
      'a meeting of another project',
      async () => ({ meetingId: await meeting(await elsewhere('meeting')) }),
      'meetingId',
    ],
    ['an empty title', () => ({ title: ' ' }), 'title'],
  ])('refuse %s and write nothing', async (_what, changes, field) => {
    const given = await changes();
    expect(await attempt(of.lead, given)).toEqual(refusal('INVALID', field));
  });

  /** Another project of the same lead partner. */
  const elsewhere = async (slug: string): Promise<Partnership> => {
    const { createProject } = await of.lead.ask(
      `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }`,
      {
        input: {
          slug,
          acronym: slug,
          title: slug,
          languages: ['en'],
          leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
        },
      },
    );
    const projectId: string = createProject.project.id;
    const partnerIds: Record<string, string> = {};
    for (const [name, country] of Object.entries({ cervia: 'IT', skovde: 'SE' })) {
      const { addPartner } = await of.lead.ask(
        `mutation ($input: AddPartnerInput!) { addPartner(input: $input) { partner { id } } }`,
        { input: { projectId, slug: name, name, town: name, country } },
      );
      partnerIds[name] = addPartner.partner.id;
    }
    return { ...of, projectId, partnerIds };
  };

  it('are kept in shape by the database when somebody goes around the service', async () => {
    const insert = (columns: string, values: unknown[]) =>
      tavola.sql(
        `insert into outcome (id, project_id, title, recorded_at, kind, ${columns})
         values (gen_random_uuid(), $1, '{"en": "x"}', now(), ${values.map((_, n) => `$${n + 2}`).join(', ')})`,
        [of.projectId, ...values],
      );
    await expect(insert('text', ['AWARD', null])).rejects.toThrow('outcome_names_its_partner');
    await expect(insert('text', ['ACTION', null])).rejects.toThrow('outcome_action_has_an_owner');
    await expect(insert('agenda_item_id', ['RESULT', itemId])).rejects.toThrow('outcome_item_has_a_meeting');
    const other = await meeting(of, { number: 7, slug: 'other' });
    await expect(insert('agenda_item_id, meeting_id', ['RESULT', itemId, other])).rejects.toThrow(
      'outcome_item_fkey',
    );
    await expect(tavola.sql(`update outcome set kind = 'RESULT'`)).rejects.toThrow('permission denied');
    await expect(tavola.sql('delete from outcome')).rejects.toThrow('permission denied');
    // The control: without the key the row goes to an item of another meeting.
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table outcome drop constraint outcome_item_fkey', [], owner);
    await insert('agenda_item_id, meeting_id', ['RESULT', itemId, other]);
    await tavola.sql('delete from outcome where meeting_id = $1', [other], owner);
    await tavola.sql(
      `alter table outcome add constraint outcome_item_fkey foreign key (agenda_item_id, meeting_id)
       references agenda_item (id, meeting_id) on delete restrict`,
      [],
      owner,
    );
  });

  it('answer a stranger as if there were nothing', async () => {
    const id = await recorded(of, of.lead, {});
    await tavola.person('stranger@elsewhere.example');
    const stranger = await tavola.signedIn('stranger@elsewhere.example');
    const codes = async (query: string, variables: object) =>
      (await stranger.send(query, variables)).errors?.map(({ extensions }) => extensions.code);
    const attempts = async () => [
      await codes(RECORD, { input: outcomeInput(of) }),
      await codes(RECORD, { input: outcomeInput(of, { projectId: 'no-such-id' }) }),
      await codes(UPDATE, { input: { id, expectedVersion: 1, title: 'x' } }),
      await codes(UPDATE, { input: { id: 'no-such-id', expectedVersion: 1, title: 'x' } }),
    ];
    expect(await inVain(tavola, attempts)).toEqual(Array.from({ length: 4 }, () => ['NOT_FOUND']));
    expect(await read(stranger, id)).toBeNull();
    expect((await tavola.anonymous().send(OUTCOME, { id })).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });
});
