import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { NOTICES } from '../src/notifications/notices/notices.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { Delivery } from '../src/platform/email/delivery.js';
import { requestMaterial } from './factories/material.js';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { SlowSmtp } from './setup/slow-smtp.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const TOPICS = '{ viewer { mailTopics { topic isWanted } } }';
const SET = `mutation ($input: SetMailTopicInput!) { setMailTopic(input: $input) {
  viewer { mailTopics { topic isWanted } } userErrors { code } } }`;
const REMIND = `mutation ($id: ID!) { remindMaterial(meetingId: $id) { materialRequests { id } userErrors { code } } }`;
const WAIT = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code } } }`;
const SEND_HELD = `mutation ($input: SendHeldMailsInput!) { sendHeldMails(input: $input) { userErrors { code } } }`;
const MAILS = `query ($kind: String, $personId: ID) { project(slug: "evolaq") {
  mails(first: 100, kind: $kind, personId: $personId) { nodes { id state } } } }`;

const SKOVDE = 'coordinator@skovde.example';
const DAUGAVPILS = 'coordinator@daugavpils.example';
const ONE_CLICK = 'List-Unsubscribe=One-Click';

/** Whoever does not get these loses a place, a right or a day. */
const MUST_ARRIVE = [
  'address.bounced',
  'datePoll.cancelled',
  'datePoll.chosen',
  'datePoll.completed',
  'datePoll.created',
  'datePoll.invited',
  'datePoll.optionsAdded',
  'delegate.replaced',
  'delegates.imported',
  'delegates.named',
  'meeting.announced',
  'meeting.cancelled',
  'meeting.closed',
  'meeting.updated',
  'member.invited',
  'partner.invited',
  'presentation.rejected',
  'registration.approved',
  'registration.confirmed',
  'registration.declined',
  'registration.made',
  'registration.refused',
  'registration.requested',
  'registration.withdrawn',
  'seats.moved',
  'signIn.requested',
  'signUp.offerEnded',
  'signUp.offered',
  'signUp.promoted',
  'speakers.registered',
];

interface Setting {
  readonly topic: string;
  readonly isWanted: boolean;
}

describe('kinds of mail that somebody can do without', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    skovde = await of.as(SKOVDE);
    meetingId = await openMeeting(of);
    await requestMaterial(of, meetingId);
    await settled();
  });
  afterAll(() => tavola.stop());

  /** Everything that has happened is written and sent. */
  const settled = () =>
    until(async () => {
      const [row] = await tavola.sql(`select (select count(*)::int from unnotified_event) as notes,
        (select count(*)::int from email where state in ('QUEUED', 'SENDING')) as mails`);
      return row?.['notes'] === 0 && row['mails'] === 0;
    }, 30_000);
  const wanted = async (by: GraphqlClient): Promise<string[]> =>
    ((await by.ask(TOPICS)).viewer.mailTopics as Setting[]).flatMap(({ topic, isWanted }) =>
      isWanted ? topic : [],
    );
  const statesOf = async (kind: string, email: string): Promise<string[]> => {
    await settled();
    const { project } = await of.lead.ask(MAILS, { kind, personId: of.personIds[email] });
    return project.mails.nodes.map(({ state }: { state: string }) => state);
  };
  /** Of the newest mail that has one: its path, at which the test asks wherever it listens. */
  const linkIn = (email: string): string => {
    const text = tavola.mailsTo(email).find((mail) => mail.text.includes('/mail-topics/'))?.text ?? '';
    return /\/mail-topics\/\S+/.exec(text)?.[0] as string;
  };
  const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(tavola.url + path, { method: 'POST', body, headers, redirect: 'manual' });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const ALL = ['AGENDA', 'REMINDERS', 'PRACTICAL', 'MATERIAL', 'OUTCOMES', 'DELAYS'];
  const but = (...topics: string[]) => ALL.filter((topic) => !topics.includes(topic));

  it('are all wanted until he says otherwise, which concerns nobody else', async () => {
    expect(await wanted(skovde)).toEqual(ALL);
    const input = { topic: 'REMINDERS', isWanted: false };
    expect((await skovde.ask(SET, { input })).setMailTopic.userErrors).toEqual([]);
    expect((await skovde.ask(SET, { input })).setMailTopic.userErrors).toEqual([]);
    expect([await wanted(skovde), await wanted(of.lead)]).toEqual([but('REMINDERS'), ALL]);
    const told = `select count(*)::int from event where kind = 'mailTopic.turnedOff'`;
    expect(await tavola.sql(told)).toEqual([{ count: 1 }]);
    await of.lead.ask(REMIND, { id: meetingId });
    // It stands in the outbox, so that whoever organises knows why he heard nothing.
    expect(await statesOf('material.reminded', SKOVDE)).toEqual(['DISCARDED']);
    expect(await statesOf('material.reminded', DAUGAVPILS)).toEqual(['SENT']);
    await skovde.ask(SET, { input: { ...input, isWanted: true } });
    expect(await wanted(skovde)).toEqual(ALL);
  });

  it('are ended by one click of a mail program, without signing in and however it sends its form', async () => {
    const path = linkIn(SKOVDE);
    expect(path).toContain('/MATERIAL?signature=');
    const parts = new FormData();
    parts.append('List-Unsubscribe', 'One-Click');
    const forms: [BodyInit, Record<string, string>][] = [
      [ONE_CLICK, form],
      [parts, {}],
      // Programs of mail providers say where they are from, or nothing.
      [ONE_CLICK, { ...form, origin: 'https://mail.example' }],
    ];
    for (const [body, headers] of forms) {
      await skovde.ask(SET, { input: { topic: 'MATERIAL', isWanted: true } });
      expect((await post(path, body, headers)).status).toBe(200);
      expect(await wanted(skovde)).toEqual(but('MATERIAL'));
    }
    expect((await post(path, ONE_CLICK, form)).status).toBe(200);
    await skovde.ask(SET, { input: { topic: 'MATERIAL', isWanted: true } });
  });

  it('are chosen on a page, which changes nothing by being opened', async () => {
    const path = linkIn(SKOVDE);
    const page = await fetch(tavola.url + path);
    expect([page.status, await wanted(skovde)]).toEqual([200, ALL]);
    const text = await page.text();
    expect(text).toContain('<html lang="sv">');
    expect(text.match(/name="off"/g)).toHaveLength(ALL.length);
    expect((await post(path, 'off=AGENDA', { ...form, origin: 'https://elsewhere.example' })).status).toBe(
      403,
    );
    expect((await post(path, 'off=SIGN_IN', form)).status).toBe(200);
    expect((await post(path, '', form)).status).toBe(200);
    expect(await wanted(skovde)).toEqual(ALL);
    expect(await (await post(path, 'off=AGENDA', form)).text()).toMatch(/name="on"\s+value="AGENDA"/);
    expect(await wanted(skovde)).toEqual(but('AGENDA'));
    await post(path, 'on=AGENDA', form);
    expect(await wanted(skovde)).toEqual(ALL);
  });

  it('are of the one person whom the link is for', async () => {
    const path = linkIn(SKOVDE);
    const other = of.personIds[DAUGAVPILS] as string;
    const forged = [
      path.replace(of.personIds[SKOVDE] as string, other),
      path.replace('/MATERIAL', '/AGENDA'),
      path.replace('/MATERIAL', '/SIGN_IN'),
      path.replace(/\?.*/, ''),
    ];
    for (const one of forged) expect((await post(one, ONE_CLICK, form)).status).toBe(404);
    expect([await wanted(skovde), await wanted(await of.as(DAUGAVPILS))]).toEqual([ALL, ALL]);
  });

  it('do not leave either when he ends them while they wait', async () => {
    await of.lead.ask(WAIT, { input: { id: of.projectId, expectedVersion: 1, agendaMailsWait: true } });
    await agendaItem(of, meetingId);
    await publish(of, meetingId);
    expect(await statesOf('agenda.published', SKOVDE)).toEqual(['HELD']);
    await skovde.ask(SET, { input: { topic: 'AGENDA', isWanted: false } });
    await of.lead.ask(SEND_HELD, { input: { projectId: of.projectId } });
    expect(await statesOf('agenda.published', SKOVDE)).toEqual(['DISCARDED']);
    expect(await statesOf('agenda.published', DAUGAVPILS)).toEqual(['SENT']);
    await skovde.ask(SET, { input: { topic: 'AGENDA', isWanted: true } });
  });

  it('name no mail that must arrive', () => {
    const always = Object.keys(NOTICES).filter((kind) => !NOTICES[kind]?.topic);
    expect(always.toSorted()).toEqual(MUST_ARRIVE);
  });

  it('are told to mail programs, with one click where that is safe; of others nothing is', async () => {
    await invite(of, meetingId, 'skovde', 2);
    await settled();
    const headersOf = async (kind: string, baseUrl: string): Promise<string[]> => {
      const smtp = await SlowSmtp.start();
      const dataSource = await applicationDataSource(tavola.database.url).initialize();
      const secrets = new Secrets('a key for tests, of at least 32 characters');
      const settings = {
        replyAddress: 'tavola@x.example',
        areRepliesRead: true,
        smtpUrl: smtp.url,
        from: 'tavola@x.example',
        baseUrl,
      };
      const [row] = await tavola.sql(
        `update email m set state = 'QUEUED' from event e
         where e.id = m.event_id and e.kind = $1 and m.recipient = $2 returning m.id`,
        [kind, SKOVDE],
      );
      const delivered = new Delivery(dataSource, clock, secrets, settings).deliver(row?.['id'] as string);
      await until(() => Promise.resolve(smtp.messages.length === 1));
      smtp.answer();
      await delivered;
      await dataSource.destroy();
      await smtp.stop();
      const head = (smtp.messages[0] ?? '').split('\r\n\r\n', 1)[0]?.replaceAll(/\r\n\s+/g, ' ') ?? '';
      return head.split('\r\n').filter((line) => line.startsWith('List-'));
    };
    const path = linkIn(SKOVDE);
    expect(await headersOf('material.requested', 'https://tavola.example')).toEqual([
      `List-Unsubscribe: <https://tavola.example${path}>`,
      `List-Unsubscribe-Post: ${ONE_CLICK}`,
    ]);
    expect(await headersOf('material.requested', 'http://localhost')).toEqual([
      `List-Unsubscribe: <http://localhost${path}>`,
    ]);
    expect(await headersOf('partner.invited', 'https://tavola.example')).toEqual([]);
  });
});
