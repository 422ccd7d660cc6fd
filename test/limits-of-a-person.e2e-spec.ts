import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  token apiToken { id } userErrors { code field message } } }`;

describe('a person, however many sessions and tokens he has', () => {
  let tavola: Tavola;
  /** The minute never ends. */
  const clock = new FixedClock('2017-12-01T09:00:10Z');
  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
  });
  afterAll(() => tavola.stop());

  /** Somebody new, with two sessions and a token. */
  async function someone(email: string) {
    const id = await tavola.person(email);
    const [one, two] = [await tavola.signedIn(email), await tavola.signedIn(email)];
    const { token } = (await one.ask(CREATE, { input: { name: 'BI', scopes: ['READ'] } })).createApiToken;
    return { id, one, two, script: { headers: { authorization: `Bearer ${token}` } } };
  }
  /** What was counted so far, also in the process. */
  async function forget(): Promise<void> {
    await tavola.sql('delete from request_quota');
    await tavola.restart({ clock });
  }
  const ask = ({ headers }: Pick<GraphqlClient, 'headers'>) =>
    fetch(`${tavola.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
  /** How many of so many requests, in turn by these, are answered. */
  async function answered(count: number, by: readonly Pick<GraphqlClient, 'headers'>[]): Promise<number> {
    let ok = 0;
    for (let asked = 0; asked < count; asked += 30) {
      const round = Array.from({ length: 30 }, async (_, n) => {
        const response = await ask(by[(asked + n) % by.length] as GraphqlClient);
        await response.text();
        ok += response.status === 200 ? 1 : 0;
      });
      await Promise.all(round);
    }
    return ok;
  }

  it('sends 1,200 requests a minute, and another person as many', async () => {
    const { one, two, script } = await someone('many@cervia.example');
    const other = await someone('other@cervia.example');
    await forget();
    expect(await answered(1_260, [one, two, script])).toBe(1_200);
    for (const his of [one, two, script]) {
      const refused = await ask(his);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '50']);
    }
    expect((await ask(other.one)).status).toBe(200);
  });

  it('sends more by what the operator lets send more, and as much besides (the control)', async () => {
    const { id, one, two, script } = await someone('bi@cervia.example');
    await forget();
    await tavola.sql('update api_token set requests_per_minute = 1000000 where person_id = $1', [id]);
    expect(await answered(1_260, [script])).toBe(1_260);
    expect(await answered(1_260, [one, two])).toBe(1_200);
  });

  it('has twenty tokens in force, also when all are made at once', async () => {
    const { one, id } = await someone('keys@cervia.example');
    const aliases = Array.from(
      { length: 30 },
      (_, n) => `a${n}: createApiToken(input: { name: "${n}", scopes: [READ] }) { userErrors { code } }`,
    );
    const document = `mutation { ${aliases.slice(0, 15).join(' ')} }`;
    const rest = `mutation { ${aliases.slice(15).join(' ')} }`;
    const made = await Promise.all([one.ask(document), one.ask(rest)]);
    const refused = made.flatMap((payloads) =>
      Object.values(payloads as Record<string, { userErrors: { code: string }[] }>).flatMap(
        ({ userErrors }) => userErrors,
      ),
    );
    // One was made before.
    expect(refused).toEqual(Array.from({ length: 11 }, () => ({ code: 'TOO_MANY_TOKENS' })));
    const inForce = async () =>
      (await tavola.sql('select count(*)::int as n from api_token where person_id = $1', [id]))[0];
    expect(await inForce()).toEqual({ n: 20 });
    const input = { name: 'more', scopes: ['READ'] };
    expect((await one.ask(CREATE, { input })).createApiToken).toEqual({
      token: null,
      apiToken: null,
      userErrors: [
        {
          code: 'TOO_MANY_TOKENS',
          field: ['input'],
          message: expect.stringContaining('You have 20 API tokens'),
        },
      ],
    });
    // One that has ended leaves room for another.
    for (const ending of ['revoked_at = now()', "created_at = '2017-01-01', expires_at = '2017-12-01'"]) {
      await tavola.sql(
        `update api_token set ${ending} where id = (select id from api_token
          where person_id = $1 and revoked_at is null and expires_at > '2017-12-02' limit 1)`,
        [id],
      );
      expect((await one.ask(CREATE, { input })).createApiToken.userErrors).toEqual([]);
      expect((await one.ask(CREATE, { input })).createApiToken.userErrors).toHaveLength(1);
    }
  });
});
