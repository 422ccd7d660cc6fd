import { afterEach, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { RequestQuotas } from '../src/platform/access/request-quotas.js';
import { TooManyRequests } from '../src/platform/graphql/request-errors.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

/** What is hidden in it. */
interface Taking extends Pick<RequestQuotas, 'spend'> {
  take(requester: string, perMinute: number, size: number): Promise<unknown>;
}

const TOO_MANY = 'TOO_MANY_REQUESTS';
const REQUEST = `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId userErrors { code } } }`;

describe('rate limits', () => {
  let tavola: Tavola;
  afterEach(() => tavola.stop());

  /** What is answered to one after the other: `ok`, or the code of the refusal. */
  async function outcomes(
    count: number,
    email: (index: number) => string,
    headers: (index: number) => Record<string, string> = () => ({}),
  ): Promise<string[]> {
    const all: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const response = await fetch(`${tavola.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers(index) },
        body: JSON.stringify({ query: REQUEST, variables: { email: email(index) } }),
      });
      const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
      const retryAfter = Number(response.headers.get('retry-after')) > 0;
      all.push(errors ? `${errors[0]?.extensions.code}${retryAfter ? '' : ' without Retry-After'}` : 'ok');
    }
    return all;
  }
  const allowed = (answers: string[]): number => answers.filter((answer) => answer === 'ok').length;

  it('send three mails to an address in a quarter of an hour, and count alike for one that nobody has', async () => {
    const clock = new FixedClock('2017-12-01T09:00:00Z');
    tavola = await Tavola.start({ clock, worker: false });
    await tavola.person('known@cervia.example');
    const fourth = ['ok', 'ok', 'ok', TOO_MANY];
    expect(await outcomes(4, () => 'known@cervia.example')).toEqual(fourth);
    expect(await outcomes(4, () => 'unknown@cervia.example')).toEqual(fourth);
    clock.set('2017-12-01T09:15:01Z');
    expect(await outcomes(1, () => 'known@cervia.example')).toEqual(['ok']);
    // The control: nothing but these rows counts.
    await tavola.sql('delete from sign_in');
    expect(await outcomes(4, () => 'known@cervia.example')).toEqual(fourth);
  });

  const FORGED = (index: number): Record<string, string> => {
    const ip = `198.51.100.${index}`;
    return { 'x-forwarded-for': ip, forwarded: `for=${ip}`, 'x-real-ip': ip, 'x-client-ip': ip };
  };

  it.each([
    ['twenty to one client, whatever it says of where it comes from', [], 20],
    ['without limit when everybody is believed (the control)', ['127.0.0.1'], 25],
  ])('send mails %s', async (_, trustedProxies, most) => {
    tavola = await Tavola.start({ worker: false, trustedProxies });
    const answers = await outcomes(25, (index) => `nobody${index}@cervia.example`, FORGED);
    expect(allowed(answers)).toBe(most);
  });

  it.each([
    ['300 to one stranger, whatever he says of where he comes from', [], '', 300],
    ['300 to one stranger who comes through the proxy', ['127.0.0.1'], ', 203.0.113.9', 300],
    ['without limit when everybody is believed (the control)', ['127.0.0.1'], '', 305],
  ])('answer in a minute %s', async (_, trustedProxies, proxy, most) => {
    const clock = new FixedClock('2017-12-01T09:00:00Z');
    tavola = await Tavola.start({ clock, worker: false, trustedProxies });
    const ask = async (index: number) => {
      const headers = {
        ...FORGED(index % 250),
        'x-forwarded-for': `198.18.${index % 250}.${index >> 8}${proxy}`,
      };
      const response = await fetch(`${tavola.url}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      await response.text();
      return response.status;
    };
    const statuses: number[] = [];
    // Not so many at once that some would be sent away by a busy server instead.
    while (statuses.length < 305)
      statuses.push(...(await Promise.all(Array.from({ length: 61 }, (__, n) => ask(statuses.length + n)))));
    expect(statuses.toSorted()).toEqual([...Array(most).fill(200), ...Array(305 - most).fill(429)]);
  });

  it('believe the proxy only about who came to it, and keep no address', async () => {
    tavola = await Tavola.start({ worker: false });
    const forged = (index: number) => ({
      ...FORGED(index),
      'x-forwarded-for': `198.51.100.${index}, 203.0.113.9`,
    });
    expect(allowed(await outcomes(25, (index) => `nobody${index}@cervia.example`, forged))).toBe(20);
    const kept = await tavola.sql('select client_hash from sign_in');
    expect(new Set(kept.map(({ client_hash }) => client_hash)).size).toBe(1);
    expect(JSON.stringify(kept)).not.toContain('203.0.113');
  });

  it('count each alias, and requests that come at once', async () => {
    tavola = await Tavola.start({ worker: false });
    const aliases = Array.from(
      { length: 30 },
      (_, n) => `a${n}: requestSignIn(input: { email: $email }) { signInId }`,
    );
    const document = `mutation ($email: String!) { ${aliases.join(' ')} }`;
    const { data, errors } = await tavola.anonymous().send(document, { email: 'nobody@cervia.example' });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(27).fill(TOO_MANY));
    // What was done is answered beside them.
    expect(
      Object.values(data as object)
        .map((payload) => payload !== null)
        .lastIndexOf(true),
    ).toBe(2);
    expect(await tavola.sql('select count(*)::int from sign_in')).toEqual([{ count: 3 }]);
    const ask = (client: GraphqlClient) => client.send(REQUEST, { email: 'a@cervia.example' });
    const taken = async (clients: GraphqlClient[]) =>
      (await Promise.all(clients.map(ask))).filter(({ errors: refused }) => !refused).length;
    const own = tavola.anonymous();
    expect(await taken(Array.from({ length: 12 }, () => own))).toBe(3);
    // So many mails go to nobody, from wherever they are asked for.
    expect(await taken(Array.from({ length: 25 }, () => tavola.anonymous()))).toBe(17);
  });

  it('keep nobody from signing in because a stranger elsewhere asked for him, and tried codes', async () => {
    tavola = await Tavola.start();
    await tavola.person('a@cervia.example');
    const stranger = tavola.anonymous();
    for (let asked = 0; asked < 3; asked += 1) {
      const { signInId } = (await stranger.ask(REQUEST, { email: 'a@cervia.example' })).requestSignIn;
      const tries = Array.from(
        { length: 5 },
        (_, n) => `a${n}: completeSignIn(input: { signInId: "${signInId}", code: "AAAAAAAA" }) { sessionId }`,
      );
      await stranger.ask(`mutation { ${tries.join(' ')} }`);
    }
    expect((await stranger.send(REQUEST, { email: 'a@cervia.example' })).errors?.[0]?.extensions.code).toBe(
      TOO_MANY,
    );
    const him = await tavola.signedIn('a@cervia.example');
    expect(await him.ask('{ viewer { email } }')).toEqual({ viewer: { email: 'a@cervia.example' } });
  });

  it('count a document with several mutations as that many requests', async () => {
    tavola = await Tavola.start({ worker: false, clock: new FixedClock('2017-12-01T09:00:00Z') });
    const stranger = tavola.anonymous();
    const document = (aliases: number) =>
      `mutation { ${Array.from({ length: aliases }, (_, n) => `a${n}: signOut { sessionId }`).join(' ')} }`;
    const codes = async (aliases: number) =>
      new Set((await stranger.send(document(aliases))).errors?.map(({ extensions }) => extensions.code));
    for (let sent = 0; sent < 9; sent += 1) expect(await codes(30)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(await codes(29)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(await codes(2)).toEqual(new Set([TOO_MANY]));
  });

  it('are told on the page, in the language of the browser', async () => {
    tavola = await Tavola.start({ worker: false });
    const post = () =>
      fetch(`${tavola.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'sv' },
        body: 'email=nobody%40cervia.example',
      });
    for (let asked = 0; asked < 3; asked += 1) expect((await post()).status).toBe(200);
    const refused = await post();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await refused.text()).toContain('om 15 minuter');
  });

  it('give a session and a token fewer requests a minute where that is said, and their owner more with another session', async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-01T09:00:10Z') });
    await tavola.person('a@cervia.example');
    const busy = await tavola.signedIn('a@cervia.example');
    const { viewer } = await busy.ask('{ viewer { sessions { id } } }');
    const other = await tavola.signedIn('a@cervia.example');
    const { createApiToken } = await other.ask(
      `mutation { createApiToken(input: { name: "BI", scopes: [READ], days: 9 }) { token } }`,
    );
    await tavola.sql('delete from request_quota');
    await tavola.restart({ clock: new FixedClock('2017-12-01T09:00:10Z') });
    await tavola.sql('update session set requests_per_minute = 25 where id = $1', [viewer.sessions[0].id]);
    await tavola.sql('update api_token set requests_per_minute = 25');
    const ask = (headers: Record<string, string>) =>
      fetch(`${tavola.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ viewer { email } }' }),
      });
    const statuses = async (count: number, headers: Record<string, string>) => {
      const all = [];
      for (let asked = 0; asked < count; asked += 1) all.push((await ask(headers)).status);
      return all;
    };
    const twentyFive = [...Array<number>(25).fill(200), 429, 429];
    expect(await statuses(27, busy.headers)).toEqual(twentyFive);
    expect(new Set(await statuses(27, other.headers))).toEqual(new Set([200]));
    expect(await statuses(27, { authorization: `Bearer ${createApiToken.token}` })).toEqual(twentyFive);
    const refused = await ask({ authorization: `Bearer ${createApiToken.token}` });
    expect(refused.headers.get('retry-after')).toBe('50');
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: TOO_MANY } }] });
  });

  it('are counted for all processes together', async () => {
    tavola = await Tavola.start({ worker: false });
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    try {
      const clock = new FixedClock('2017-12-01T09:00:00Z');
      const processes = Array.from({ length: 4 }, () => new RequestQuotas(dataSource, clock));
      const granted = async (nameOf: (index: number) => string) => {
        const asked = Array.from({ length: 400 }, async (_, index) => {
          const process = processes[index % 4] as RequestQuotas;
          await process.spend(nameOf(index), 100);
        });
        const settled = await Promise.allSettled(asked);
        const refusals = settled.filter((result) => result.status === 'rejected');
        expect(refusals.every(({ reason }) => reason instanceof TooManyRequests)).toBe(true);
        return settled.length - refusals.length;
      };
      expect(await granted(() => 'one')).toBe(100);
      // The control: counted apart, each gets its hundred.
      expect(await granted((index) => `process ${index % 4}`)).toBe(400);
    } finally {
      await dataSource.destroy();
    }
  });

  it('are hardly fewer when processes are killed again and again', async () => {
    tavola = await Tavola.start({ worker: false });
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    try {
      const clock = new FixedClock('2017-12-01T09:00:00Z');
      /** After twenty that were killed when they had answered one of his requests. */
      const granted = async (requester: string, killed: () => Pick<RequestQuotas, 'spend'>) => {
        for (let kills = 0; kills < 20; kills += 1) await killed().spend(requester, 1200);
        const survivor = new RequestQuotas(dataSource, clock);
        const asked = Array.from({ length: 1200 }, () => survivor.spend(requester, 1200));
        return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
      };
      expect(await granted('one', () => new RequestQuotas(dataSource, clock))).toBe(1200 - 20 * 5);
      // The control: where each takes at once what it takes in the end, nothing is left.
      const large = () => {
        const quotas = new RequestQuotas(dataSource, clock) as unknown as Taking;
        const take = quotas.take.bind(quotas);
        return Object.assign(quotas, { take: (who: string, most: number) => take(who, most, most / 20) });
      };
      expect(await granted('another', large)).toBe(0);
    } finally {
      await dataSource.destroy();
    }
  });

  it('let whoever watches over the installation through', async () => {
    tavola = await Tavola.start({ worker: false });
    const ask = (path: string, method = 'GET') =>
      fetch(tavola.url + path, {
        method,
        ...(method === 'POST' && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ __typename }' }),
        }),
      });
    const statuses = new Set<number>();
    for (let asked = 0; asked < 301; asked += 1) statuses.add((await ask('/graphql', 'POST')).status);
    expect([...statuses]).toEqual([200, 429]);
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/ready')).status).toBe(200);
  });
});
