import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { startReceiver } from '../src/application.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { loadConfig } from '../src/platform/config/config.js';
import { Answered, ReplyAddresses } from '../src/platform/email/reply-addresses.js';
import type { SunkMail } from '../src/platform/email/sunk-mail.js';
import { Log } from '../src/platform/log/log.js';
import { bounceOf } from './factories/bounces.js';
import { type Partnership, openMeeting, partnership, step } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { LogLines } from './setup/log-lines.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const DELEGATE = 'delegate@skovde.example';
const COORDINATOR = 'coordinator@skovde.example';
const LEAD = 'lead@norrkoping.example';
const ENV = {
  SECRET_KEY: 'a key for tests, of at least 32 characters',
  MAIL_REPLY_TO: 'tavola@norrkoping.example',
};
const PERSON = 'query ($id: ID!) { person(id: $id) { name email bouncedAt bounceAnswer } }';
const TROUBLE = `{ projects { mailsInTrouble(state: BOUNCED) { nodes { address state smtpAnswer person { bounceAnswer } } } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) { userErrors { code } } }`;
const SUBJECTS: Readonly<Record<string, string>> = {
  [COORDINATOR]: 'E-post till Delegate, Skövde kommer inte fram',
  [LEAD]: 'Mail to Coordinator, Skövde does not arrive',
};

const addresses = new ReplyAddresses(new Secrets(ENV.SECRET_KEY), ENV.MAIL_REPLY_TO);

describe('a mail that comes back', () => {
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let receiving: Awaited<ReturnType<typeof startReceiver>>;
  const log = new LogLines();
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    skovde = await of.as(COORDINATOR, 'sv');
    const config = loadConfig({ ...ENV, DATABASE_URL: tavola.database.url }, process.cwd());
    receiving = await startReceiver(config, tavola.database, Log.to('info', log));
    const startsOn = DateTime.utc().plus({ days: 40 }).toISODate();
    const meetingId = await openMeeting(of, { startsOn, endsOn: startsOn });
    await of.lead.ask(
      `mutation ($input: InvitePartnerInput!) { invitePartner(input: $input) { userErrors { code } } }`,
      {
        input: { meetingId, partnerId: of.partnerIds['skovde'], seats: 2 },
      },
    );
    const delegates = [{ name: 'Delegate, Skövde', email: DELEGATE, language: 'sv' }];
    await of.lead.ask(NAME, { input: { meetingId, partnerId: of.partnerIds['skovde'], delegates } });
    await until(async () => mailsOf('Final meeting').length === 1);
  });
  afterAll(async () => {
    await receiving.stop();
    await tavola.stop();
  });

  const mailsOf = (word: string): SunkMail[] =>
    tavola.mailsTo(DELEGATE).filter(({ subject }) => subject.includes(word));
  const receive = async (mail: string) => {
    const before = log.raw.length;
    await receiving.receiver.receive(Buffer.from(mail));
    const { reception, why } = JSON.parse(log.raw.slice(before)[0] ?? '{}') as Record<string, unknown>;
    return [reception, why];
  };
  const row = async ({ messageId }: SunkMail) =>
    (await tavola.sql('select state, smtp_answer from email where message_id = $1', [messageId]))[0];
  const personOf = async (as: GraphqlClient, email: string) =>
    (await as.ask(PERSON, { id: of.personIds[email] })).person;
  const toldTo = (email: string): number =>
    tavola.mailsTo(email).filter(({ subject }) => subject === SUBJECTS[email]).length;

  it('has a sender of its own in its envelope, which is nobody whom people see', async () => {
    const mails = tavola.mailsTo(DELEGATE);
    expect(new Set(mails.map(({ from }) => from)).size).toBe(mails.length);
    for (const { from, raw } of mails) {
      expect(from).toMatch(/^tavola\+b[a-z2-7]{42}@norrkoping\.example$/);
      expect(raw.toString()).toContain('From: Tavola <tavola@norrkoping.example>');
    }
  });

  it('that is only late is noted, and nobody is told', async () => {
    const [mail] = mailsOf('Final meeting') as [SunkMail];
    const late = bounceOf(mail, {
      action: 'delayed',
      status: '4.4.1',
      diagnostic: 'smtp; connection timed out',
    });
    expect(await receive(late)).toEqual(['TAKEN', 'TAKEN']);
    expect(await row(mail)).toEqual({ state: 'SENT', smtp_answer: '4.4.1 connection timed out' });
    expect(await receive(late)).toEqual(['TAKEN', 'KNOWN']);
    const givenUp = bounceOf(tavola.mailsTo(DELEGATE).at(-1) as SunkMail, {
      status: '4.4.7',
      diagnostic: '',
    });
    expect(await receive(givenUp)).toEqual(['TAKEN', 'TAKEN']);
    expect(await row(tavola.mailsTo(DELEGATE).at(-1) as SunkMail)).toEqual({
      state: 'BOUNCED',
      smtp_answer: '4.4.7',
    });
    expect(await personOf(skovde, DELEGATE)).toMatchObject({ bouncedAt: null });
  });

  it.each([
    [
      'to an address that nobody made',
      (from: string) => from.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')),
    ],
    [
      'to the address of an answer',
      () => addresses.of(Answered.REGISTRATION, '0198c0de-0000-7000-8000-00000000beef'),
    ],
    ['to the mailbox', () => ENV.MAIL_REPLY_TO],
  ])('counts for nothing when its report is sent %s', async (_what, to) => {
    const [mail] = mailsOf('Final meeting') as [SunkMail];
    expect(await receive(bounceOf(mail, { to: to(mail.from) }))).toEqual(['REFUSED', 'FORGED']);
    expect(await row(mail)).toMatchObject({ state: 'SENT' });
  });

  it('counts for nothing when it was never sent', async () => {
    const [mail] = mailsOf('Final meeting') as [SunkMail];
    const to = addresses.of(Answered.MAIL, '0198c0de-0000-7000-8000-00000000beef');
    expect(await receive(bounceOf(mail, { to }))).toEqual(['REFUSED', 'NOT_SENT']);
    expect(await receive(bounceOf(mail, { action: 'delivered', status: '2.0.0' }))).toEqual([
      'IGNORED',
      'AUTOMATIC',
    ]);
  });

  it('marks the address for those who see it, and tells the coordinator of that partner once', async () => {
    const [mail] = mailsOf('Final meeting') as [SunkMail];
    const diagnostic = `smtp; 550 5.1.1 <${DELEGATE}>\u0000: No\r\n such user ${'x'.repeat(500)}`;
    const report = bounceOf(mail, { diagnostic });
    expect(await receive(report)).toEqual(['TAKEN', 'TAKEN']);
    expect(await receive(report)).toEqual(['TAKEN', 'KNOWN']);
    const answer = `5.1.1 ${`550 5.1.1 <${DELEGATE}> : No such user ${'x'.repeat(500)}`.slice(0, 300)}`;
    expect(await row(mail)).toEqual({ state: 'BOUNCED', smtp_answer: answer });
    await until(async () => toldTo(COORDINATOR) === 1);
    const text = tavola.mailsTo(COORDINATOR)[0]?.text;
    expect(text).toContain(`på ${DELEGATE} kom i retur`);
    expect(text).not.toContain('No such user');
    const seen = {
      name: 'Delegate, Skövde',
      email: DELEGATE,
      bouncedAt: expect.any(String),
      bounceAnswer: answer,
    };
    for (const client of [skovde, of.lead]) expect(await personOf(client, DELEGATE)).toEqual(seen);
    const host = await of.as('coordinator@cervia.example');
    expect(await personOf(host, DELEGATE)).toEqual({
      ...seen,
      email: null,
      bouncedAt: null,
      bounceAnswer: null,
    });
    const { projects } = await skovde.ask(TROUBLE);
    expect(projects[0].mailsInTrouble.nodes).toContainEqual({
      address: DELEGATE,
      state: 'BOUNCED',
      smtpAnswer: answer,
      person: { bounceAnswer: answer },
    });
  });

  it('is followed by others all the same, whose coming back is told to nobody', async () => {
    const id = (await of.lead.ask('{ projects { meetings { id } } }')).projects[0].meetings[0].id;
    const before = tavola.mailsTo(DELEGATE).length;
    await of.lead.ask(step('cancelMeeting'), { id });
    await until(async () => tavola.mailsTo(DELEGATE).length > before);
    const [next] = tavola.mailsTo(DELEGATE) as [SunkMail];
    // The mail server has it a moment before that is noted.
    await until(async () => (await row(next))?.['state'] === 'SENT');
    expect(await receive(bounceOf(next))).toEqual(['TAKEN', 'TAKEN']);
    expect(await row(next)).toMatchObject({ state: 'BOUNCED' });
    const kinds = await tavola.sql(
      `select kind, count(*)::int from event where kind in ('address.bounced', 'mail.bounced', 'mail.delayed') group by 1 order by 1`,
    );
    expect(kinds).toEqual([
      { kind: 'address.bounced', count: 1 },
      { kind: 'mail.bounced', count: 2 },
      { kind: 'mail.delayed', count: 1 },
    ]);
    expect(toldTo(COORDINATOR)).toBe(1);
  });

  it('of a coordinator is told to the lead partner, also when he only wanted to sign in', async () => {
    const mail = tavola.mailsTo(COORDINATOR).find(({ text }) => text.includes('/sign-in/')) as SunkMail;
    expect(await receive(bounceOf(mail))).toEqual(['TAKEN', 'TAKEN']);
    await until(async () => toldTo(LEAD) === 1);
  });

  it('says no more of an address when somebody says that it works', async () => {
    const LIFT = 'mutation ($id: ID!) { liftBounce(id: $id) { person { bouncedAt } userErrors { code } } }';
    const id = of.personIds[DELEGATE];
    const host = await of.as('coordinator@cervia.example');
    expect((await host.send(LIFT, { id })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    for (let times = 0; times < 2; times += 1)
      expect((await skovde.ask(LIFT, { id })).liftBounce).toEqual({
        person: { bouncedAt: null },
        userErrors: [],
      });
    const lifted = await tavola.sql(`select count(*)::int from event where kind = 'address.restored'`);
    expect(lifted).toEqual([{ count: 1 }]);
  });

  it('says nothing of another address, nor of one that he has no more', async () => {
    const id = of.personIds[COORDINATOR];
    await tavola.sql('update person set name = name where id = $1', [id]);
    expect(await personOf(of.lead, COORDINATOR)).toMatchObject({ bouncedAt: expect.any(String) });
    await tavola.sql(`update person set email = 'new@skovde.example' where id = $1`, [id]);
    expect(await personOf(of.lead, COORDINATOR)).toMatchObject({ bouncedAt: null });
    const [mail] = tavola.mailsTo(COORDINATOR) as [SunkMail];
    expect(await receive(bounceOf(mail))).toEqual(['TAKEN', 'TAKEN']);
    expect(await row(mail)).toMatchObject({ state: 'BOUNCED' });
    expect(await personOf(of.lead, COORDINATOR)).toMatchObject({ bouncedAt: null });
    for (const line of log.raw) expect(line).not.toMatch(/skovde|No such user/i);
  });
});
