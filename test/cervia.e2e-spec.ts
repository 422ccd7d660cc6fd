import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { AGENDA, GREETINGS, OUTCOMES, PARTNERS } from './factories/cervia.js';
import { Actor, answerOnPage, askByToken, uploadOver } from './setup/actor.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const PDF = (text: string) => Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`);

describe('EVOLAQ meets in Cervia', () => {
  const clock = new FixedClock('2017-11-25T08:00:00Z');
  let tavola: Tavola;
  let lead: Actor;
  const coordinators: Record<string, Actor> = {};
  const delegates: Record<string, Actor> = {};
  const partnerIds: Record<string, string> = {};
  const registrationIds: Record<string, string> = {};
  const items: Record<string, string> = {};
  let projectId: string;
  let meetingId: string;
  let requests: Record<string, string>;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    await tavola.person('coordinator@norrkoping.example');
    lead = await as('coordinator@norrkoping.example');
  });
  afterAll(() => tavola.stop());

  const as = async (email: string): Promise<Actor> => new Actor(await tavola.signedIn(email));
  const coordinator = async (slug: string) =>
    (coordinators[slug] ??= await as(`coordinator@${slug}.example`));
  const delegate = async (slug: string) => (delegates[slug] ??= await as(`delegate1@${slug}.example`));
  const subjects = (email: string) => tavola.mailsTo(email).map(({ subject }) => subject);
  const meeting = (actor: Actor, selection: string) =>
    actor
      .asks(`{ meeting(project: "evolaq", slug: "cervia") { ${selection} } }`)
      .then(({ meeting: found }) => found);

  it('the lead partner creates the project, adds its partners and invites their coordinators', async () => {
    const { project } = await lead.does(
      'createProject',
      {
        slug: 'evolaq',
        acronym: 'EVOLAQ',
        title: 'Enhancing Volunteering Actions and Quality in Europe',
        startsOn: '2016-02-01',
        endsOn: '2018-01-31',
        languages: ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'],
        leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
      },
      'project { id leadPartner { id } }',
    );
    projectId = project.id;
    partnerIds['norrkoping'] = project.leadPartner.id;
    for (const { language, ...organisation } of PARTNERS) {
      const { partner } = await lead.does('addPartner', { projectId, ...organisation }, 'partner { id }');
      partnerIds[organisation.slug] = partner.id;
      const email = `coordinator@${organisation.slug}.example`;
      const person = { name: `Coordinator, ${organisation.town}`, email, language };
      await lead.does(
        'inviteMember',
        { partnerId: partner.id, role: 'COORDINATOR', ...person },
        'membership { id }',
      );
    }
    const { project: found } = await lead.asks(
      '{ project(slug: "evolaq") { leadPartner { slug } partners { slug } partnership { slug } countries { code } } }',
    );
    expect(found.leadPartner.slug).toBe('norrkoping');
    expect([found.partners.length, found.partnership.length, found.countries.length]).toEqual([8, 9, 7]);
  });

  it('schedules the meeting with its host Cervia, and announces it', async () => {
    const { meeting: scheduled } = await lead.does(
      'scheduleMeeting',
      {
        projectId,
        hostPartnerId: partnerIds['cervia'],
        number: 9,
        slug: 'cervia',
        title: 'Final meeting',
        place: 'Officine del Sale, Cervia',
        country: 'IT',
        timeZone: 'Europe/Rome',
        startsOn: '2017-12-11',
        endsOn: '2017-12-13',
      },
      'meeting { id state }',
    );
    meetingId = scheduled.id;
    expect(await meeting(await coordinator('liiveri'), 'id')).toBeNull();
    await lead.takes('announceMeeting', meetingId);
    expect(await meeting(await coordinator('liiveri'), 'state hostPartner { slug }')).toEqual({
      state: 'ANNOUNCED',
      hostPartner: { slug: 'cervia' },
    });
    await tavola.mailTo('coordinator@enzkreis.example', (text) => text.includes('Final meeting'));
  });

  it('drafts the agenda over three days with its host, and publishes release 1', async () => {
    const host = await coordinator('cervia');
    for (const { by, parent, partner, ...item } of AGENDA) {
      const of = { parentId: parent && items[parent], partnerIds: partner && [partnerIds[partner]] };
      const { agendaItem } = await (by === 'lead' ? lead : host).does(
        'addAgendaItem',
        { meetingId, ...item, ...of },
        'agendaItem { id }',
      );
      items[item.title] = agendaItem.id;
    }
    const { agenda } = await meeting(lead, 'agenda(draft: true) { draftVersion }');
    await lead.does('publishAgenda', { meetingId, draftVersion: agenda.draftVersion }, 'meeting { id }');
    const published = await meeting(
      await coordinator('skovde'),
      'agenda { release items { id } } workshops { title startsAt startsAtLocal } siteVisits { title }',
    );
    expect([published.agenda.release, published.agenda.items.length]).toEqual([1, 18]);
    expect(published.workshops[0]).toEqual({
      title: 'Recruiting volunteers',
      startsAt: '2017-12-12T08:00:00+00:00',
      startsAtLocal: '2017-12-12T09:00:00',
    });
    expect(published.siteVisits).toEqual([{ title: 'Un posto a tavola' }]);
  });

  it('invites the partners with seats and opens registration; coordinators name their delegates', async () => {
    await lead.takes('openRegistration', meetingId);
    for (const { slug, town, language } of PARTNERS) {
      await lead.does(
        'invitePartner',
        { meetingId, partnerId: partnerIds[slug], seats: 2 },
        'invitation { seats }',
      );
      const person = { name: `Delegate 1, ${town}`, email: `delegate1@${slug}.example`, language };
      const named = await (
        await coordinator(slug)
      ).does(
        'nameDelegates',
        { meetingId, partnerId: partnerIds[slug], delegates: [person] },
        'registrations { id state }',
      );
      registrationIds[slug] = named.registrations[0].id;
      const mail = await tavola.mailTo(person.email, (text) => text.includes('/participation/'));
      expect(mail.text.slice(0, GREETINGS[language]?.length)).toBe(GREETINGS[language]);
      expect(mail.attachments.map(({ filename }) => filename)).toEqual(['invite.ics']);
    }
  });

  it('delegates say yes or no on a page or by mutation, with needs and consents', async () => {
    const page = (slug: string, body: string) => answerOnPage(tavola, `delegate1@${slug}.example`, body);
    expect(await page('liiveri', 'answer=yes&diet=gluten-free&photo=yes')).toBe(200);
    expect(await page('dubrovnik', 'answer=no')).toBe(200);
    for (const slug of ['skovde', 'collecchio', 'enzkreis', 'daugavpils', 'vsg', 'cervia'])
      await (await delegate(slug)).takes('confirmParticipation', registrationIds[slug] as string);
    const { registrations } = await meeting(
      await coordinator('cervia'),
      'registrations { totalCount nodes { state needs { diet } partner { slug } } }',
    );
    expect(registrations.totalCount).toBe(8);
    const of = (slug: string) =>
      registrations.nodes.find(({ partner }: { partner: { slug: string } }) => partner.slug === slug);
    expect([of('liiveri').needs, of('dubrovnik').state]).toEqual([{ diet: 'gluten-free' }, 'DECLINED']);
  });

  it('some take places in a workshop and a site visit; one waits and moves up', async () => {
    const take = async (slug: string, title: string) =>
      (
        await (
          await delegate(slug)
        ).does('signUp', { agendaItemId: items[title] }, 'signUp { id state position }')
      ).signUp;
    const first = await take('skovde', 'Recruiting volunteers');
    await take('enzkreis', 'Recruiting volunteers');
    expect(await take('vsg', 'Recruiting volunteers')).toMatchObject({ state: 'WAITLISTED', position: 1 });
    expect((await take('vsg', 'Un posto a tavola')).state).toBe('CONFIRMED');
    await (await delegate('skovde')).takes('cancelSignUp', first.id);
    expect(await take('vsg', 'Recruiting volunteers')).toMatchObject({ state: 'CONFIRMED', position: null });
    await tavola.mailTo('delegate1@vsg.example', (text) => text.includes('Recruiting volunteers'));
  });

  it('each partner is asked for its presentation; they upload it, once more, and one late', async () => {
    const asked = await lead.does(
      'requestMaterial',
      {
        meetingId,
        kind: 'PRESENTATION',
        title: 'Impact of the project',
        dueAtLocal: '2017-12-01T18:00',
        partnerIds: PARTNERS.map(({ slug }) => partnerIds[slug]),
      },
      'materialRequests { id partner { slug } }',
    );
    requests = Object.fromEntries(
      asked.materialRequests.map(({ id, partner }: { id: string; partner: { slug: string } }) => [
        partner.slug,
        id,
      ]),
    );
    const upload = async (slug: string, content: Buffer, cuts: number[] = []) =>
      uploadOver(await delegate(slug), tavola.url, { requestId: requests[slug] as string, content, cuts });
    expect(await upload('skovde', PDF('x'.repeat(2_000_000)), [800_000])).toBe(1);
    await upload('skovde', PDF('second version'));
    await upload('enzkreis', PDF('Enzkreis'));
    clock.set('2017-12-02T08:00:00Z');
    await upload('vsg', PDF('late'));
    await lead.takes('acceptMaterial', requests['enzkreis'] as string);
    const { materialRequests } = await meeting(
      lead,
      'materialRequests { state partner { slug } presentations { number } }',
    );
    const states = Object.fromEntries(
      materialRequests.map((r: { state: string; partner: { slug: string }; presentations: unknown[] }) => [
        r.partner.slug,
        [r.state, r.presentations.length],
      ]),
    );
    expect(states).toMatchObject({
      skovde: ['SUBMITTED', 2],
      enzkreis: ['ACCEPTED', 1],
      vsg: ['LATE', 1],
      liiveri: ['MISSING', 0],
    });
  });

  it('a reminder goes only to partners that still owe it', async () => {
    const { materialRequests } = (
      await lead.asks(
        `mutation ($id: ID!) { remindMaterial(meetingId: $id) { materialRequests { partner { slug } } userErrors { code } } }`,
        { id: meetingId },
      )
    ).remindMaterial;
    const reminded = materialRequests.map(({ partner }: { partner: { slug: string } }) => partner.slug);
    expect(reminded.toSorted()).toEqual(['cervia', 'collecchio', 'daugavpils', 'dubrovnik', 'liiveri']);
    const say = (language: 'lv' | 'sv') =>
      new Messages().say(language, 'mail.materialReminded.subject', {
        project: 'EVOLAQ',
        title: 'Impact of the project',
      });
    await until(() => subjects('coordinator@daugavpils.example').includes(say('lv')));
    expect(subjects('coordinator@skovde.example').includes(say('sv'))).toBe(false);
  });

  it('the desk checks people in per day and per workshop, walk-ins with a name and a town included', async () => {
    const host = await coordinator('cervia');
    await host.does(
      'inviteMember',
      {
        partnerId: partnerIds['cervia'],
        role: 'HOST_DESK',
        meetingId,
        name: 'Desk 1, Cervia',
        email: 'desk@cervia.example',
        language: 'it',
      },
      'membership { meeting { slug } }',
    );
    const desk = await as('desk@cervia.example');
    clock.set('2017-12-11T08:00:00Z');
    const checkIn = (registrationId: string | undefined, more: object = {}) =>
      desk.does('checkIn', { registrationId, ...more }, 'record { day }', 'AttendanceInput');
    for (const slug of ['skovde', 'collecchio', 'enzkreis', 'daugavpils', 'vsg', 'liiveri', 'cervia'])
      await checkIn(registrationIds[slug]);
    for (const number of [1, 2, 3]) {
      const guest = { meetingId, name: `Guest ${number}, Cervia`, town: 'Cervia' };
      const { registration } = await desk.does('registerWalkIn', guest, 'registration { id }');
      await checkIn(registration.id);
    }
    clock.set('2017-12-12T07:30:00Z');
    for (const slug of ['skovde', 'enzkreis', 'vsg']) await checkIn(registrationIds[slug]);
    for (const slug of ['enzkreis', 'vsg'])
      await checkIn(registrationIds[slug], { agendaItemId: items['Recruiting volunteers'] });
    const self = await delegate('daugavpils');
    const own = { registrationId: registrationIds['daugavpils'] };
    expect((await self.does('checkIn', own, 'record { method }', 'AttendanceInput')).record.method).toBe(
      'SELF',
    );
  });

  it('results, decisions, an action, best practices and an award are recorded', async () => {
    const outcome = { projectId, meetingId };
    const record = (actor: Actor, input: object) =>
      actor.does('recordOutcome', { ...outcome, ...input }, 'outcome { id kind version }');
    for (const { partner, owner, ...recorded } of OUTCOMES) {
      const of = { partnerId: partner && partnerIds[partner], ownerPartnerId: owner && partnerIds[owner] };
      await record(lead, { ...recorded, ...of });
    }
    const decision = await record(lead, {
      kind: 'DECISION',
      title: 'The final report is published in English',
    });
    for (const { slug, town } of PARTNERS.slice(0, 3)) {
      const practice = { kind: 'BEST_PRACTICE', partnerId: partnerIds[slug], title: `A practice of ${town}` };
      await record(await coordinator(slug), practice);
    }
    await lead.does(
      'updateOutcome',
      {
        id: decision.outcome.id,
        expectedVersion: 1,
        title: 'The final report is published in English and online',
      },
      'outcome { version }',
    );
    const { project } = await (
      await delegate('vsg')
    ).asks(
      '{ project(slug: "evolaq") { outcomes(kind: AWARD) { title partner { slug } meeting { slug } } } }',
    );
    expect(project.outcomes).toEqual([
      {
        title: 'Volunteer-friendly municipality',
        partner: { slug: 'daugavpils' },
        meeting: { slug: 'cervia' },
      },
    ]);
  });

  it('the meeting is closed with its figures, amended once with a reason, and closed again', async () => {
    clock.set('2017-12-20T10:00:00Z');
    await lead.takes('closeRegistration', meetingId);
    await lead.takes('closeMeeting', meetingId);
    await lead.asks(
      `mutation ($id: ID!) { amendMeeting(id: $id, reason: "One name on the sheet was overlooked") {
      userErrors { code } } }`,
      { id: meetingId },
    );
    const guest = { meetingId, name: 'Guest 4, Ravenna', town: 'Ravenna' };
    const { registration } = await lead.does('registerWalkIn', guest, 'registration { id }');
    const sheet = { registrationId: registration.id, day: '2017-12-11', method: 'SHEET' };
    await lead.does('checkIn', sheet, 'record { id }', 'AttendanceInput');
    await lead.takes('closeMeeting', meetingId);
    const { state, closings } = await meeting(
      await coordinator('liiveri'),
      'state closings { sha256 version reason total { people personDays signed } differences { dimension measure before after } }',
    );
    expect(state).toBe('CLOSED');
    await tavola.mailTo('coordinator@enzkreis.example', (text) => text.includes(closings[1].sha256));
    expect(
      closings.map(
        ({
          differences: _differences,
          sha256: _hash,
          ...closing
        }: {
          differences: object[];
          sha256: string;
        }) => closing,
      ),
    ).toEqual([
      { version: 1, reason: null, total: { people: 10, personDays: 14, signed: 0 } },
      {
        version: 2,
        reason: 'One name on the sheet was overlooked',
        total: { people: 11, personDays: 15, signed: 1 },
      },
    ]);
    expect(closings[1].differences[0]).toEqual({
      dimension: null,
      measure: 'confirmed',
      before: 10,
      after: 11,
    });
  });

  it("a coordinator's API token queries attendance and outcomes", async () => {
    const { browser } = await coordinator('cervia');
    const { createApiToken } = await browser.ask(
      `mutation { createApiToken(input: { name: "BI", scopes: [READ] }) { token } }`,
    );
    const { project } = await askByToken(
      tavola.url,
      createApiToken.token,
      `{ project(slug: "evolaq") {
        attendance(groupBy: [COUNTRY]) { rows { key { value } people } total { people } } outcomes { kind } } }`,
    );
    expect(project.attendance.total.people).toBe(11);
    expect(project.attendance.rows.map(({ key, people }: Row) => [key[0]?.value, people])).toEqual([
      ['AT', 1],
      ['DE', 1],
      ['FI', 1],
      ['HR', 0],
      ['IT', 6],
      ['LV', 1],
      ['SE', 1],
    ]);
    expect(project.outcomes.length).toBe(7);
  });
});

interface Row {
  readonly key: readonly { readonly value: string }[];
  readonly people: number;
}
