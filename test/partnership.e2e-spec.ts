import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { id slug title leadPartner { id slug } partners { slug } } userErrors { code field message } } }`;
const ADD = `mutation ($input: AddPartnerInput!) { addPartner(input: $input) {
  partner { id version town country { code name } } userErrors { code field message } } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id role person { name email } } userErrors { code field message } } }`;
const UPDATE = `mutation ($input: UpdatePartnerInput!) { updatePartner(input: $input) {
  partner { version name } userErrors { code field message } } }`;

const project = (slug: string) => ({
  slug,
  acronym: 'EVOLAQ',
  title: 'Enhancing Volunteering Actions and Quality in Europe',
  startsOn: '2016-02-01',
  endsOn: '2018-01-31',
  languages: ['en', 'sv', 'it'],
  leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
});
const cervia = { slug: 'cervia', name: 'Comune di Cervia', town: 'Cervia', country: 'IT' };

describe('a lead partner sets up the partnership', () => {
  let tavola: Tavola;
  let lead: GraphqlClient;
  let coordinator: GraphqlClient;
  let projectId: string;
  let cerviaId: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    await tavola.person('lead@norrkoping.example');
    lead = await tavola.signedIn('lead@norrkoping.example');
  });
  afterAll(() => tavola.stop());

  it('creates the project and is its lead', async () => {
    const { createProject } = await lead.ask(CREATE, { input: project('evolaq') });
    projectId = createProject.project.id;
    expect(createProject).toEqual({
      project: {
        id: projectId,
        slug: 'evolaq',
        title: 'Enhancing Volunteering Actions and Quality in Europe',
        leadPartner: { id: expect.any(String), slug: 'norrkoping' },
        partners: [],
      },
      userErrors: [],
    });
  });

  it('adds a partner', async () => {
    const { addPartner } = await lead.ask(ADD, { input: { projectId, ...cervia } });
    cerviaId = addPartner.partner.id;
    expect(addPartner).toEqual({
      partner: { id: cerviaId, version: 1, town: 'Cervia', country: { code: 'IT', name: 'Italy' } },
      userErrors: [],
    });
  });

  it('invites its coordinator, who hears of it in his language', async () => {
    const input = { partnerId: cerviaId, role: 'COORDINATOR', name: 'Coordinator, Cervia', language: 'it' };
    const { inviteMember } = await lead.ask(INVITE, {
      input: { ...input, email: 'coordinator@cervia.example' },
    });
    expect(inviteMember).toEqual({
      membership: {
        id: expect.any(String),
        role: 'COORDINATOR',
        person: { name: 'Coordinator, Cervia', email: 'coordinator@cervia.example' },
      },
      userErrors: [],
    });
    const mail = await tavola.mailTo('coordinator@cervia.example');
    expect(mail.text.split('\n')[0]).toBe('Gentile Coordinator, Cervia,');
  });

  it('lets the coordinator sign in, change his own partner and nothing else', async () => {
    coordinator = await tavola.signedIn('coordinator@cervia.example');
    const own = { id: cerviaId, expectedVersion: 1, name: 'Comune di Cervia (RA)' };
    expect((await coordinator.ask(UPDATE, { input: own })).updatePartner).toEqual({
      partner: { version: 2, name: 'Comune di Cervia (RA)' },
      userErrors: [],
    });
    const { addPartner } = await coordinator.ask(ADD, { input: { projectId, ...cervia, slug: 'mine' } });
    expect(addPartner.partner).toBeNull();
    expect(addPartner.userErrors.map(({ code }: { code: string }) => code)).toEqual(['FORBIDDEN']);
  });

  it('tells the second of two editors that somebody was faster, and a repeated request that it is done', async () => {
    const stale = { id: cerviaId, expectedVersion: 1, name: 'Cervia' };
    expect((await lead.ask(UPDATE, { input: stale })).updatePartner.userErrors).toEqual([
      {
        code: 'CONFLICT',
        field: ['input', 'expectedVersion'],
        message:
          'This was changed in the meantime (it is at version 2 now). Look at what has changed, then repeat your change if you still want it.',
      },
    ]);
    const repeated = { ...stale, name: 'Comune di Cervia (RA)' };
    expect((await coordinator.ask(UPDATE, { input: repeated })).updatePartner).toEqual({
      partner: { version: 2, name: 'Comune di Cervia (RA)' },
      userErrors: [],
    });
  });

  it.each([
    [
      'an unknown country',
      { ...cervia, slug: 'atlantis', country: 'QX' },
      'UNKNOWN_COUNTRY',
      ['input', 'country'],
    ],
    ['a slug that is taken', cervia, 'DUPLICATE', ['input', 'slug']],
    ['a second lead partner', { ...cervia, slug: 'lead-2', role: 'LEAD' }, 'DUPLICATE', ['input', 'role']],
    ['a malformed slug', { ...cervia, slug: 'Not A Slug' }, 'INVALID', ['input', 'slug']],
    ['an empty name', { ...cervia, slug: 'nameless', name: '' }, 'INVALID', ['input', 'name']],
  ])('refuses %s and writes nothing', async (_what, organisation, code, field) => {
    const before = await tavola.sql('select count(*)::int as events from event');
    const { addPartner } = await lead.ask(ADD, { input: { projectId, ...organisation } });
    expect(addPartner).toEqual({ partner: null, userErrors: [{ code, field, message: expect.any(String) }] });
    expect(await tavola.sql('select count(*)::int as events from event')).toEqual(before);
  });

  it('speaks of a mistake in the language of the request', async () => {
    const swedish = await tavola.signedIn('lead@norrkoping.example', 'sv');
    const input = { ...project('backwards'), startsOn: '2018-02-01' };
    const [error] = (await swedish.ask(CREATE, { input })).createProject.userErrors;
    const catalogue = await import('node:fs').then(({ readFileSync }) =>
      JSON.parse(readFileSync(new URL('../locales/sv.json', import.meta.url), 'utf8')),
    );
    expect(error).toEqual({
      code: 'END_BEFORE_START',
      field: ['input', 'endsOn'],
      message: catalogue['error.END_BEFORE_START'],
    });
  });

  it('lets nobody begin a project who leads none and was not let in for it', async () => {
    const before = await tavola.sql('select count(*)::int as projects from project');
    expect((await coordinator.ask(CREATE, { input: project('second') })).createProject).toEqual({
      project: null,
      userErrors: [
        {
          code: 'MAY_NOT_CREATE_PROJECTS',
          field: ['input'],
          message: expect.stringContaining('add-person'),
        },
      ],
    });
    expect(await tavola.sql('select count(*)::int as projects from project')).toEqual(before);
    await tavola.sql(`update person set may_create_projects = false where email = 'lead@norrkoping.example'`);
    expect((await lead.ask(CREATE, { input: project('second') })).createProject.userErrors).toEqual([]);
  });

  it('shows the name of somebody known to whoever invites him, and to nobody else in other projects', async () => {
    const NAME =
      'query ($slug: String!) { project(slug: $slug) { leadPartner { id members { person { name email } } } } }';
    await tavola.person('other@turku.example');
    const other = await tavola.signedIn('other@turku.example');
    await other.ask(CREATE, { input: project('third') });
    const { leadPartner } = (await other.ask(NAME, { slug: 'third' })).project;
    expect(leadPartner.members).toEqual([
      { person: { name: 'other@turku.example', email: 'other@turku.example' } },
    ]);
    const input = { partnerId: leadPartner.id, role: 'DELEGATE', name: 'A. Ek', language: 'fi' };
    const { inviteMember } = await other.ask(INVITE, {
      input: { ...input, email: 'coordinator@cervia.example' },
    });
    expect(inviteMember.membership.person.name).toBe('Coordinator, Cervia');
    // He hears of it, it is written down, and nobody of the first project learns of the third.
    await tavola.mailTo(
      'coordinator@cervia.example',
      (text) => text.includes('EVOLAQ') && text.includes('Coordinator, Cervia'),
    );
    expect(
      await tavola.sql(`select kind from event where subject_id = $1`, [inviteMember.membership.id]),
    ).toEqual([{ kind: 'member.invited' }]);
    expect(await lead.ask(NAME, { slug: 'third' })).toEqual({ project: null });
    await other.ask(`mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }`, {
      id: inviteMember.membership.id,
    });
  });

  it('answers a stranger as if there were nothing', async () => {
    await tavola.person('stranger@elsewhere.example');
    const stranger = await tavola.signedIn('stranger@elsewhere.example');
    expect(await stranger.ask(`{ projects { id } project(slug: "evolaq") { id } }`)).toEqual({
      projects: [],
      project: null,
    });
    const hidden = await stranger.send(UPDATE, { input: { id: cerviaId, expectedVersion: 1, name: 'x' } });
    const missing = await stranger.send(UPDATE, {
      input: { id: 'no-such-id', expectedVersion: 1, name: 'x' },
    });
    expect(hidden.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    expect(missing.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('shows an address only to whoever coordinates the person', async () => {
    const input = { partnerId: cerviaId, role: 'DELEGATE', name: 'Delegate 1, Cervia', language: 'it' };
    await coordinator.ask(INVITE, { input: { ...input, email: 'delegate1@cervia.example' } });
    const delegate = await tavola.signedIn('delegate1@cervia.example');
    const MEMBERS = `{ project(slug: "evolaq") { partners { members { role person { email } } } } }`;
    expect((await delegate.ask(MEMBERS)).project.partners).toEqual([
      {
        members: [
          { role: 'COORDINATOR', person: { email: null } },
          { role: 'DELEGATE', person: { email: 'delegate1@cervia.example' } },
        ],
      },
    ]);
  });

  it('mails what looks like a placeholder in a name as it was written, so that nobody gets the code of another', async () => {
    const name = '[[code:0198c0de-0000-7000-8000-000000000000]]';
    const input = { partnerId: cerviaId, role: 'DELEGATE', name, language: 'en' };
    await coordinator.ask(INVITE, { input: { ...input, email: 'curious@cervia.example' } });
    expect((await tavola.mailTo('curious@cervia.example')).text.split('\n')[0]).toBe(`Hello ${name},`);
  });

  it('ends a membership, and access with the next request', async () => {
    const { viewer } = await coordinator.ask(`{ viewer { memberships { id project { slug } } } }`);
    expect(viewer.memberships.map((m: { project: { slug: string } }) => m.project.slug)).toEqual(['evolaq']);
    await lead.ask(`mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }`, {
      id: viewer.memberships[0].id,
    });
    expect(await coordinator.ask(`{ projects { id } viewer { memberships { id } } }`)).toEqual({
      projects: [],
      viewer: { memberships: [] },
    });
  });
});
