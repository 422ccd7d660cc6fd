import { afterAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { jsonPostsOnly } from './json-posts.js';

const ORIGIN = 'https://tavola.example.org';

function server(isProtected: boolean): FastifyInstance {
  const app = fastify({ bodyLimit: 100 });
  if (isProtected) jsonPostsOnly(app, ORIGIN);
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data'])
    app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    handler: async () => ({ data: 'reached' }),
  });
  app.route({ method: ['GET', 'POST'], url: '/elsewhere', handler: async () => ({ data: 'reached' }) });
  return app;
}

describe('GraphQL over HTTP', () => {
  const [guarded, bare] = [server(true), server(false)];
  afterAll(() => Promise.all([guarded.close(), bare.close()]));

  const send = async (app: FastifyInstance, options: InjectOptions) => {
    const { statusCode, payload } = await app.inject({ url: '/graphql', ...options });
    const { data, errors } = JSON.parse(payload) as { data?: string; errors?: { extensions: object }[] };
    return [statusCode, data ?? errors?.[0]?.extensions];
  };
  const post = (type: string, more: Record<string, string> = {}): InjectOptions => ({
    method: 'POST',
    headers: { 'content-type': type, ...more },
    payload: '{"query":"{ viewer { name } }"}',
  });

  it.each<[string, InjectOptions, number, string]>([
    ['GET', { method: 'GET', url: '/graphql?query={viewer{name}}' }, 405, 'METHOD_NOT_ALLOWED'],
    ['OPTIONS', { method: 'OPTIONS' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a form', post('application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['plain text', post('text/plain'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['parts', post('multipart/form-data; boundary=x'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another charset', post('application/json; charset=utf-7'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another page', post('application/json', { origin: 'https://evil.example' }), 403, 'FOREIGN_ORIGIN'],
    ['a page without an address', post('application/json', { origin: 'null' }), 403, 'FOREIGN_ORIGIN'],
  ])('takes nothing by %s, where a bare server does', async (_, options, status, code) => {
    expect(await send(guarded, options)).toEqual([status, { code, trace: expect.any(String) }]);
    expect(await send(bare, options)).toEqual([200, 'reached']);
  });

  it('takes JSON from scripts and from its own pages', async () => {
    for (const type of [
      'application/json',
      'application/json; charset=UTF-8',
      'application/json;charset="utf-8"',
    ])
      expect(await send(guarded, post(type, { origin: ORIGIN }))).toEqual([200, 'reached']);
    expect(await send(guarded, post('application/json'))).toEqual([200, 'reached']);
  });

  it('answers what is no body of a question in its own form', async () => {
    const broken = { ...post('application/json'), payload: '{"query"' };
    const long = { ...post('application/json'), payload: JSON.stringify({ query: 'x'.repeat(100) }) };
    const poisoned = { ...post('application/json'), payload: '{"query":"{a}","__proto__":{"a":1}}' };
    const trace = expect.any(String);
    expect(await send(guarded, broken)).toEqual([400, { code: 'BAD_REQUEST', trace }]);
    expect(await send(guarded, poisoned)).toEqual([400, { code: 'BAD_REQUEST', trace }]);
    expect(await send(guarded, long)).toEqual([413, { code: 'BODY_TOO_LARGE', trace }]);
  });

  it('leaves other paths alone', async () => {
    expect(await send(guarded, { method: 'GET', url: '/elsewhere' })).toEqual([200, 'reached']);
  });
});
