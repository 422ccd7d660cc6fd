import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Delivery } from '../src/platform/email/delivery.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { applicationDataSource } from '../src/data-source.js';
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
import { SlowSmtp } from './setup/slow-smtp.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const MAILS = `query ($state: EmailState, $kind: String, $personId: ID, $meetingId: ID) { project(slug: "evolaq") {
  mails(first: 100, state: $state, kind: $kind, personId: $personId, meetingId: $meetingId) { nodes {
    id version kind subject text state attempts smtpAnswer person { id } meeting { id } resendOf { id } } } } }`;
const verb = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) {
  mail { id state resendOf { id } } userErrors { code field message } } }`;
const UPDATE = `mutation ($input: UpdateMailInput!) { updateMail(input: $input) {
  mail { version subject text } userErrors { code field } } }`;
const SEND_HELD = `mutation ($input: SendHeldMailsInput!) { sendHeldMails(input: $input) {
  mails { id } userErrors { code field } } }`;
const WAIT = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { agendaMailsWait } } }`;

const SKOVDE = 'coordinator@skovde.example';

interface Mail {
  readonly id: string;
  readonly version: number;
  readonly text: string;
  readonly state: string;
  readonly [field: string]: unknown;
}

describe('the outbox of a project', () => {
  let tavola: Tavola;
  let clock: FixedClock;
  let of: Partnership;
  beforeEach(async () => {
    clock = new FixedClock('2017-11-20T09:00:00Z');
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
  });
  afterEach(() => tavola.stop());

  const mails = async (by: GraphqlClient, asked: object = {}): Promise<Mail[]> =>
    (await by.ask(MAILS, asked)).project.mails.nodes;
  const does = async (name: string, id: string, by = of.lead) => (await by.ask(verb(name), { id }))[name];
  const code = async (by: GraphqlClient, name: string, id: string) =>
    (await by.send(verb(name), { id })).errors?.[0]?.extensions.code;
  /** Mails of an announcement, before a worker had them: put back into the row in which they waited. */
  const announced = async (): Promise<string> => {
    const id = await meeting(of);
    await of.lead.ask(step('announceMeeting'), { id });
    await until(
      async () => (await mails(of.lead, { kind: 'meeting.announced', state: 'SENT' })).length === 4,
    );
    return id;
  };
  /** As if the mail server had not taken it yet. */
  const waiting = async (to = SKOVDE): Promise<Mail> => {
    await tavola.sql(
      `update email set state = 'QUEUED', sent_at = null, queued_at = now(), attempts = 0
      where recipient = $1 and event_id in (select id from event where kind = 'meeting.announced')`,
      [to],
    );
    const personId = of.personIds[to];
    return (await mails(of.lead, { kind: 'meeting.announced', personId }))[0] as Mail;
  };

  it('is told by state, kind, person and meeting, to those whom it concerns', async () => {
    const meetingId = await announced();
    await openMeeting(of, { number: 10, slug: 'second', hostPartnerId: of.partnerIds['skovde'] });
    await until(
      async () => (await mails(of.lead, { kind: 'meeting.announced', state: 'SENT' })).length === 8,
    );
    const personId = of.personIds[SKOVDE];
    const one = await mails(of.lead, { kind: 'meeting.announced', meetingId, personId, state: 'SENT' });
    expect(one).toMatchObject([
      {
        kind: 'meeting.announced',
        state: 'SENT',
        attempts: 1,
        smtpAnswer: expect.stringMatching(/^250 /),
        person: { id: personId },
        meeting: { id: meetingId },
        text: expect.stringMatching(/^Hej Coordinator, Skövde!\n\n.*\[\[home\]\]$/s),
      },
    ]);
    const seen = async (email: string) =>
      (await mails(await of.as(email), { kind: 'meeting.announced' })).map(({ text }) => text !== null);
    // The host: all four of its meeting, and the one to himself of the other, which it neither edits nor reads.
    expect((await seen('coordinator@cervia.example')).toSorted()).toEqual([false, true, true, true, true]);
    expect(await seen('coordinator@daugavpils.example')).toEqual([false, false]);
    expect(await seen('delegate@skovde.example')).toEqual([]);
  });

  it('never shows a mail for signing in', async () => {
    expect(await mails(of.lead, { kind: 'signIn.requested' })).toEqual([]);
    const [mail] = await tavola.sql(
      `select m.id from email m join event e on e.id = m.event_id where e.kind = 'signIn.requested' limit 1`,
    );
    for (const name of ['holdMail', 'sendMail', 'discardMail', 'resendMail'])
      expect(await code(of.lead, name, mail?.['id'] as string)).toBe('NOT_FOUND');
  });

  it('holds a mail, has another text of it, and sends that', async () => {
    await announced();
    const { id, version, text } = await waiting();
    expect((await does('holdMail', id)).mail.state).toBe('HELD');
    expect((await does('holdMail', id)).userErrors).toEqual([]);
    const changed = text.replace('Cervia', 'Milano Marittima <3');
    const input = { id, expectedVersion: version, subject: 'Nytt ämne', text: changed };
    const { updateMail } = await of.lead.ask(UPDATE, { input });
    expect(updateMail).toEqual({ mail: { version: 2, subject: 'Nytt ämne', text: changed }, userErrors: [] });
    const stale = await of.lead.ask(UPDATE, { input: { ...input, subject: 'Annat' } });
    expect(stale.updateMail.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    expect(tavola.mailsTo(SKOVDE).filter(({ subject }) => subject === 'Nytt ämne')).toEqual([]);
    // By the time it is read a worker may have it.
    expect((await does('sendMail', id)).mail.state).toMatch(/^(QUEUED|SENDING|SENT)$/);
    const mail = await tavola.mailTo(SKOVDE, (said) => said.includes('Milano Marittima <3'));
    expect(mail.subject).toBe('Nytt ämne');
    expect(mail.text).toMatch(/http:\/\/localhost\/\n\n-- \nTavola skickade/);
    const [row] = await tavola.sql('select html from email where id = $1', [id]);
    expect(row?.['html']).toContain('Milano Marittima &lt;3');
    expect(row?.['html']).toContain('<a href="[[home]]"');
    await until(async () => (await does('sendMail', id)).mail.state === 'SENT');
    expect((await does('holdMail', id)).userErrors).toMatchObject([{ code: 'MAIL_STATE', field: ['id'] }]);
  });

  it('discards a mail for good', async () => {
    await announced();
    const { id } = await waiting();
    expect((await does('discardMail', id)).mail.state).toBe('DISCARDED');
    expect((await does('discardMail', id)).userErrors).toEqual([]);
    for (const name of ['holdMail', 'sendMail', 'resendMail'])
      expect((await does(name, id)).userErrors).toMatchObject([{ code: 'MAIL_STATE' }]);
  });

  it('is the business of the lead partner and the host', async () => {
    await announced();
    const { id } = await waiting();
    const skovde = await of.as(SKOVDE);
    expect((await does('holdMail', id, skovde)).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(await code(await of.as('coordinator@daugavpils.example'), 'holdMail', id)).toBe('NOT_FOUND');
    expect((await does('holdMail', id, await of.as('coordinator@cervia.example'))).mail.state).toBe('HELD');
  });

  it('lets nobody make a link part of another address: a click would hand it to a stranger', async () => {
    await announced();
    const { id, version } = await waiting();
    await does('holdMail', id);
    const link = '[[/participation/1/2/2017-12-13]]';
    await tavola.sql('update email set grants = array[$2] where id = $1', [id, link]);
    const edit = async (text: string) =>
      (await of.lead.ask(UPDATE, { input: { id, expectedVersion: version, text } })).updateMail.userErrors;
    for (const text of [
      `https://x.example/?u=${link}`,
      `${link}@x.example`,
      `Svara: ${link}\n\nx.example?${link}`,
    ])
      expect(await edit(text)).toEqual([{ code: 'INVALID', field: ['input', 'text'] }]);
    expect(await edit(`Kom!\n\nSvara: ${link}`)).toEqual([]);
  });

  it('sends once more what failed, to the address that the person has by now, each mail once', async () => {
    await announced();
    const { id } = await waiting();
    await tavola.sql(`update email set state = 'FAILED', smtp_answer = '550 unknown' where id = $1`, [id]);
    await tavola.sql(`update person set email = 'new@skovde.example' where email = $1`, [SKOVDE]);
    const { mail } = await does('resendMail', id);
    expect(mail.resendOf).toEqual({ id });
    const again = await tavola.mailTo('new@skovde.example');
    expect(again.messageId).toBe(`<${mail.id}@tavola>`);
    expect((await does('resendMail', id)).mail.id).toBe(mail.id);
    expect(tavola.mailsTo('new@skovde.example')).toHaveLength(1);
    const trouble = `{ project(slug: "evolaq") { mailsInTrouble { totalCount } } }`;
    expect((await of.lead.ask(trouble)).project.mailsInTrouble.totalCount).toBe(0);
    let last: string = mail.id;
    const sent = async (): Promise<string[]> => {
      await until(async () => (await mails(of.lead, { state: 'SENT' })).some((one) => one.id === last));
      const { mail: next, userErrors } = await does('resendMail', last);
      last = next?.id ?? last;
      return userErrors.map(({ code }: { code: string }) => code);
    };
    expect([await sent(), await sent(), await sent()]).toEqual([[], [], ['TOO_MANY_MAILS']]);
  });

  it('does not send again what is over', async () => {
    await announced();
    const { id } = await waiting();
    await tavola.sql(`update email set state = 'FAILED' where id = $1`, [id]);
    clock.set('2017-12-14T00:00:00Z');
    expect((await does('resendMail', id)).userErrors).toMatchObject([{ code: 'MAIL_STATE' }]);
  });

  it('keeps mails about a release until somebody has looked, where the project wants it', async () => {
    const meetingId = await openMeeting(of);
    const input = { id: of.projectId, expectedVersion: 1, agendaMailsWait: true };
    expect((await of.lead.ask(WAIT, { input })).updateProject.project.agendaMailsWait).toBe(true);
    await agendaItem(of, meetingId);
    await publish(of, meetingId);
    const asked = { kind: 'agenda.published', meetingId };
    await until(async () => (await mails(of.lead, asked)).length === 4);
    expect((await mails(of.lead, asked)).map(({ state }) => state)).toEqual(Array(4).fill('HELD'));
    const skovde = await of.as(SKOVDE);
    const refused = await skovde.ask(SEND_HELD, { input: { projectId: of.projectId, meetingId } });
    expect(refused.sendHeldMails.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    const host = await of.as('coordinator@cervia.example');
    const { sendHeldMails } = await host.ask(SEND_HELD, { input: { projectId: of.projectId, meetingId } });
    expect([sendHeldMails.mails.length, sendHeldMails.userErrors]).toEqual([4, []]);
    await until(async () => (await mails(of.lead, { ...asked, state: 'SENT' })).length === 4);
    const none = await of.lead.ask(SEND_HELD, { input: { projectId: of.projectId } });
    expect(none.sendHeldMails).toEqual({ mails: [], userErrors: [] });
  });

  describe('while a mail is being sent', () => {
    let smtp: SlowSmtp;
    beforeEach(async () => {
      smtp = await SlowSmtp.start();
    });
    afterEach(() => smtp.stop());

    /** A worker of its own, whose mail server takes its time. */
    const delivering = async (id: string): Promise<{ end: () => Promise<void> }> => {
      const dataSource = await applicationDataSource(tavola.database.url).initialize();
      const secrets = new Secrets('a key for tests, of at least 32 characters');
      const settings = {
        replyAddress: 'tavola@norrkoping.example',
        areRepliesRead: true,
        smtpUrl: smtp.url,
        from: 'Tavola <tavola@x.example>',
        baseUrl: 'http://localhost',
      };
      const delivery = new Delivery(dataSource, clock, secrets, settings).deliver(id);
      return {
        end: async () => {
          await delivery;
          await dataSource.destroy();
        },
      };
    };

    it('changes nothing of it, and what was changed before is what leaves', async () => {
      await announced();
      const { id, version } = await waiting();
      await of.lead.ask(UPDATE, { input: { id, expectedVersion: version, text: 'Changed in time.' } });
      const { end } = await delivering(id);
      await until(() => smtp.received.length === 1);
      const late = { id, expectedVersion: version + 1, text: 'Too late.' };
      const { updateMail } = await of.lead.ask(UPDATE, { input: late });
      expect(updateMail.userErrors).toEqual([{ code: 'MAIL_STATE', field: ['input', 'id'] }]);
      for (const name of ['holdMail', 'discardMail'])
        expect((await does(name, id)).userErrors).toMatchObject([{ code: 'MAIL_STATE' }]);
      smtp.answer();
      await end();
      expect(smtp.messages[0]).toContain('Changed in time.');
    });
  });
});
