import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, meeting, openMeeting, partnership, step } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const INVITE = `mutation ($input: InvitePartnerInput!) { invitePartner(input: $input) {
  invitation { seats taken } userErrors { code field } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id state person { name email } partner { slug } } userErrors { code field message } } }`;
const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  registration { id version state origin needs { diet } } userErrors { code field } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) {
  registration { id kind state person { name } residenceTown residenceCountry { code } } userErrors { code field } } }`;
const UPDATE = `mutation ($input: UpdateRegistrationInput!) { updateRegistration(input: $input) {
  registration { version photoConsent needs { diet } } userErrors { code field } } }`;
const answer = (verb: string) =>
  `mutation ($id: ID!) { ${verb}(id: $id) { registration { id state } userErrors { code field } } }`;

describe('registrations', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let skovde: GraphqlClient;
  let delegate: GraphqlClient;
  let host: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    [skovde, delegate, host] = await Promise.all([
      of.as('coordinator@skovde.example'),
      of.as('delegate@skovde.example'),
      of.as('coordinator@cervia.example'),
    ]);
  });
  afterAll(() => tavola.stop());

  const invite = async (partner: string, seats: number, client = of.lead, id = meetingId) =>
    (await client.ask(INVITE, { input: { meetingId: id, partnerId: of.partnerIds[partner], seats } }))
      .invitePartner;
  const name = async (client: GraphqlClient, partner: string, ...people: string[]) =>
    (
      await client.ask(NAME, {
        input: {
          meetingId,
          partnerId: of.partnerIds[partner],
          delegates: people.map((local) => ({
            name: `Delegate ${local}`,
            email: `${local}@${partner}.example`,
            language: 'sv',
          })),
        },
      })
    ).nameDelegates;
  const events = () => tavola.sql('select count(*)::int from event');
  const seats = async (partner: string) => {
    const { meeting: found } = await of.lead.ask(
      'query ($id: ID!) { meeting(id: $id) { invitations { seats taken partner { slug } } } }',
      { id: meetingId },
    );
    return found.invitations.find((i: { partner: { slug: string } }) => i.partner.slug === partner);
  };

  it('begin with an invitation, of which the coordinators hear in their language', async () => {
    expect(await invite('skovde', 2)).toEqual({ invitation: { seats: 2, taken: 0 }, userErrors: [] });
    const mail = await tavola.mailTo('coordinator@skovde.example', (text) =>
      ['Skövde kommun', 'Final meeting'].every((name) => text.includes(name)),
    );
    const names = { project: 'EVOLAQ', partner: 'Skövde kommun', meeting: 'Final meeting' };
    expect(mail.subject).toBe(new Messages().say('sv', 'mail.partnerInvited.subject', names));
    expect((await invite('skovde', 2)).invitation).toEqual({ seats: 2, taken: 0 });
    expect((await invite('skovde', 3, skovde)).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
    ]);
  });

  it('are for partners of the same project, also where somebody coordinates two of them', async () => {
    const create = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
      project { leadPartner { id } } userErrors { code } } }`;
    const input = {
      slug: 'other',
      acronym: 'OTHER',
      title: 'Another project',
      languages: ['sv'],
      leadPartner: { slug: 'own', name: 'An own partner', town: 'Skövde', country: 'SE' },
    };
    await tavola.sql(
      `update person set may_create_projects = true where email = 'coordinator@skovde.example'`,
    );
    const { project } = (await skovde.ask(create, { input })).createProject;
    const partnerId = project.leadPartner.id;
    const before = await events();
    const q = { name: 'Q', email: 'q@other.example', language: 'sv' };
    const named = (await skovde.ask(NAME, { input: { meetingId, partnerId, delegates: [q] } })).nameDelegates;
    const registered = (await skovde.ask(REGISTER, { input: { meetingId, partnerId } })).register;
    for (const { userErrors } of [named, registered])
      expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'partnerId'] }]);
    expect(await events()).toEqual(before);
  });

  it('are made by a coordinator, on the seats of his partner and no more', async () => {
    const { registrations } = await name(skovde, 'skovde', 'anna');
    expect(registrations).toEqual([
      {
        id: expect.any(String),
        state: 'INVITED',
        person: { name: 'Delegate anna', email: 'anna@skovde.example' },
        partner: { slug: 'skovde' },
      },
    ]);
    const before = await events();
    expect(
      (await name(skovde, 'skovde', 'bo', 'cecilia')).userErrors.map((e: { code: string }) => e.code),
    ).toEqual(['NO_SEATS']);
    expect(await events()).toEqual(before);
    expect(await seats('skovde')).toEqual({ seats: 2, taken: 1, partner: { slug: 'skovde' } });
    expect((await name(skovde, 'skovde', 'anna')).userErrors).toEqual([
      { code: 'ALREADY_REGISTERED', field: ['input', 'delegates', '0'], message: expect.any(String) },
    ]);
    expect((await name(of.lead, 'daugavpils', 'x')).userErrors[0].code).toBe('NOT_INVITED');
    expect((await name(skovde, 'cervia', 'x')).userErrors[0].code).toBe('FORBIDDEN');
  });

  it('ask the delegate by mail, with his calendar entry, and take a yes on a page without sign-in', async () => {
    const mail = await tavola.mailTo('anna@skovde.example');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['part-1.ics', 'invite.ics']);
    expect(mail.attachments[0]?.content.toString()).toContain('DTSTART;VALUE=DATE:20171211');
    const link = new URL(/http:\S+participation\S+/.exec(mail.text)?.[0] as string);
    const path = tavola.url + link.pathname + link.search;
    const post = (body: string, address = path) =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
    // The scanner of a mail server follows links and sends forms, but chooses nothing.
    await fetch(path, { method: 'HEAD' });
    expect((await fetch(path)).status).toBe(200);
    expect((await post('diet=&access=')).status).toBe(422);
    const state = async () =>
      (
        await tavola.sql(
          `select state from registration r join person p on p.id = r.person_id where p.email = $1`,
          ['anna@skovde.example'],
        )
      )[0]?.['state'];
    expect(await state()).toBe('INVITED');
    expect((await post('answer=yes', path.replace(/signature=.{5}/, 'signature=AAAAA'))).status).toBe(404);
    const yes = await post('answer=yes&diet=vegan&photo=yes');
    expect(yes.status).toBe(200);
    expect(await state()).toBe('CONFIRMED');
    expect((await post('answer=no')).status).toBe(200);
    expect(await state()).toBe('WITHDRAWN');
    expect((await post('answer=yes&diet=vegan&photo=yes')).status).toBe(200);
  });

  it('show what somebody needs to him and to the organisers only', async () => {
    const LIST = `query ($id: ID!) { meeting(id: $id) {
      registrations { totalCount nodes { person { name email } needs { diet } photoConsent } } } }`;
    const seen = async (client: GraphqlClient) =>
      (await client.ask(LIST, { id: meetingId })).meeting.registrations;
    const anna = { name: 'Delegate anna', email: 'anna@skovde.example' };
    const whole = { totalCount: 1, nodes: [{ person: anna, needs: { diet: 'vegan' }, photoConsent: true }] };
    expect(await seen(of.lead)).toEqual(whole);
    expect(await seen(host)).toEqual({
      ...whole,
      nodes: [{ ...whole.nodes[0], person: { ...anna, email: null } }],
    });
    expect(await seen(skovde)).toEqual({ ...whole, nodes: [{ ...whole.nodes[0], needs: null }] });
    expect(await seen(delegate)).toEqual({ totalCount: 0, nodes: [] });
    expect(await seen(await of.as('coordinator@daugavpils.example'))).toEqual({ totalCount: 0, nodes: [] });
  });

  it('are made by the delegate himself, once', async () => {
    const { register } = await delegate.ask(REGISTER, { input: { meetingId, needs: { diet: 'no nuts' } } });
    expect(register).toEqual({
      registration: {
        id: expect.any(String),
        version: 1,
        state: 'CONFIRMED',
        origin: 'SELF',
        needs: { diet: 'no nuts' },
      },
      userErrors: [],
    });
    const again = (await delegate.ask(REGISTER, { input: { meetingId } })).register;
    expect(again.userErrors).toEqual([{ code: 'ALREADY_REGISTERED', field: ['input', 'meetingId'] }]);
    const update = { id: register.registration.id, expectedVersion: 1, photoConsent: false };
    expect((await delegate.ask(UPDATE, { input: update })).updateRegistration.registration).toEqual({
      version: 2,
      photoConsent: false,
      needs: { diet: 'no nuts' },
    });
    const stale = (await delegate.ask(UPDATE, { input: { ...update, photoConsent: true } }))
      .updateRegistration;
    expect(stale.userErrors).toEqual([{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }]);
    const refusals = async (changes: object) =>
      (await delegate.ask(UPDATE, { input: { ...update, expectedVersion: 2, ...changes } }))
        .updateRegistration.userErrors;
    expect(await refusals({ gender: 'OTHER' })).toEqual([{ code: 'NOT_ASKED', field: ['input', 'gender'] }]);
    expect(await refusals({ residenceCountry: 'QX' })).toEqual([
      { code: 'UNKNOWN_COUNTRY', field: ['input', 'residenceCountry'] },
    ]);
    const stay = { arrivesAtLocal: '2017-12-12T09:00', leavesAtLocal: '2017-12-12T09:00' };
    expect(await refusals(stay)).toEqual([{ code: 'END_BEFORE_START', field: ['input', 'leavesAtLocal'] }]);
    expect(await refusals({ ...stay, leavesAtLocal: '2017-12-13T15:30' })).toEqual([]);
    const { viewer } = await delegate.ask('{ viewer { registrations { arrivesAtLocal leavesAtLocal } } }');
    expect(viewer.registrations).toEqual([
      { arrivesAtLocal: '2017-12-12T09:00:00', leavesAtLocal: '2017-12-13T15:30:00' },
    ]);
  });

  it('give the seat back with a no, and take it again with a yes', async () => {
    expect(await seats('skovde')).toEqual({ seats: 2, taken: 2, partner: { slug: 'skovde' } });
    const { viewer } = await delegate.ask('{ viewer { registrations { id } } }');
    const { id } = viewer.registrations[0];
    const say = async (verb: string) => (await delegate.ask(answer(verb), { id }))[verb];
    expect((await say('withdrawRegistration')).registration.state).toBe('WITHDRAWN');
    expect((await say('withdrawRegistration')).registration.state).toBe('WITHDRAWN');
    expect((await seats('skovde')).taken).toBe(1);
    await name(skovde, 'skovde', 'bo');
    expect((await say('confirmParticipation')).userErrors).toEqual([{ code: 'NO_SEATS', field: ['id'] }]);
    await invite('skovde', 3);
    expect((await say('confirmParticipation')).registration.state).toBe('CONFIRMED');
  });

  it('need no more than a name and a town at the desk', async () => {
    const input = { meetingId, name: 'Guest 1, Cervia', town: 'Cervia' };
    expect((await host.ask(WALK_IN, { input })).registerWalkIn).toEqual({
      registration: {
        id: expect.any(String),
        kind: 'LOCAL',
        state: 'CONFIRMED',
        person: { name: 'Guest 1, Cervia' },
        residenceTown: 'Cervia',
        residenceCountry: { code: 'IT' },
      },
      userErrors: [],
    });
    expect((await delegate.ask(WALK_IN, { input })).registerWalkIn.userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
    ]);
    const retried = { ...input, name: 'Guest 2, Cervia', idempotencyKey: 'guest-2' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => host.ask(WALK_IN, { input: retried })));
    expect(new Set(answers.map(({ registerWalkIn }) => registerWalkIn.registration.id)).size).toBe(1);
  });

  it('end with registration, but for those who organise', async () => {
    await of.lead.ask(step('closeRegistration'), { id: meetingId });
    const late = await of.as('delegate@daugavpils.example');
    await invite('daugavpils', 1);
    const partnerId = of.partnerIds['daugavpils'];
    expect((await late.ask(REGISTER, { input: { meetingId, partnerId } })).register.userErrors).toEqual([
      { code: 'CLOSED', field: ['input', 'meetingId'] },
    ]);
    expect((await name(of.lead, 'daugavpils', 'dace')).userErrors).toEqual([]);
  });

  it('are hidden with their meeting from a stranger and from other partners', async () => {
    await tavola.person('stranger@elsewhere.example');
    const stranger = await tavola.signedIn('stranger@elsewhere.example');
    const [row] = await tavola.sql('select id from registration limit 1');
    expect(
      await stranger.ask('query ($id: ID!) { registration(id: $id) { id } }', { id: row?.['id'] }),
    ).toEqual({
      registration: null,
    });
    for (const client of [stranger, await of.as('coordinator@daugavpils.example')]) {
      const { errors } = await client.send(answer('withdrawRegistration'), { id: row?.['id'] });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    }
    const draft = await meeting(of, { number: 10, slug: 'draft' });
    expect((await invite('skovde', 1, of.lead, draft)).userErrors[0].code).toBe('WRONG_STATE');
    const { errors } = await skovde.send(REGISTER, { input: { meetingId: draft } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
  });

  it('never take more seats than there are, whatever way they come', async () => {
    const one = `insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, registered_at)
      select gen_random_uuid(), $1, p.id, $2, 'DELEGATE', 'CONFIRMED', 'SELF', now() from person p
      where p.email = 'delegate@daugavpils.example'`;
    const values = [meetingId, of.partnerIds['daugavpils']];
    await expect(tavola.sql(one, values)).rejects.toThrow('invitation_is_not_overfilled');
    // The control: without the constraint it goes in.
    await tavola.sql(
      'alter table invitation drop constraint invitation_is_not_overfilled',
      [],
      tavola.database.ownerUrl,
    );
    await tavola.sql(one, values);
    expect(await seats('daugavpils')).toEqual({ seats: 1, taken: 2, partner: { slug: 'daugavpils' } });
  });
});
