import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { figuresIn } from './setup/figures.js';
import { FixedClock } from './setup/fixed-clock.js';
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
    const tag = `${path.length}.${(init.method ?? '').length}`;
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
