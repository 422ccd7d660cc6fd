import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { figuresIn } from './setup/figures.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';

const TOKEN = 'metrics-token-of-at-least-32-characters';
const ID = '00000000-0000-4000-8000-000000000000';

describe('over the limit of strangers', () => {
  let tavola: Tavola;
  /** The minute never ends. */
  const clock = new FixedClock('2017-12-01T09:00:10Z');
  beforeAll(async () => {
    tavola = await Tavola.start({ clock, worker: false, metricsToken: TOKEN });
  });
  afterAll(() => tavola.stop());

  /** The last of 301 requests from one address. */
  async function last(ip: (asked: number) => string, path: string, init: RequestInit): Promise<Response> {
    const ask = (asked: number) =>
      fetch(tavola.url + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), 'x-forwarded-for': ip(asked) },
      });
    for (let asked = 0; asked < 300; asked += 30)
      await Promise.all(Array.from({ length: 30 }, async (_, n) => (await ask(asked + n)).text()));
    return ask(300);
  }
  const serverErrors = async () => {
    const metrics = await fetch(`${tavola.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    return figuresIn(await metrics.text())['tavola_http_answers_total{class="5xx"}'];
  };

  const query = { 'content-type': 'application/json' };
  let addresses = 0;
  it.each([
    { path: '/', init: {}, otherwise: 200 },
    {
      path: '/graphql',
      init: { method: 'POST', headers: query, body: '{"query":"{a:__typename}"}' },
      otherwise: 200,
    },
    { path: `/live/projects/${ID}`, init: {}, otherwise: 401 },
    { path: `/live/meetings/${ID}`, init: {}, otherwise: 401 },
    { path: `/files/presentations/${ID}`, init: {}, otherwise: 404 },
    { path: `/files/uploads/${ID}`, init: { method: 'HEAD' }, otherwise: 404 },
    { path: `/files/uploads/${ID}`, init: { method: 'PATCH' }, otherwise: 404 },
  ])('$path is refused, and no fault of ours', async ({ path, init, otherwise }) => {
    const tag = `113.${(addresses += 1)}`;
    const refused = await last(() => `203.0.${tag}`, path, init);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '50']);
    expect(refused.headers.get('x-trace-id')).toBeTruthy();
    const allowed = await fetch(tavola.url + path, {
      ...init,
      headers: { ...init.headers, 'x-forwarded-for': `203.1.${tag}` },
    });
    // The control: from another address it is not.
    expect(allowed.status).toBe(otherwise);
    expect(await serverErrors()).toBe(0);
  });

  it('of the pages for signing in, counted apart and before anything is looked up', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const cookie = { cookie: 'tavola_session=nobodys' };
    const asked = [
      { path: '/sign-in', init: { headers: cookie } },
      { path: '/sign-out', init: { method: 'POST', headers: cookie, redirect: 'manual' as const } },
      { path: `/sign-in/${ID}`, init: { method: 'POST', headers, body: 'code=ABCD1234' } },
      { path: '/sign-in', init: { method: 'POST', headers, body: 'email=nobody' } },
    ];
    const from = (ip: string, at: number) => {
      const { path, init } = asked[at % asked.length] as (typeof asked)[number];
      return fetch(tavola.url + path, { ...init, headers: { ...init.headers, 'x-forwarded-for': ip } });
    };
    const statuses: number[] = [];
    for (let begun = 0; begun < 640; begun += 40)
      await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const response = await from('203.3.0.1', begun + n);
          await response.text();
          statuses.push(response.status);
        }),
      );
    expect(statuses.filter((status) => status !== 429).length).toBe(600);
    const statements = new Statements();
    try {
      const askAll = async (ip: string) => {
        const answers: Response[] = [];
        const texts = await statements.during(async () => {
          for (const at of asked.keys()) answers.push(await from(ip, at));
        });
        return { answers, statements: texts.length };
      };
      const refused = await askAll('203.3.0.1');
      for (const { status, headers: told } of refused.answers)
        expect([status, told.get('retry-after')]).toEqual([429, '50']);
      expect(refused.statements).toBe(0);
      // The control: from another address they are answered, and each asks the database.
      const answered = await askAll('203.3.0.2');
      expect(answered.answers.map(({ status }) => status)).toEqual([200, 303, 422, 422]);
      expect(answered.statements).toBeGreaterThanOrEqual(3);
    } finally {
      statements.stop();
    }
    // The same address may ask for other things, and who has asked too much of those may sign in.
    expect((await fetch(`${tavola.url}/`, { headers: { 'x-forwarded-for': '203.3.0.1' } })).status).toBe(200);
    const elsewhere = { 'x-forwarded-for': '203.2.0.9' };
    expect((await last(() => '203.2.0.9', '/', {})).status).toBe(429);
    expect((await fetch(`${tavola.url}/sign-in`, { headers: elsewhere })).status).toBe(200);
  });

  it('a browser is shown a page, a script JSON', async () => {
    const headers = { 'x-forwarded-for': '203.2.0.1', 'accept-language': 'sv' };
    for (const path of ['/', `/files/presentations/${ID}`]) {
      await last(() => '203.2.0.1', path, {});
      const page = await fetch(tavola.url + path, { headers: { ...headers, accept: 'text/html' } });
      expect([page.status, page.headers.get('retry-after')]).toEqual([429, '50']);
      const text = await page.text();
      expect(text).toContain('om 50 sekunder');
      expect(text).toContain(page.headers.get('x-trace-id'));
      const script = await fetch(tavola.url + path, { headers });
      expect(await script.json()).toMatchObject({ statusCode: 429, trace: expect.any(String) });
    }
  });
});
