import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { ScheduledMails } from '../src/notifications/scheduled-mails.js';
import { MaterialReminders } from '../src/presentations/material-reminders.js';
import { REQUEST, material, requestMaterial, upload } from './factories/material.js';
import {
  type Partnership,
  agendaItem,
  meeting,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');
const REMIND = `mutation ($id: ID!) { remindMaterial(meetingId: $id) {
  materialRequests { partner { slug } remindedAt } userErrors { code field } } }`;
const ACCEPT = `mutation ($id: ID!) { acceptMaterial(id: $id) {
  materialRequest { state acceptedAt version } userErrors { code field message } } }`;

describe('material that is asked for', () => {
  const clock = new FixedClock('2017-11-20T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let skovde: GraphqlClient;
  let coordinator: GraphqlClient;
  let host: GraphqlClient;
  let stranger: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    // Before the mails about meeting and material, behind which those of the sign-in would wait.
    skovde = await of.as('delegate@skovde.example');
    coordinator = await of.as('coordinator@skovde.example');
    host = await of.as('coordinator@cervia.example');
    await tavola.person('stranger@elsewhere.example');
    stranger = await of.as('stranger@elsewhere.example');
    meetingId = await openMeeting(of);
  });
  afterAll(() => tavola.stop());

  const ask = async (client: GraphqlClient, changes: object = {}) =>
    (await client.ask(REQUEST, { input: { meetingId, ...material, ...changes } })).requestMaterial;
  const events = () => tavola.sql('select count(*)::int from event');
  const remind = async (client: GraphqlClient, id = meetingId) =>
    (await client.ask(REMIND, { id })).remindMaterial;
  const remindedBy = async (id = meetingId) =>
    (await remind(of.lead, id)).materialRequests.map(
      ({ partner }: { partner: { slug: string } }) => partner.slug,
    );
  const accept = async (client: GraphqlClient, id: string | undefined) =>
    (await client.ask(ACCEPT, { id })).acceptMaterial;
  const mailsAbout = (email: string, subject: string) =>
    tavola.mailsTo(email).filter((mail) => mail.subject === subject);

  it('is asked of every partner, of each once, and mailed to its coordinators alone', async () => {
    const first = await ask(of.lead);
    const bySlug = first.materialRequests.toSorted(
      (a: { partner: { slug: string } }, b: { partner: { slug: string } }) =>
        a.partner.slug < b.partner.slug ? -1 : 1,
    );
    expect(bySlug).toEqual(
      ['cervia', 'daugavpils', 'norrkoping', 'skovde'].map((slug) => ({
        id: expect.any(String),
        state: 'MISSING',
        dueAt: '2017-12-01T17:00:00+00:00',
        dueAtLocal: '2017-12-01T18:00:00',
        partner: { slug },
      })),
    );
    const mail = await tavola.mailTo('coordinator@skovde.example', (text) => text.includes(material.title));
    expect(mail.subject).toBe('EVOLAQ: skicka Impact of the project');
    expect(mail.text.split('\n\n')[1]).toBe(
      'Till Final meeting (11–13 december 2017) behövs detta från Skövde kommun: Impact of the project. ' +
        'Sista dag: 1 december 2017 kl. 18:00 CET.',
    );
    await tavola.mailTo('coordinator@cervia.example', (text) => text.includes(material.title));
    expect(mailsAbout('delegate@skovde.example', mail.subject)).toEqual([]);

    const before = await events();
    const again = await ask(of.lead, { title: 'Another title', dueAtLocal: '2017-12-02T18:00' });
    expect(again).toEqual(first);
    expect(await events()).toEqual(before);
  });

  it('is asked of one partner for an item of the agenda', async () => {
    const item = await agendaItem(of, meetingId);
    await publish(of, meetingId);
    const biography = { kind: 'BIOGRAPHY', title: 'Your speaker', agendaItemId: item.id };
    const { materialRequests } = await ask(of.lead, { ...biography, partnerIds: [of.partnerIds['skovde']] });
    const { materialRequest } = await skovde.ask(
      `query ($id: ID!) { materialRequest(id: $id) { title agendaItem { id } meeting { id } presentations { id } } }`,
      { id: materialRequests[0].id },
    );
    expect(materialRequest).toEqual({
      title: 'Your speaker',
      agendaItem: { id: item.id },
      meeting: { id: meetingId },
      presentations: [],
    });
    expect(await ask(of.lead, { ...biography, kind: 'OTHER' })).toEqual({
      materialRequests: [],
      userErrors: [{ code: 'INVALID', field: ['input', 'agendaItemId'] }],
    });
    const elsewhere = await meeting(of, { number: 3, slug: 'linz' });
    const otherItem = await agendaItem(of, elsewhere);
    const wrong = { ...biography, agendaItemId: otherItem.id, partnerIds: [of.partnerIds['cervia']] };
    const { errors } = await of.lead.send(REQUEST, { input: { meetingId, ...material, ...wrong } });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it.each([
    ['a time that does not exist', { dueAtLocal: '2018-03-25T02:30' }, 'NONEXISTENT_TIME', 'dueAtLocal'],
    ['a time that comes twice', { dueAtLocal: '2017-10-29T02:30' }, 'AMBIGUOUS_TIME', 'dueAtLocal'],
    ['an empty title', { title: ' ' }, 'INVALID', 'title'],
    ['no partner', { partnerIds: [] }, 'INVALID', 'partnerIds'],
    [
      'a partner of another project',
      { partnerIds: ['0197a1c2-0000-7000-8000-000000000000'] },
      'INVALID',
      'partnerIds',
    ],
  ])('refuses %s and writes nothing', async (_what, changes, code, field) => {
    const before = await events();
    expect(await ask(of.lead, { kind: 'WEB_PUBLICATION', ...changes })).toEqual({
      materialRequests: [],
      userErrors: [{ code, field: ['input', field] }],
    });
    expect(await events()).toEqual(before);
    expect(await tavola.sql(`select from material_request where kind = 'WEB_PUBLICATION'`)).toEqual([]);
  });

  it('takes a time that comes twice when told which', async () => {
    const twice = { kind: 'OTHER', dueAtLocal: '2017-10-29T02:30', partnerIds: [of.partnerIds['cervia']] };
    const { materialRequests } = await ask(of.lead, { ...twice, occurrence: 'LATER' });
    expect(materialRequests[0].dueAt).toBe('2017-10-29T01:30:00+00:00');
  });

  it('is asked by the organisers of the meeting alone, and known to its project alone', async () => {
    const input = { meetingId, ...material };
    const refused = [{ code: 'FORBIDDEN', field: ['input', 'meetingId'] }];
    expect((await ask(coordinator)).userErrors).toEqual(refused);
    expect((await ask(skovde)).userErrors).toEqual(refused);
    expect((await ask(host)).userErrors).toEqual([]);
    const { skovde: id } = await requestMaterial(of, meetingId);
    for (const reply of [
      await stranger.send(REQUEST, { input }),
      await stranger.send(REMIND, { id: meetingId }),
      await stranger.send(ACCEPT, { id }),
    ]) {
      expect(reply.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    }
    expect(await stranger.ask('query ($id: ID!) { materialRequest(id: $id) { id } }', { id })).toEqual({
      materialRequest: null,
    });
  });

  it('is accepted by the organisers once it is there, and accepted once', async () => {
    const { skovde: id } = await requestMaterial(of, meetingId, { kind: 'BEST_PRACTICE_SHEET' });
    expect(await accept(of.lead, id)).toEqual({
      materialRequest: null,
      userErrors: [
        {
          code: 'MATERIAL_MISSING',
          field: ['id'],
          message: 'Nothing has been uploaded for this yet. Accept it when there is something.',
        },
      ],
    });
    await upload(skovde, tavola.url, id, PDF);
    expect((await accept(skovde, id)).userErrors[0].code).toBe('FORBIDDEN');
    const accepted = {
      materialRequest: { state: 'ACCEPTED', acceptedAt: '2017-11-20T08:00:00+00:00', version: 2 },
      userErrors: [],
    };
    expect(await accept(of.lead, id)).toEqual(accepted);
    const before = await events();
    expect(await accept(of.lead, id)).toEqual(accepted);
    expect(await events()).toEqual(before);
  });

  it('is reminded of where it is missing, and nowhere twice in 24 hours', async () => {
    const id = await openMeeting(of, { number: 4, slug: 'reminders', title: 'Reminders' });
    const requests = await requestMaterial(of, id, { title: 'Results' });
    await upload(skovde, tavola.url, requests['skovde'], PDF);
    expect((await remind(skovde, id)).userErrors).toEqual([{ code: 'FORBIDDEN', field: ['meetingId'] }]);
    expect((await remindedBy(id)).toSorted()).toEqual(['cervia', 'daugavpils', 'norrkoping']);
    expect(await remindedBy(id)).toEqual([]);

    const mail = await tavola.mailTo('delegate@daugavpils.example', (text) => text.includes('Results'));
    expect(mail.subject).toBe('EVOLAQ: joprojām trūkst: Results');
    await tavola.mailTo('coordinator@daugavpils.example', (text) =>
      text.includes('vēl nav saņemts: Results'),
    );
    await tavola.mailTo('lead@norrkoping.example', (text) => text.includes('Results'));
    for (const email of ['coordinator@skovde.example', 'delegate@skovde.example'])
      expect(mailsAbout(email, 'EVOLAQ: saknas fortfarande: Results')).toEqual([]);

    clock.set('2017-11-21T07:59:59Z');
    expect(await remindedBy(id)).toEqual([]);
    clock.set('2017-11-21T08:00:00Z');
    expect((await remindedBy(id)).toSorted()).toEqual(['cervia', 'daugavpils', 'norrkoping']);
  });

  it('is reminded of by itself around the deadline, while the meeting lasts', async () => {
    await tavola.sql(`update meeting set state = 'CLOSED' where id <> $1`, [meetingId]);
    await tavola.sql('update material_request set reminded_at = null');
    const { meeting: read } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    const others = ['ANSWER_MISSING', 'TRAVEL_MISSING', 'PRACTICAL_INFORMATION'];
    const mailRules = others.map((kind) => ({ kind, daysBefore: [] }));
    await of.lead.ask(
      `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }`,
      { input: { id: meetingId, expectedVersion: read.version, mailRules } },
    );
    await tavola.sql(`update material_request set accepted_at = now() where kind <> 'PRESENTATION'`);
    const { skovde: id } = await requestMaterial(of, meetingId);
    await upload(skovde, tavola.url, id, PDF);
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    const jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
    const material = new MaterialReminders(dataSource, clock, jobs);
    const reminders = new ScheduledMails(dataSource, clock, jobs, material);
    const runAt = (iso: string) => {
      clock.set(iso);
      return reminders.run();
    };
    try {
      // A week, two days before and one after, at nine where they meet; when it was due in two weeks, nobody was asked yet.
      expect(await runAt('2017-11-24T07:59:59Z')).toBe(0);
      // Of two at once one reminds, and the other finds it done.
      clock.set('2017-11-24T08:00:00Z');
      const both = await Promise.all([reminders.run(), reminders.run()]);
      expect(both.toSorted()).toEqual([0, 3]);
      expect(await runAt('2017-11-29T07:59:59Z')).toBe(0);
      expect(await runAt('2017-11-29T08:00:00Z')).toBe(3);
      expect(await runAt('2017-12-02T07:59:59Z')).toBe(0);
      await tavola.sql(`update meeting set state = 'CANCELLED' where id = $1`, [meetingId]);
      expect(await runAt('2017-12-02T08:00:00Z')).toBe(0);
      await tavola.sql(`update meeting set state = 'OPEN' where id = $1`, [meetingId]);
      expect(await runAt('2017-12-02T08:00:00Z')).toBe(3);
      expect(await runAt('2017-12-07T08:00:00Z')).toBe(0);
    } finally {
      await tavola.sql(`update meeting set state = 'OPEN' where id = $1`, [meetingId]);
      await jobs.stop();
      await dataSource.destroy();
    }
    const kinds = await tavola.sql(
      `select count(*)::int from event where kind = 'material.reminded' and actor_id is null`,
    );
    expect(kinds).toEqual([{ count: 9 }]);
  });

  it('keeps its deadline on the wall when the meeting moves to another zone', async () => {
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    await of.lead.ask(
      `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }`,
      { input: { id: meetingId, expectedVersion: meeting.version, timeZone: 'Europe/Helsinki' } },
    );
    const { id, dueAt, dueAtLocal } = (await ask(of.lead)).materialRequests[0];
    expect({ id, dueAt, dueAtLocal }).toEqual({
      id,
      dueAt: '2017-12-01T16:00:00+00:00',
      dueAtLocal: '2017-12-01T18:00:00',
    });
  });

  it('is history that the application cannot take away', async () => {
    for (const table of ['presentation', 'material_request'])
      await expect(tavola.sql(`delete from ${table}`)).rejects.toThrow(
        `permission denied for table ${table}`,
      );
  });

  it('ends with the meeting', async () => {
    const id = await openMeeting(of, { number: 5, slug: 'cancelled' });
    const { skovde: requestId } = await requestMaterial(of, id);
    await of.lead.ask(step('cancelMeeting'), { id });
    const closed = (...field: string[]) => [{ code: 'CLOSED', field }];
    expect((await ask(of.lead, { meetingId: id })).userErrors).toEqual(closed('input', 'meetingId'));
    expect((await remind(of.lead, id)).userErrors).toEqual(closed('meetingId'));
    expect((await accept(of.lead, requestId)).userErrors).toMatchObject(closed('id'));
  });
});
