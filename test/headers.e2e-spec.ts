import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { securityHeaders } from '../src/platform/pages/security-headers.js';
import { LiveReader } from './setup/live-reader.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

interface Route {
  readonly method: string;
  readonly path: string;
}

const routes: Route[] = [];
/** The server itself says which routes it has. */
const watch = (message: unknown): void => {
  const { fastify: app } = message as { fastify: FastifyInstance };
  app.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url });
  });
};

/** What does not fit in the headers of an answer. */
function faults(headers: Headers): string[] {
  const policy = headers.get('content-security-policy') ?? '';
  const wanted: [string, boolean][] = [
    ['no frame', policy.includes("frame-ancestors 'none'")],
    ['nothing by default', /default-src '(none|self)'/.test(policy)],
    ['no sniffing', headers.get('x-content-type-options') === 'nosniff'],
    ['referrer', headers.get('referrer-policy') === 'same-origin'],
    ['opener', headers.get('cross-origin-opener-policy') === 'same-origin'],
    ['resource', headers.get('cross-origin-resource-policy') === 'same-origin'],
    ['permissions', headers.get('permissions-policy')?.includes('camera=()') === true],
    ['trace', headers.get('x-trace-id') !== null],
    ['no powered-by', !headers.has('x-powered-by') && !headers.has('server')],
    ['no CORS', !headers.has('access-control-allow-origin')],
  ];
  return wanted.filter(([, holds]) => !holds).map(([what]) => what);
}

/** What is answered to these bytes; fetch sends none of them. */
async function answerTo(url: string, bytes: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(': ', 2) as [string, string]));
  return { status: Number(first.split(' ')[1]), headers, body };
}

describe('every answer', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    subscribe('fastify.initialization', watch);
    tavola = await Tavola.start();
    unsubscribe('fastify.initialization', watch);
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const ask = ({ method, path }: Route, headers: Record<string, string> = {}) =>
    fetch(tavola.url + path.replaceAll(/:\w+/g, '0198c0de-0000-7000-8000-000000000000'), {
      method,
      headers,
      redirect: 'manual',
    });

  it('of every route, to whoever asks, says what a browser may do with it, and is kept nowhere', async () => {
    expect(routes.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    const kept = new Set<string>();
    const inline = new Set<string>();
    const signOutLast = routes.toSorted(
      (a, b) => Number(a.path === '/sign-out') - Number(b.path === '/sign-out'),
    );
    const member = await tavola.signedIn('lead@norrkoping.example');
    for (const route of signOutLast)
      for (const headers of [{}, member.headers]) {
        const answer = await ask(route, headers);
        await answer.body?.cancel();
        const found = faults(answer.headers);
        if (found.length > 0) wrong.push(`${route.method} ${route.path}: ${found.join(', ')}`);
        if (!/no-store/.test(answer.headers.get('cache-control') ?? '')) kept.add(route.path);
        if (answer.headers.get('content-security-policy')?.includes('unsafe')) inline.add(route.path);
      }
    expect(wrong).toEqual([]);
    expect([...kept].toSorted()).toEqual([
      '/assets/tavola.css',
      '/graphiql',
      '/templates/agenda.csv',
      '/templates/agenda.json',
      '/templates/agenda.xlsx',
      '/templates/delegates.csv',
      '/templates/delegates.xlsx',
    ]);
    expect([...inline]).toEqual(['/graphiql']);
  });

  it('that is refused or fails says so as well', async () => {
    const answers = [
      ask({ method: 'GET', path: '/elsewhere' }),
      ask({ method: 'GET', path: '/%' }),
      ask({ method: 'PUT', path: '/sign-in' }),
      ask({ method: 'POST', path: '/sign-in' }, { origin: 'https://evil.example' }),
      fetch(`${tavola.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{',
      }),
      fetch(`${tavola.url}/graphql`, { method: 'POST', body: 'x'.repeat(1_100_000) }),
    ];
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect([answer.url, faults(answer.headers)]).toEqual([answer.url, []]);
    }
  });

  it('that goes on, as a live stream does, says so as well', async () => {
    const reader = await LiveReader.open(`${tavola.url}/live/projects/${of.projectId}`, of.lead.cookie);
    reader.close();
    expect(faults(new Headers(reader.headers as Record<string, string>))).toEqual([]);
    expect(reader.headers['cache-control']).toBe('no-store');
  });

  it.each([
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: x\r\nCookie: a=${'x'.repeat(200_000)}\r\n\r\n`,
      431,
    ],
    ['a method that there is not', 'ANNA / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['what is no HTTP', '\x16\x03\x01 Anna\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
  ])('to %s, of which no request is made, says so as well, and the log', async (_, bytes, status) => {
    const answer = await answerTo(tavola.url, bytes);
    expect([answer.status, faults(answer.headers)]).toEqual([status, []]);
    const trace = answer.headers.get('x-trace-id') as string;
    expect(answer.body).toContain(trace);
    const lines = tavola.log.with({ trace });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        msg: 'unreadable',
        status,
        codes: [expect.stringMatching(/^HPE_/)],
      }),
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Anna|ANNA|xxx/);
    // The control: Fastify's own answer.
    const bare = fastify();
    const plain = await answerTo(await bare.listen({ host: '127.0.0.1', port: 0 }), bytes);
    await bare.close();
    expect(faults(plain.headers).length).toBe(8);
  });

  it('would not, without them (the control)', async () => {
    const bare = fastify();
    bare.get('/', async () => ({}));
    const { headers } = await bare.inject('/');
    await bare.close();
    expect(faults(new Headers(headers as Record<string, string>)).length).toBe(8);
  });

  it('asks for https from then on only where people come by https', async () => {
    const over = async (baseUrl: string) => {
      const app = fastify();
      securityHeaders(app, baseUrl);
      app.get('/', async () => ({}));
      const { headers } = await app.inject('/');
      await app.close();
      return headers['strict-transport-security'];
    };
    expect(await over('https://tavola.example.org')).toBe('max-age=31536000');
    expect(await over('http://localhost')).toBeUndefined();
  });

  it('to a browser that got lost is a page in its language, and JSON to a script', async () => {
    const lost = (accept: string) =>
      fetch(`${tavola.url}/elsewhere`, { headers: { accept, 'accept-language': 'sv' } });
    const page = await lost('text/html,application/xhtml+xml,*/*;q=0.8');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const text = await page.text();
    expect(text).toContain('<h1>Sidan finns inte</h1>');
    expect(text).toContain(page.headers.get('x-trace-id'));
    const json = await lost('*/*');
    expect([json.status, await json.json()]).toEqual([404, expect.objectContaining({ statusCode: 404 })]);
  });

  it('sets cookies that scripts cannot read and other sites cannot send along', async () => {
    const asked = await fetch(`${tavola.url}/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=nobody%40cervia.example',
    });
    const cookies = asked.headers.getSetCookie();
    expect(cookies).toEqual([
      expect.stringMatching(/^tavola_browser=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });
});
