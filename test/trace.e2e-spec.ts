import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Sessions } from '../src/accounts/sessions.js';
import { Messages } from '../src/platform/i18n/messages.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { Viewers } from '../src/viewers/viewers.js';
import { type Partnership, partnership } from './factories/partnership.js';
import type { LogLine } from './setup/log-lines.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const nowhere = '00000000-0000-4000-8000-000000000000';

/** What is known to be in a line, besides the time and the process. */
const told = ({ level, method, route, status, viewer, operation, fields, codes }: LogLine) => ({
  level,
  method,
  route,
  status,
  ...(viewer !== undefined && { viewer }),
  ...(operation !== undefined && { operation, fields }),
  ...(codes && { codes }),
});

describe('every error that somebody sees', () => {
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => tavola.stop());

  /** The answer's status and text, and the one line of the log about its request. */
  async function asked(path: string, init: RequestInit = {}) {
    const response = await fetch(tavola.url + path, init);
    const text = await response.text();
    const trace = response.headers.get('x-trace-id') as string;
    await until(() => tavola.log.with({ msg: 'request', trace }).length > 0);
    const lines = tavola.log.with({ msg: 'request', trace });
    expect(lines.length).toBe(1);
    return { trace, text, status: response.status, line: told(lines[0] as LogLine) };
  }
  const graphql = (query: string, headers: Record<string, string> = {}) =>
    asked('/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify({ query }),
    });
  const post = { method: 'POST', route: '/graphql' };

  it.each([
    {
      what: 'what is not there',
      query: `{ meeting(id: "${nowhere}") { id } m: updateNothing }`,
      code: 'GRAPHQL_VALIDATION_FAILED',
      status: 400,
    },
    { what: 'a document that cannot be read', query: '{', code: 'GRAPHQL_PARSE_FAILED', status: 400 },
    {
      what: 'no operation',
      query: 'fragment F on Query { __typename }',
      code: 'GRAPHQL_VALIDATION_FAILED',
      status: 400,
    },
  ])('of GraphQL has it with $what', async ({ query, code, status }) => {
    const { trace, text, line } = await graphql(query);
    const { errors } = JSON.parse(text) as { errors: { extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toEqual(errors.map(() => ({ code, trace })));
    expect(line).toEqual({
      ...post,
      level: 'warn',
      status,
      viewer: 'anonymous',
      codes: errors.map(() => code),
    });
  });

  it('of a root field has it, and the log says by whom', async () => {
    const { trace, text, line } = await graphql('{ project(slug: "evolaq") { id } viewer { name } }');
    const { errors } = JSON.parse(text) as { errors: { extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toEqual(
      errors.map(() => ({ code: 'UNAUTHENTICATED', trace })),
    );
    const codes = errors.map(() => 'UNAUTHENTICATED');
    const fields = ['project', 'viewer'];
    expect(line).toEqual({
      ...post,
      level: 'warn',
      status: 200,
      viewer: 'anonymous',
      operation: 'query',
      fields,
      codes,
    });
  });

  it('of a stranger who asks for the schema has it, and is no fault of ours', async () => {
    const { trace, text, status, line } = await graphql('{ __schema { description } }');
    const { errors } = JSON.parse(text) as { errors: { extensions: object }[] };
    expect([status, errors.map(({ extensions }) => extensions)]).toEqual([
      401,
      [{ code: 'UNAUTHENTICATED', trace }],
    ]);
    expect([line.status, line.codes]).toEqual([401, ['UNAUTHENTICATED']]);
  });

  it('that is an answer of a mutation has it beside the data', async () => {
    const mutation = `mutation { addPartner(input: { projectId: "${of.projectId}", slug: "x y", name: "X", town: "X", country: "SE" }) {
      userErrors { code } } }`;
    const { trace, text, line } = await graphql(mutation, of.lead.headers);
    expect(JSON.parse(text)).toEqual({
      data: { addPartner: { userErrors: [{ code: 'INVALID' }] } },
      extensions: { trace },
    });
    expect(line).toEqual({
      ...post,
      level: 'warn',
      status: 200,
      viewer: 'session',
      operation: 'mutation',
      fields: ['addPartner'],
      codes: ['INVALID'],
    });
  });

  it('that is a fault of ours has it, and the log says which', async () => {
    jest.spyOn(Viewers.prototype, 'admit').mockRejectedValueOnce(new TypeError('out of order'));
    const { trace, text, line } = await graphql('{ viewer { name } }');
    const { errors } = JSON.parse(text) as { errors: { extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR', trace }]);
    expect(line).toEqual({ ...post, level: 'warn', status: 500 });
    expect(tavola.log.with({ trace, level: 'error' }).map(({ error }) => error?.message)).toEqual([
      'out of order',
    ]);
  });

  it.each([
    { status: 405, code: 'METHOD_NOT_ALLOWED', method: 'GET' },
    { status: 400, code: 'BAD_REQUEST', method: 'POST', body: '{"query": "{ anna@skovde.example' },
    {
      status: 413,
      code: 'BODY_TOO_LARGE',
      method: 'POST',
      body: JSON.stringify({ query: ' '.repeat(1_100_000) }),
    },
  ])('of a request that is refused before GraphQL ($code) has it', async ({ status, code, method, body }) => {
    const { trace, text, line } = await asked('/graphql', { method, body, headers: JSON_TYPE });
    const { errors } = JSON.parse(text) as { errors: { extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code, trace }]);
    expect(line).toEqual({ level: 'warn', method, route: '/graphql', status, codes: [code] });
  });

  it.each([
    { path: '/elsewhere?secret=1', status: 404, route: '(none)' },
    { path: `/live/projects/${nowhere}`, status: 401, route: '/live/projects/:id', viewer: 'anonymous' },
  ])('of $path ($status) has it in its JSON', async ({ path, status, route, viewer }) => {
    const { trace, text, line } = await asked(path);
    expect((JSON.parse(text) as { trace: string }).trace).toBe(trace);
    expect(line).toEqual({ level: 'warn', method: 'GET', route, status, ...(viewer && { viewer }) });
  });

  it.each([`/files/presentations/${nowhere}`, `/files/uploads/${nowhere}`])(
    'that has no text (%s) has it in the header',
    async (path) => {
      const route = path.replace(nowhere, ':id');
      const { status, line } = await asked(path, { method: 'HEAD' });
      expect([status, line]).toEqual([
        404,
        { level: 'warn', method: 'HEAD', route, status: 404, viewer: 'anonymous' },
      ]);
    },
  );

  it('on a page has it in the language of the page', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fi' };
    const { trace, text, status } = await asked(`/sign-in/${nowhere}`, {
      method: 'POST',
      headers,
      body: 'code=A',
    });
    expect(status).toBe(422);
    expect(text).toContain(new Messages().say('fi', 'page.trace', { trace }));
  });

  it.each([
    { what: 'fails', sqlState: undefined, code: 500, key: 'page.failed' },
    { what: 'has no database', sqlState: '57P01', code: 503, key: 'page.unavailable' },
    { what: 'has no room on a disk', sqlState: '53100', code: 507, key: 'page.noRoom' },
  ])('of a page that $what has it, in the language of the browser', async ({ sqlState, code, key }) => {
    const cause = Object.assign(new Error('out of order'), { code: sqlState });
    jest.spyOn(Sessions.prototype, 'personOf').mockRejectedValue(cause);
    const { trace, text, status } = await asked('/sign-in', { headers: { 'accept-language': 'lv' } });
    const say = (message: string, values = {}) => new Messages().say('lv', message, values);
    expect(status).toBe(code);
    expect(text).toBe(`${say(key)}\n${say('page.trace', { trace })}\n`);
    expect(tavola.log.with({ trace, level: 'error' }).length).toBe(1);
  });

  it('is another one each time, whatever the request says', async () => {
    const headers = { 'x-request-id': 'mine', 'x-trace-id': 'mine', 'request-id': 'mine' };
    const traces = [await graphql('{', headers), await graphql('{', headers)].map(({ trace }) => trace);
    expect(traces.map((trace) => UUID.exec(trace)?.[0])).toEqual(traces);
    expect(new Set(traces).size).toBe(2);
  });

  it('in a job has the id of the job', async () => {
    jest.spyOn(Sealing.prototype, 'run').mockRejectedValue(new Error('out of order'));
    const failed = () => tavola.log.with({ msg: 'job', level: 'error' });
    await tavola.sql(`insert into pgboss.job (name, policy) values ('seal', 'exclusive')`);
    await until(() => failed().length > 0, 20_000);
    const [{ trace, error } = {} as LogLine] = failed();
    expect(error?.message).toBe('out of order');
    expect(await tavola.sql('select name from pgboss.job where id = $1', [trace])).toEqual([
      { name: 'seal' },
    ]);
  });
});

describe('a request that nothing is wrong with', () => {
  let tavola: Tavola;
  beforeAll(async () => {
    tavola = await Tavola.start();
  });
  afterAll(() => tavola.stop());

  it('has a line too, with who asked and how long it took', async () => {
    const personId = await tavola.person('anna@skovde.example');
    const anna = await tavola.signedIn('anna@skovde.example');
    await anna.ask('{ viewer { name } }');
    const [line] = tavola.log.with({ operation: 'query' });
    expect({ ...line, time: '', pid: 0, ms: 0, trace: '' }).toEqual({
      level: 'info',
      time: '',
      pid: 0,
      trace: '',
      method: 'POST',
      route: '/graphql',
      status: 200,
      ms: 0,
      viewer: 'session',
      person: personId,
      operation: 'query',
      fields: ['viewer'],
      msg: 'request',
    });
    expect(line?.['ms']).toBeGreaterThan(0);
  });
});
