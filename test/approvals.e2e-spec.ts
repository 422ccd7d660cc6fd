import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { approvalPage } from './factories/approvals.js';
import { type Link, nameDelegate, participationLink, shownVersion } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const REGISTRATION = 'registration { state version approvedAt refusedAt refusalReason }';
const mutation = (name: string, input: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { ${REGISTRATION} userErrors { code field } } }`;
const APPROVE = mutation('approveRegistration', 'ApproveRegistrationInput');
const REFUSE = mutation('refuseRegistration', 'RefuseRegistrationInput');
const REGISTER = mutation('register', 'RegisterInput');
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id } userErrors { code } } }`;
const CONFIRM = `mutation ($id: ID!) { confirmParticipation(id: $id) { ${REGISTRATION} userErrors { code field } } }`;
const PROJECT = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) {
  project { version approvesRegistrations } userErrors { code } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { state } userErrors { code field } } }`;
const LETTER = `mutation ($id: ID!) { issueInvitationLetter(id: $id) { registration { id } userErrors { code } } }`;
const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { record { id } userErrors { code } } }`;
const WAITING = `query ($id: ID!) { meeting(id: $id) { registrations(state: PENDING) { totalCount nodes { person { name } } } } }`;
const FIGURES = `query ($id: ID!) { meeting(id: $id) {
  attendance(groupBy: [PARTNER]) { total { invited registered confirmed } } } }`;

describe('where those who organise a meeting say who comes', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: GraphqlClient;
  let coordinator: GraphqlClient;
  let delegate: GraphqlClient;
  let anna: string;
  let annasPage: Link;
  let projectVersion = 1;

  const setting = async (approvesRegistrations: boolean) => {
    const input = { id: of.projectId, expectedVersion: projectVersion, approvesRegistrations };
    projectVersion = (await of.lead.ask(PROJECT, { input })).updateProject.project.version;
  };
  const names = { project: 'EVOLAQ', meeting: 'Final meeting', person: 'Anna', partner: 'Skövde kommun' };
  const say = (language: 'en' | 'sv' | 'it', key: string, values: object = {}) =>
    new Messages().say(language, key, { ...names, ...values });

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    await setting(true);
    meetingId = await openMeeting(of);
    [host, coordinator, delegate] = await Promise.all([
      of.as('coordinator@cervia.example'),
      of.as('coordinator@skovde.example'),
      of.as('delegate@skovde.example'),
    ]);
    await invite(of, meetingId, 'skovde', 3);
    anna = await named(coordinator, 'Anna');
    annasPage = await participationLink(tavola, 'anna@skovde.example', anna);
  });
  afterAll(() => tavola.stop());

  async function named(client: GraphqlClient, name: string): Promise<string> {
    const delegates = [{ name, email: `${name.toLowerCase()}@skovde.example`, language: 'sv' }];
    const input = { meetingId, partnerId: of.partnerIds['skovde'], delegates };
    return (await client.ask(NAME, { input })).nameDelegates.registrations[0].id;
  }
  const row = async (id: string) =>
    (
      await tavola.sql(
        `select r.state, r.version, (select json_agg(e.kind order by e.id) from event e where e.subject_id = r.id) as events
         from registration r where r.id = $1`,
        [id],
      )
    )[0] as { state: string; version: number; events: string[] | null };
  const taken = async () =>
    (await tavola.sql('select taken from invitation where meeting_id = $1', [meetingId]))[0]?.['taken'];
  const approve = async (client: GraphqlClient, id: string, expectedVersion: number) =>
    (await client.ask(APPROVE, { input: { id, expectedVersion } })).approveRegistration;
  const refuse = async (
    client: GraphqlClient,
    id: string,
    expectedVersion: number,
    reason = 'Too many come',
  ) => (await client.ask(REFUSE, { input: { id, expectedVersion, reason } })).refuseRegistration;
  it('a yes waits, and holds a seat', async () => {
    const page = await annasPage.answer('answer=yes&diet=vegan');
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain(say('sv', 'page.participation.saidYesWaits'));
    expect(text).toContain(say('sv', 'page.participation.state', { state: 'PENDING' }));
    expect(await row(anna)).toEqual({ state: 'PENDING', version: 3, events: ['registration.requested'] });
    expect(await taken()).toBe(1);
    const { meeting } = await of.lead.ask(WAITING, { id: meetingId });
    expect(meeting.registrations).toEqual({ totalCount: 1, nodes: [{ person: { name: 'Anna' } }] });
    const figures = (await of.lead.ask(FIGURES, { id: meetingId })).meeting.attendance.total;
    expect(figures).toEqual({ invited: 1, registered: 1, confirmed: 0 });
  });

  it('the host and the lead partner are asked, and he is told that he waits, without a calendar entry', async () => {
    const toHost = await approvalPage(tavola, 'coordinator@cervia.example', anna);
    expect(toHost.subject).toBe(say('it', 'mail.registrationRequested.subject'));
    await approvalPage(tavola, 'lead@norrkoping.example', anna);
    const told = await tavola.mailTo('anna@skovde.example', (mail) => mail.includes('Boka inte'));
    expect(told.subject).toBe(say('sv', 'mail.registrationWaits.subject'));
    expect(told.attachments).toEqual([]);
    const own = tavola
      .mailsTo('coordinator@skovde.example')
      .filter(({ text }) => text.includes('/approvals/'));
    expect(own).toEqual([]);
    const home = await (await fetch(tavola.url, { headers: { cookie: host.cookie } })).text();
    expect(home).toContain(`/approvals/${anna}/`);
    expect(await (await fetch(tavola.url, { headers: { cookie: coordinator.cookie } })).text()).not.toContain(
      '/approvals/',
    );
  });
  it('who waits takes no place and gets no letter, and cannot check himself in', async () => {
    const item = await agendaItem(of, meetingId, { capacity: 1 });
    await publish(of, meetingId);
    const { signUp } = await coordinator.ask(SIGN_UP, {
      input: { registrationId: anna, agendaItemId: item.id },
    });
    expect(signUp.userErrors).toEqual([{ code: 'AWAITS_APPROVAL', field: ['input', 'registrationId'] }]);
    const { issueInvitationLetter } = await coordinator.ask(LETTER, { id: anna });
    expect(issueInvitationLetter.userErrors).toEqual([{ code: 'AWAITS_APPROVAL' }]);
    expect((await delegate.ask(REGISTER, { input: { meetingId } })).register.registration.state).toBe(
      'PENDING',
    );
    const { viewer } = await delegate.ask('{ viewer { registrations { id } } }');
    const { id } = viewer.registrations[0];
    clock.set('2017-12-11T09:00:00Z');
    const { checkIn } = await delegate.ask(CHECK_IN, { input: { registrationId: id, mode: 'IN_PERSON' } });
    expect(checkIn.userErrors).toEqual([{ code: 'AWAITS_APPROVAL' }]);
    clock.set('2017-11-20T09:00:00Z');
    expect(await taken()).toBe(2);
  });

  it('nobody else decides: not he, not his coordinator, whatever way', async () => {
    const { version } = await row(anna);
    expect((await approve(coordinator, anna, version)).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'id'] },
    ]);
    const { errors } = await delegate.send(APPROVE, { input: { id: anna, expectedVersion: version } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    const said = (await coordinator.ask(CONFIRM, { id: anna })).confirmParticipation;
    expect([said.registration.state, said.userErrors]).toEqual(['PENDING', []]);
    expect((await row(anna)).version).toBe(version);
    // The control: no way into the table goes past it, as long as the trigger stands.
    const force = `update registration set state = 'CONFIRMED' where id = $1`;
    await expect(tavola.sql(force, [anna])).rejects.toThrow('not approved');
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table registration disable trigger registration_is_approved', [], owner);
    await tavola.sql(force, [anna]);
    expect((await row(anna)).state).toBe('CONFIRMED');
    await tavola.sql(`update registration set state = 'PENDING' where id = $1`, [anna]);
    await tavola.sql('alter table registration enable trigger registration_is_approved', [], owner);
  });

  it('the page of the mail decides, and changes nothing by being opened', async () => {
    const page = await approvalPage(tavola, 'coordinator@cervia.example', anna);
    const version = shownVersion(await (await page.get()).text());
    const before = await row(anna);
    expect((await page.post('')).status).toBe(200);
    expect((await page.post(`decision=refuse&reason=+&version=${version}`)).status).toBe(422);
    expect((await page.post(`decision=approve&version=${version}`, 'https://elsewhere.example')).status).toBe(
      403,
    );
    expect((await fetch(page.address.replace(anna, of.projectId))).status).toBe(404);
    expect((await page.post('decision=approve&version=1')).status).toBe(422);
    expect(await row(anna)).toEqual(before);
    const done = await page.post(`decision=approve&version=${version}`);
    expect(await done.text()).toContain(say('it', 'page.approval.approved'));
    expect(await row(anna)).toEqual({
      state: 'CONFIRMED',
      version: Number(version) + 1,
      events: ['registration.requested', 'registration.approved'],
    });
    // And once more, which changes nothing.
    expect((await page.post(`decision=approve&version=${version}`)).status).toBe(200);
    expect((await row(anna)).events).toHaveLength(2);
  });

  it('who is approved is told so, with the entry for his calendar', async () => {
    const subject = say('sv', 'mail.registered.subject');
    const mail = await tavola.mailTo('anna@skovde.example', (text) => text.includes('Du är anmäld'));
    expect(mail.subject).toBe(subject);
    const [calendar] = mail.attachments;
    expect(calendar?.content.toString().replaceAll('\r\n ', '')).toContain('PARTSTAT=ACCEPTED');
    expect((await coordinator.ask(LETTER, { id: anna })).issueInvitationLetter.userErrors).toEqual([]);
  });

  it('who is refused is told why, and so is his coordinator; his seat is free', async () => {
    const { viewer } = await delegate.ask('{ viewer { registrations { id version } } }');
    const { id, version } = viewer.registrations[0];
    const reason = 'Skövde sends two already';
    expect(await refuse(host, id, version, reason)).toEqual({
      registration: {
        state: 'DECLINED',
        version: version + 1,
        approvedAt: null,
        refusedAt: '2017-11-20T09:00:00+00:00',
        refusalReason: reason,
      },
      userErrors: [],
    });
    expect((await refuse(host, id, version, 'Another one')).registration.refusalReason).toBe(reason);
    expect(await taken()).toBe(1);
    await tavola.mailTo('delegate@skovde.example', (text) => text.includes(reason));
    await tavola.mailTo('coordinator@skovde.example', (text) => text.includes(reason));
    expect((await delegate.ask(REGISTER, { input: { meetingId } })).register.userErrors).toEqual([
      { code: 'REFUSED', field: ['input', 'meetingId'] },
    ]);
    expect((await coordinator.ask(CONFIRM, { id })).confirmParticipation.userErrors).toEqual([
      { code: 'REFUSED', field: ['id'] },
    ]);
    expect((await approve(host, id, version + 1)).userErrors).toEqual([
      { code: 'NOT_COMING', field: ['input', 'id'] },
    ]);
    // Those who organise may think better of it.
    expect((await host.ask(CONFIRM, { id })).confirmParticipation.registration).toMatchObject({
      state: 'CONFIRMED',
      refusedAt: null,
      refusalReason: null,
    });
  });

  it('one alone of many decides, of those who approve and those who refuse', async () => {
    const bo = await named(coordinator, 'Bo');
    await coordinator.ask(CONFIRM, { id: bo });
    const { version } = await row(bo);
    const decided = await Promise.all(
      [of.lead, host, of.lead, host].map((client, index) =>
        index % 2 === 0 ? approve(client, bo, version) : refuse(client, bo, version),
      ),
    );
    const codes = decided.map(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
    const { state, events } = await row(bo);
    expect(events).toEqual([
      'registration.requested',
      state === 'CONFIRMED' ? 'registration.approved' : 'registration.refused',
    ]);
    const won = state === 'CONFIRMED' ? 0 : 1;
    expect(codes).toEqual([0, 1, 2, 3].map((index) => (index % 2 === won ? [] : ['CONFLICT'])));
  });

  it('whom the host or the lead partner names is approved by that', async () => {
    await invite(of, meetingId, 'skovde', 5);
    const cecilia = await nameDelegate(of, meetingId, { partner: 'daugavpils', name: 'Cecilia', seats: 1 });
    const page = await participationLink(tavola, 'cecilia@daugavpils.example', cecilia);
    await page.answer('answer=yes');
    expect((await row(cecilia)).state).toBe('CONFIRMED');
    // A no ends the approval.
    await page.answer('answer=no');
    await page.answer('answer=yes');
    expect((await row(cecilia)).state).toBe('PENDING');
  });

  it('moved days ask who waits anew, and his approval is no answer to them', async () => {
    const dag = await named(coordinator, 'Dag');
    const page = await participationLink(tavola, 'dag@skovde.example', dag);
    await page.answer('answer=yes');
    const MOVE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }`;
    const [{ version }] = (await tavola.sql('select version from meeting where id = $1', [meetingId])) as [
      { version: number },
    ];
    const input = { id: meetingId, expectedVersion: version, endsOn: '2017-12-14' };
    expect((await of.lead.ask(MOVE, { input })).updateMeeting.userErrors).toEqual([]);
    const waiting = await row(dag);
    await approve(of.lead, dag, waiting.version);
    const [answered] = await tavola.sql(
      `select r.state, r.calendar_answered < m.calendar_days_revision as is_before
       from registration r join meeting m on m.id = r.meeting_id where r.id = $1`,
      [dag],
    );
    expect(answered).toEqual({ state: 'CONFIRMED', is_before: true });
  });

  it('when it is turned off, who waits comes by saying yes once more, or by being approved', async () => {
    const erik = await named(coordinator, 'Erik');
    await coordinator.ask(CONFIRM, { id: erik });
    await setting(false);
    expect((await row(erik)).state).toBe('PENDING');
    expect((await coordinator.ask(CONFIRM, { id: erik })).confirmParticipation.registration).toMatchObject({
      state: 'CONFIRMED',
      approvedAt: null,
    });
    await of.lead.ask(step('closeRegistration'), { id: meetingId });
  });
});
