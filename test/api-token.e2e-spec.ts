import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  token apiToken { id scopes } userErrors { code field message } } }`;
const REVOKE = `mutation ($id: ID!) { revokeApiToken(id: $id) { userErrors { code } } }`;
const PERSONAL = `query ($id: ID!) { meeting(id: $id) {
  attendance(groupBy: [COUNTRY]) { total { people } } registrations(first: 1) { nodes { needs { diet } person { email } } } } }`;

describe('the API token of a coordinator', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    host = await of.as('coordinator@cervia.example');
    await host.ask(
      `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`,
      { input: { meetingId, name: 'Guest 1, Cervia', town: 'Cervia' } },
    );
  });
  afterAll(() => tavola.stop());

  const create = async (...scopes: string[]): Promise<{ token: string; apiToken: { id: string } }> =>
    (await host.ask(CREATE, { input: { name: 'BI', scopes } })).createApiToken;
  const ask = async (token: string, query: string, variables: object = { id: meetingId }) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${tavola.url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as {
      data: object;
      errors?: { extensions: { code: string } }[];
      extensions?: object;
    };
  };
  const codes = ({ errors }: { errors?: { extensions: { code: string } }[] }) =>
    errors?.map(({ extensions }) => extensions.code);

  it('reads figures, and nothing personal without the scope for it', async () => {
    const { token } = await create('READ');
    expect(await ask(token, PERSONAL)).toEqual({
      data: {
        meeting: {
          attendance: { total: { people: 0 } },
          registrations: { nodes: [{ needs: null, person: { email: null } }] },
        },
      },
      extensions: { hidden: ['Person.email', 'Registration.needs'] },
    });
    const personal = await create('READ', 'READ_PERSONAL');
    expect((await ask(personal.token, PERSONAL)).extensions).toBeUndefined();
  });

  it('changes nothing without the scope for it, and never hands on access', async () => {
    const AMEND = `mutation ($id: ID!) { openRegistration(id: $id) { userErrors { code } } }`;
    const read = await create('READ');
    expect(codes(await ask(read.token, AMEND))).toEqual(['FORBIDDEN']);
    const alone = await host.ask(CREATE, { input: { name: 'BI', scopes: ['WRITE'] } });
    expect(alone.createApiToken.userErrors).toMatchObject([{ code: 'INVALID', field: ['input', 'scopes'] }]);
    const write = await create('READ', 'WRITE');
    expect(codes(await ask(write.token, AMEND))).toBeUndefined();
    const another = { input: { name: 'another', scopes: ['READ'] } };
    expect(codes(await ask(write.token, CREATE, another))).toEqual(['FORBIDDEN']);
    expect(codes(await ask(write.token, REVOKE, { id: write.apiToken.id }))).toEqual(['FORBIDDEN']);
  });

  it('does not tell of the other keys to the same data', async () => {
    const KEYS = '{ viewer { sessions { id } apiTokens { name } } }';
    const { token } = await create('READ', 'READ_PERSONAL');
    expect((await ask(token, KEYS)).data).toEqual({ viewer: { sessions: [], apiTokens: [] } });
    const { viewer } = await host.ask(KEYS);
    expect([viewer.sessions.length, viewer.apiTokens.length > 0]).toEqual([1, true]);
  });

  describe('that is asked for again with its key', () => {
    const input = { name: 'BI, lost', scopes: ['READ'] };
    const again = async (idempotencyKey: string, client = host, changes: object = {}) =>
      (await client.ask(CREATE, { input: { ...input, ...changes, idempotencyKey } })).createApiToken;
    const made = async () =>
      (await tavola.sql('select id from api_token where name = $1', [input.name])).map(({ id }) => id);

    it('is made and told once, and then named, so that a lost one can be revoked', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => again('a')));
      const [first, ...more] = answers.filter(({ token }) => token !== null);
      expect(more).toEqual([]);
      expect(await made()).toEqual([first.apiToken.id]);
      const repeated = await again('a');
      const message = `“BI, lost” (${first.apiToken.id}) was made with this idempotencyKey before, and its secret was told then only. If it did not reach you, revoke that one and make another with a new key.`;
      expect(repeated).toEqual({
        token: null,
        apiToken: first.apiToken,
        userErrors: [{ code: 'ALREADY_MADE', field: ['input', 'idempotencyKey'], message }],
      });
      expect((await tavola.sql(`select from event where subject_id = $1`, [first.apiToken.id])).length).toBe(
        1,
      );
      expect(codes(await ask(first.token, '{ projects { id } }'))).toBeUndefined();
      await host.ask(REVOKE, { id: repeated.apiToken.id });
      expect(codes(await ask(first.token, '{ projects { id } }'))).toEqual(['UNAUTHENTICATED']);
      // What was revoked is not made again.
      expect(await again('a')).toMatchObject({
        token: null,
        apiToken: null,
        userErrors: [{ code: 'ALREADY_MADE' }],
      });
      expect((await again('b')).token).toMatch(/^tavola_/);
    });

    it('is refused as another one, and is somebody else’s own', async () => {
      await again('b');
      const more = await again('b', host, { scopes: ['READ', 'WRITE'] });
      expect(more).toMatchObject({ token: null, apiToken: null, userErrors: [{ code: 'KEY_REUSED' }] });
      const before = await made();
      const other = await again('b', await of.as('coordinator@skovde.example'));
      expect(other).toMatchObject({ token: expect.stringMatching(/^tavola_/), userErrors: [] });
      expect(before).not.toContain(other.apiToken.id);
      // The control: what is kept for the key is all that tells a repetition from another one.
      await tavola.sql('delete from idempotency_key');
      expect((await again('b')).token).toMatch(/^tavola_/);
      expect((await made()).length).toBe(before.length + 2);
    });
  });

  it('is kept as a hash, and ends when it is revoked or its person is disabled', async () => {
    const [first, second] = [await create('READ'), await create('READ')];
    const dump = JSON.stringify(await tavola.sql('select * from api_token'));
    expect(dump.includes(first.token)).toBe(false);
    await host.ask(REVOKE, { id: first.apiToken.id });
    expect(codes(await ask(first.token, '{ projects { id } }'))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await ask(second.token, '{ projects { id } }'))).toBeUndefined();
    await tavola.sql(`update person set disabled_at = now() where email = 'coordinator@cervia.example'`);
    expect(codes(await ask(second.token, '{ projects { id } }'))).toEqual(['UNAUTHENTICATED']);
  });
});
