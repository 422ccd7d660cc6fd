import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type GraphQLInputType,
  GraphQLObjectType,
  buildClientSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { codeIn } from './setup/code-in.js';
import { Tavola } from './setup/tavola.js';

const REQUEST = `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId userErrors { code } } }`;
const COMPLETE = `mutation ($input: CompleteSignInInput!) {
  completeSignIn(input: $input) { sessionId userErrors { code } } }`;

describe('signing in', () => {
  let tavola: Tavola;
  beforeAll(async () => {
    tavola = await Tavola.start();
    for (const who of ['a', 'b', 'c', 'd', 'e', 'f']) await tavola.person(`${who}@cervia.example`);
  });
  afterAll(() => tavola.stop());

  it('works with the code, and ends with signOut', async () => {
    const client = await tavola.signedIn('a@cervia.example');
    expect(await client.ask('{ viewer { email } }')).toEqual({ viewer: { email: 'a@cervia.example' } });
    await client.ask('mutation { signOut { sessionId } }');
    expect(await client.ask('{ viewer { email } }')).toEqual({ viewer: null });
  });

  it('answers alike whether or not the address is known, and mails nobody it does not know', async () => {
    const known = await tavola.anonymous().ask(REQUEST, { email: 'b@cervia.example' });
    const unknown = await tavola.anonymous().ask(REQUEST, { email: 'nobody@cervia.example' });
    const same = { requestSignIn: { signInId: expect.any(String), userErrors: [] } };
    expect([known, unknown]).toEqual([same, same]);
    await tavola.mailTo('b@cervia.example');
    expect(tavola.mailsTo('nobody@cervia.example')).toEqual([]);
  });

  it('says in a restored copy, to whatever address, that no mail leaves', async () => {
    const owner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);
    const page = async (language: string, init: RequestInit = {}) => {
      const headers = { 'accept-language': language, ...init.headers };
      return (await fetch(`${tavola.url}/sign-in`, { ...init, headers })).text();
    };
    const english =
      'This is a restored copy. It sends no mail, not even for signing in, until whoever runs it lets mail out.';
    expect(await page('en')).not.toContain(english);
    await owner('insert into mail_hold (since, taken_at) values (now(), now())');
    try {
      const counted = async () => (await tavola.sql('select count(*)::int as n from sign_in'))[0];
      const before = await counted();
      for (const email of ['a@cervia.example', 'nobody@cervia.example']) {
        expect(await tavola.anonymous().ask(REQUEST, { email })).toEqual({
          requestSignIn: { signInId: null, userErrors: [{ code: 'MAIL_HELD' }] },
        });
        const form = { method: 'POST', body: new URLSearchParams({ email }) };
        expect(await page('en', { ...form, headers: { origin: 'http://localhost' } })).toContain(english);
      }
      expect(await counted()).toEqual(before);
      expect(await page('en')).toContain(english);
      expect(await page('en')).not.toContain('<input');
      expect(await page('sv')).toContain('Det här är en återställd kopia.');
    } finally {
      await owner('delete from mail_hold');
    }
  });

  it('gives five tries, then not even the right code', async () => {
    const client = tavola.anonymous();
    const { signInId } = (await client.ask(REQUEST, { email: 'c@cervia.example' })).requestSignIn;
    const code = codeIn((await tavola.mailTo('c@cervia.example')).text);
    const refused = { completeSignIn: { sessionId: null, userErrors: [{ code: 'CODE_REFUSED' }] } };
    for (let tries = 0; tries < 5; tries++) {
      expect(await client.ask(COMPLETE, { input: { signInId, code: 'AAAAAAAA' } })).toEqual(refused);
    }
    expect(await client.ask(COMPLETE, { input: { signInId, code } })).toEqual(refused);
  });

  it('makes one session of many parallel redemptions', async () => {
    const client = tavola.anonymous();
    const { signInId } = (await client.ask(REQUEST, { email: 'd@cervia.example' })).requestSignIn;
    const code = codeIn((await tavola.mailTo('d@cervia.example')).text);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => tavola.anonymous().ask(COMPLETE, { input: { signInId, code } })),
    );
    expect(answers.filter(({ completeSignIn }) => completeSignIn.sessionId !== null).length).toBe(1);
  });

  it('by link works only in the browser that asked, and a scanner cannot use it up', async () => {
    const asked = await fetch(`${tavola.url}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=e@cervia.example',
    });
    const browser = asked.headers.getSetCookie()[0]?.split(';')[0] as string;
    const mail = await tavola.mailTo('e@cervia.example');
    const link = new URL(/http:\S+/.exec(mail.text)?.[0] as string);
    const post = (cookie: string) =>
      fetch(tavola.url + link.pathname, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
        body: link.search.slice(1),
      });
    await fetch(tavola.url + link.pathname + link.search, { method: 'HEAD' });
    await fetch(tavola.url + link.pathname + link.search);
    expect((await post('')).status).toBe(422);
    expect((await post('tavola_browser=another')).status).toBe(422);
    expect((await post(browser)).status).toBe(303);
    expect((await post(browser)).status).toBe(422);
  });

  it('is written down when it is completed and when it ends, once each, by the session', async () => {
    const { id: personId } =
      (await tavola.sql(`select id from person where email = 'f@cervia.example'`))[0] ?? {};
    const client = await tavola.signedIn('f@cervia.example');
    const other = await tavola.signedIn('f@cervia.example');
    const { viewer } = await client.ask('{ viewer { sessions { id } } }');
    const [own, lost] = viewer.sessions.map(({ id }: { id: string }) => id);
    const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) { sessionId } }';
    await client.ask(revoke, { id: lost });
    await client.ask(revoke, { id: lost });
    expect(await other.ask('{ viewer { email } }')).toEqual({ viewer: null });
    await client.ask('mutation { signOut { sessionId } }');
    const events = await tavola.sql(
      `select kind, subject_id, project_id, meeting_id, details from event where actor_id = $1 order by id`,
      [personId],
    );
    const event = (kind: string, subject_id: string) => ({
      kind,
      subject_id,
      project_id: null,
      meeting_id: null,
      details: {},
    });
    expect(events).toEqual([
      event('signIn.completed', own),
      event('signIn.completed', lost),
      event('session.ended', lost),
      event('session.ended', own),
    ]);
  });

  it('uses no code up when the session cannot be made', async () => {
    const { signInId } = (await tavola.anonymous().ask(REQUEST, { email: 'f@cervia.example' })).requestSignIn;
    const mail = await tavola.mailTo('f@cervia.example', (text) => text.includes(signInId));
    const code = codeIn(mail.text);
    const complete = () => tavola.anonymous().send(COMPLETE, { input: { signInId, code } });
    const asOwner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);
    await asOwner(`alter table session add constraint no_session check (false) not valid`);
    expect((await complete()).errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    await asOwner('alter table session drop constraint no_session');
    expect((await complete()).data.completeSignIn).toEqual({ sessionId: expect.any(String), userErrors: [] });
  });

  it('takes forms of its own pages only, and survives what no page sends', async () => {
    const post = (path: string, origin: string | null, body?: string) =>
      fetch(tavola.url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(origin && { origin }),
        },
        body,
      });
    const id = '0198c0de-0000-7000-8000-000000000000';
    const statuses = async (...answers: Promise<Response>[]) =>
      (await Promise.all(answers)).map(({ status }) => status);
    const address = 'email=nobody%40cervia.example';
    expect(
      await statuses(
        post('/sign-in', 'http://localhost', address),
        post('/sign-in', 'https://elsewhere.example', address),
        post('/sign-in', 'null', address),
        post(`/sign-in/${id}`, 'https://elsewhere.example', 'code=A'),
      ),
    ).toEqual([200, 403, 403, 403]);
    expect(
      await statuses(
        post('/sign-in', null),
        post('/sign-in', null, 'email=a&email=b'),
        post(`/sign-in/${id}`, null),
        post(`/sign-in/${id}`, null, 'code=A&code=B'),
        // As long as an id, and of the same characters.
        post(`/sign-in/${'-'.repeat(36)}`, null, 'code=ABCD1234'),
        post(`/sign-in/${'a'.repeat(36)}`, null, 'code=ABCD1234'),
      ),
    ).toEqual([422, 422, 422, 422, 422, 422]);
  });

  it('keeps nothing in the database that signs anybody in', async () => {
    const mails = await tavola.sql(`select text, html from email where text like '%sign-in%'`);
    expect(mails.length).toBeGreaterThan(0);
    for (const mail of mails) expect(JSON.stringify(mail)).not.toMatch(/signature=|\b[A-HJ-NP-Z2-9]{8}\b/);
  });

  it('is needed for every root field but a listed few', async () => {
    const member = await tavola.signedIn('a@cervia.example');
    const schema = buildClientSchema(await member.ask(getIntrospectionQuery()));
    const open: string[] = [];
    for (const type of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.values((type as GraphQLObjectType).getFields())) {
        const variables = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
        const args = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
        const operation = type === schema.getQueryType() ? 'query' : 'mutation';
        const document = `${operation} ${parenthesised(variables)} { ${field.name}${parenthesised(args)} { __typename } }`;
        const values = Object.fromEntries(
          field.args.filter(({ type }) => isNonNullType(type)).map((arg) => [arg.name, exampleOf(arg.type)]),
        );
        const { errors } = await tavola.anonymous().send(document, values);
        if (errors?.[0]?.extensions.code !== 'UNAUTHENTICATED') open.push(field.name);
      }
    }
    expect(open.toSorted()).toEqual([
      'completeSignIn',
      'countries',
      'publicAgenda',
      'requestSignIn',
      'viewer',
    ]);
  });
});

const parenthesised = (list: string): string => (list === '' ? '' : `(${list})`);

const SCALARS: Record<string, unknown> = {
  ID: '0198c0de-0000-7000-8000-000000000000',
  String: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  LocalDate: '2017-12-11',
  LocalDateTime: '2017-12-11T09:00',
  DateTime: '2017-12-11T09:00:00Z',
  TimeZone: 'Europe/Rome',
};

/** A value that the schema takes, with as little as it demands. */
function exampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType);
  if (isListType(type)) return [exampleOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return SCALARS[type.name];
  const required = Object.values(type.getFields()).filter((field) => isRequiredInputField(field));
  return Object.fromEntries(required.map((field) => [field.name, exampleOf(field.type)]));
}
