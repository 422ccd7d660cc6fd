import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SignedInGuard } from '../src/platform/access/signed-in.guard.js';
import { Log } from '../src/platform/log/log.js';
import { requestMaterial, upload } from './factories/material.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, agendaItem, openMeeting, partnership } from './factories/partnership.js';
import { TRAIN } from './factories/travel.js';
import { Canaries } from './setup/canaries.js';
import { codeIn } from './setup/code-in.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const LINES = 10_000;
/** What is asked at the same moment. */
const AT_ONCE = 8;

describe('the log', () => {
  const canaries = new Canaries();
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  const word = (of: string) => canaries.word(of);
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let coordinator: GraphqlClient;
  let token: string;
  let anna: { client: GraphqlClient; registrationId: string; link: string };

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of, { title: word('Title'), place: word('Place') });
    const name = word('Name');
    const registrationId = await nameDelegate(of, meetingId, { partner: 'skovde', name, seats: 20 });
    const email = `${name}@skovde.example`.toLowerCase();
    const link = await participationLink(tavola, email, registrationId);
    canaries.secret(new URL(link.address).searchParams.get('signature') ?? undefined);
    const client = await of.as(email);
    anna = { client, registrationId, link: link.address };
    coordinator = await of.as('coordinator@skovde.example');
    const { createApiToken } = await client.ask(
      `mutation { createApiToken(input: { name: "script", scopes: [READ], days: 7 }) { token } }`,
    );
    ({ token } = createApiToken);
    canaries.secret(token);
    for (const { cookie } of [client, coordinator, of.lead])
      for (const pair of cookie.split('; ')) canaries.secret(pair.split('=')[1]);
    // All of it comes in one minute of a clock that stands still.
    for (const table of ['session', 'api_token'])
      await tavola.sql(`update ${table} set requests_per_minute = 1000000`);
    canaries.secret(codeIn(tavola.mailsTo(email).find(({ text }) => text.includes('/sign-in/'))?.text ?? ''));
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => tavola.stop());

  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(tavola.url + path, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const json = { 'content-type': 'application/json' };
  const does = (client: GraphqlClient, mutation: string, type: string, input: object) =>
    client.send(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code message } } }`,
      {
        input,
      },
    );

  /** What people, scripts and strangers ask; some of it is answered, other is refused. */
  const asking: (() => Promise<unknown>)[] = [
    () =>
      anna.client.send(
        '{ viewer { name registrations { id needs { diets diet access emergencyContact { name phone } } consents { text } person { name email } } } }',
      ),
    () =>
      of.lead.send(`query ${word('Operation')} { ${word('alias')}: meeting(id: "${meetingId}") { title } }`),
    () => of.lead.send(`{ project(slug: "${word('Slug')}") { id } }`),
    () => of.lead.send(`{ ${word('Field')} }`),
    () => of.lead.send(`{ meeting(id: ${word('Enum')}) { id } }`),
    () =>
      of.lead.send(`query ($id: ID!) { meeting(id: $id) { id } }`, { id: { [word('Key')]: word('Value') } }),
    () => tavola.anonymous().send(`{ viewer { name } } # ${word('Comment')}`),
    () => post('/graphql', `{"query": "{ viewer { name } }", "variables": { ${word('Broken')}`, json),
    () =>
      post('/graphql', JSON.stringify({ query: '{ viewer { name } }' }), {
        ...json,
        authorization: `Bearer ${word('Bearer')}`,
      }),
    () =>
      post('/graphql', JSON.stringify({ query: '{ viewer { name } }' }), {
        ...json,
        authorization: `Basic ${word('Basic')}`,
        cookie: `tavola=${word('Cookie')}`,
        'user-agent': word('Agent'),
        'x-forwarded-for': word('Forwarded'),
        referer: `https://x.example/${word('Referer')}`,
        'accept-language': word('Language'),
      }),
    () => post('/graphql', word('Text'), { 'content-type': `text/${word('type')}` }),
    () => fetch(anna.link),
    () =>
      post('/graphql', JSON.stringify({ query: '{ viewer { name } }' }), {
        ...json,
        authorization: `Bearer ${token}`,
      }),
    () => fetch(`${anna.link}${word('Signature')}`),
    () => fetch(`${tavola.url}/${word('Path')}/${word('Path')}@x.example?${word('Query')}=1`),
    () => fetch(`${tavola.url}/files/presentations/${word('File')}`, { headers: anna.client.headers }),
    () => fetch(`${tavola.url}/live/meetings/${word('Live')}`, { headers: anna.client.headers }),
    () => fetch(tavola.url, { headers: { ...anna.client.headers, 'user-agent': word('Agent') } }),
  ];

  /** What they change, or try to. */
  const changing: (() => Promise<unknown>)[] = [
    () =>
      tavola
        .anonymous()
        .send(`mutation { requestSignIn(input: { email: "${word('unknown')}@x.example" }) { signInId } }`),
    () =>
      does(tavola.anonymous(), 'completeSignIn', 'CompleteSignInInput', {
        signInId: meetingId,
        code: word('Code'),
      }),
    () =>
      does(of.lead, 'addPartner', 'AddPartnerInput', {
        projectId: of.projectId,
        slug: word('slug'),
        name: word('Partner'),
        town: word('Town'),
        country: 'SE',
      }),
    () =>
      does(of.lead, 'addPartner', 'AddPartnerInput', {
        projectId: of.projectId,
        slug: word('Bad slug'),
        name: word('Partner'),
        town: 'X',
        country: word('Country'),
      }),
    () =>
      does(of.lead, 'inviteMember', 'InviteMemberInput', {
        partnerId: of.partnerIds['cervia'],
        role: 'DELEGATE',
        name: word('Member'),
        email: `${word('member')}@cervia.example`,
        language: 'it',
      }),
    () =>
      does(coordinator, 'nameDelegates', 'NameDelegatesInput', {
        meetingId,
        partnerId: of.partnerIds['skovde'],
        delegates: [{ name: word('Delegate'), email: `${word('bad')}@@x`, language: 'sv' }],
      }),
    () =>
      does(of.lead, 'registerWalkIn', 'RegisterWalkInInput', {
        meetingId,
        name: word('Walkin'),
        town: word('Walktown'),
      }),
    () =>
      does(anna.client, 'register', 'RegisterInput', {
        meetingId,
        needs: { diet: word('Diet'), access: word('Access'), interpretation: word('Tongue') },
        photoConsent: true,
        idempotencyKey: word('Key'),
      }),
    () =>
      does(anna.client, 'addTravelLeg', 'AddTravelLegInput', {
        ...TRAIN,
        registrationId: anna.registrationId,
        fromPlace: word('Station'),
        toTimeZone: word('Zone'),
      }),
    () =>
      does(of.lead, 'addAgendaItem', 'AddAgendaItemInput', {
        meetingId,
        kind: 'WORKSHOP',
        title: word('Item'),
        startsAtLocal: word('Time'),
        endsAtLocal: '2017-12-12T12:00',
      }),
    () =>
      does(of.lead, 'createApiToken', 'CreateApiTokenInput', {
        name: word('Token'),
        scopes: ['READ'],
        days: 7,
      }),
    () =>
      post(
        new URL(anna.link).pathname + new URL(anna.link).search,
        `answer=yes&diet=${word('Diet')}&access=${word('Access')}&contactName=${word('Close')}&contactPhone=${word('Phone')}`,
        form,
      ),
    () => post('/sign-in', `email=${word('typed')}%40x.example`, form),
    () =>
      post('/sign-in', `email=${word('foreign')}%40x.example`, {
        ...form,
        origin: `https://${word('origin')}`,
      }),
    () => post('/sign-in', `email=${word('bad')}%40%40x`, form),
    () => post(`/sign-in/${meetingId}`, `code=${word('Code')}&signature=${word('Signature')}`, form),
  ];

  /** Until the log has so many lines. Each round is a minute, so that nobody has asked too often. */
  async function traffic(doings: (() => Promise<unknown>)[], lines: number): Promise<void> {
    let next = 0;
    const one = async () => {
      while (tavola.log.raw.length < lines) {
        if (next % doings.length === 0) clock.set(clock.now().plus({ minutes: 1 }).toISO() as string);
        await doings[next++ % doings.length]?.();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /** Statements that fail with what was to be written in the database's message, jobs and uploads that fail. */
  async function faults(): Promise<void> {
    const owner = tavola.database.ownerUrl;
    await tavola.sql(
      `create function fail() returns trigger language plpgsql as $$
       begin raise exception 'invalid input "%" of %', new.title, '${word('cause')}@x.example' using errcode = '22023'; end $$;
       create trigger fail before insert on agenda_item for each row execute function fail()`,
      [],
      owner,
    );
    const failed = agendaItem(of, meetingId, { title: word('Faulty') });
    await expect(failed).rejects.toThrow('Something went wrong on our side');
    await tavola.sql('drop trigger fail on agenda_item', [], owner);
    const { skovde } = await requestMaterial(of, meetingId, { title: word('Material') });
    const uploads = (content: string) =>
      upload(coordinator, tavola.url, skovde, Buffer.from(content), `${word('File')}.pdf`);
    await uploads(`%PDF-1.7\n${word('Content')}\n%%EOF`);
    await expect(uploads(word('Rejected'))).rejects.toThrow('422');
    await tavola.sql(
      `insert into pgboss.job (name, policy, data, singleton_key) values ('notify', 'exclusive', $1, 'x')`,
      [{ id: word('Job') }],
    );
    await until(() => tavola.log.with({ msg: 'job' }).length > 0, 20_000);
  }

  it('tells nothing that anybody wrote, and no secret, in ten thousand lines', async () => {
    await faults();
    await traffic([...changing, ...asking], LINES / 5);
    await traffic(asking, LINES);
    const lines = tavola.log.raw;
    const routes = new Set(tavola.log.with({ msg: 'request' }).map(({ route }) => route));
    const statuses = new Set(tavola.log.with({ msg: 'request' }).map(({ status }) => status));
    expect(canaries.foundIn(lines)).toEqual([]);
    expect(lines.length).toBeGreaterThanOrEqual(LINES);
    expect(canaries.planted).toBeGreaterThan(LINES);
    expect(tavola.log.with({ status: 429 }).length).toBeLessThan(LINES / 20);
    expect([...routes].toSorted()).toEqual([
      '(none)',
      '/',
      '/files/presentations/:id',
      '/files/uploads/:id',
      '/graphql',
      '/live/meetings/:id',
      '/participation/:id/:personId/:until',
      '/sign-in',
      '/sign-in/:id',
    ]);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 204, 400, 403, 404, 415, 422]));
  }, 240_000);

  describe('without the care that is taken', () => {
    it('would tell what a mutation brings, if somebody logged it', async () => {
      const original = Reflect.get(SignedInGuard.prototype, 'canActivate');
      jest.spyOn(SignedInGuard.prototype, 'canActivate').mockImplementation(function (
        this: SignedInGuard,
        context: ExecutionContext,
      ) {
        const input = JSON.stringify(GqlExecutionContext.create(context).getArgs());
        Log.to('info', tavola.log).info('mutation', { input });
        return original.call(this, context);
      });
      const before = tavola.log.raw.length;
      const diet = word('Diet');
      await does(anna.client, 'register', 'RegisterInput', { meetingId, needs: { diet } });
      expect(canaries.foundIn(tavola.log.raw.slice(before))).toEqual([diet]);
    });

    it('would tell what the database quotes, if messages stood as they are', async () => {
      jest.spyOn(Log.prototype, 'failed').mockImplementation((what, error) => {
        Log.to('info', tavola.log).info(what, { message: (error as Error).message });
      });
      const before = tavola.log.raw.length;
      await tavola.sql(
        'create trigger fail before insert on agenda_item for each row execute function fail()',
        [],
        tavola.database.ownerUrl,
      );
      const title = word('Faulty');
      await expect(agendaItem(of, meetingId, { title })).rejects.toThrow('Something went wrong on our side');
      expect(canaries.foundIn(tavola.log.raw.slice(before))).toContain(title);
    });
  });
});
