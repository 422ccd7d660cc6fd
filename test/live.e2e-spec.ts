import cookie from '@fastify/cookie';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Site } from '../src/platform/config/site.js';
import { Viewers } from '../src/viewers/viewers.js';
import { RequestQuotas } from '../src/platform/access/request-quotas.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { Log } from '../src/platform/log/log.js';
import { SignInCookies } from '../src/accounts/sign-in-cookies.js';
import { applicationDataSource } from '../src/data-source.js';
import { anonymous } from '../src/platform/access/viewer.js';
import { connectionOf } from '../src/platform/database/pool.js';
import { record } from '../src/platform/events/record.js';
import { LastingAccess } from '../src/platform/live/lasting-access.js';
import { EVERYTHING, type Hearing, LiveStreams } from '../src/platform/live/live-streams.js';
import { SystemClock } from '../src/platform/time/clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { LiveReader } from './setup/live-reader.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { id leadPartner { id } } userErrors { message } } }`;
const ADD = `mutation ($input: AddPartnerInput!) { addPartner(input: $input) {
  partner { id } userErrors { message } } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { message } } }`;
const TOKEN = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token } }`;
const END = `mutation ($id: ID!) { endMembership(id: $id) { userErrors { message } } }`;
const LISTENERS = `pid <> pg_backend_pid() and datname = current_database() and query ~ '^(listen tavola_event|select 1$)'`;

describe('live changes', () => {
  const clock = new SystemClock();
  const readers: LiveReader[] = [];
  let tavola: Tavola;
  let dataSource: DataSource;
  let lead: GraphqlClient;
  let ours: { id: string; leadPartner: { id: string } };
  let theirs: { id: string; leadPartner: { id: string } };
  beforeAll(async () => {
    tavola = await Tavola.start();
    dataSource = await applicationDataSource(tavola.database.url).initialize();
    const create = async (slug: string) => {
      await tavola.person(`lead@${slug}.example`);
      const client = await tavola.signedIn(`lead@${slug}.example`);
      const leadPartner = { slug, name: slug, town: 'Norrköping', country: 'SE' };
      const input = { slug, acronym: slug, title: slug, languages: ['en'], leadPartner };
      return { client, project: (await client.ask(CREATE, { input })).createProject.project };
    };
    ({ client: lead, project: ours } = await create('ours'));
    ({ project: theirs } = await create('theirs'));
  });
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await tavola.stop();
  });

  async function listen(path: string, client = lead, url = tavola.url): Promise<LiveReader> {
    const reader = await LiveReader.open(`${url}/live/${path}`, client.cookie);
    readers.push(reader);
    return reader;
  }

  const status = async (path: string, client: GraphqlClient) => {
    const response = await fetch(`${tavola.url}/live/${path}`, { headers: { cookie: client.cookie } });
    await response.body?.cancel();
    return response.status;
  };

  const happen = (projectId: string, kind = 'partner.updated', details: object = {}, meetingId?: string) => {
    const subjectId = uuidv7();
    const happening = { kind, subjectId, projectId, meetingId, details };
    return record(dataSource.manager, anonymous('en'), clock.now(), happening).then(() => subjectId);
  };

  const invite = async (email: string, partnerId = ours.leadPartner.id) => {
    const input = { partnerId, role: 'DELEGATE', name: 'Delegate Secretname', email, language: 'en' };
    return (await lead.ask(INVITE, { input })).inviteMember.membership.id as string;
  };

  it('tells within a second which thing changed', async () => {
    const reader = await listen(`projects/${ours.id}`);
    const input = { projectId: ours.id, slug: 'cervia', name: 'Cervia', town: 'Cervia', country: 'IT' };
    const since = performance.now();
    const { partner } = (await lead.ask(ADD, { input })).addPartner;
    await until(() => reader.frames.length > 0, 1_000);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(reader.frames).toEqual([{ type: 'partner.added', id: partner.id }]);
    const { 'cache-control': cache, 'content-type': type, 'x-accel-buffering': buffering } = reader.headers;
    expect([cache, type, buffering]).toEqual(['no-store', 'text/event-stream; charset=utf-8', 'no']);
  });

  it('says the version where the event knows it', async () => {
    const reader = await listen(`projects/${ours.id}`);
    const id = await happen(ours.id, 'partner.updated', { version: 3 });
    await until(() => reader.frames.length > 0);
    expect(reader.frames).toEqual([{ type: 'partner.updated', id, version: 3 }]);
  });

  it('tells nothing of another project, nor what was rolled back', async () => {
    const reader = await listen(`projects/${ours.id}`);
    await happen(theirs.id);
    const rolledBack = dataSource.transaction(async (manager) => {
      await record(manager, anonymous('en'), clock.now(), {
        kind: 'partner.updated',
        subjectId: uuidv7(),
        projectId: ours.id,
      });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const id = await happen(ours.id);
    await until(() => reader.frames.length > 0);
    expect(reader.frames).toEqual([{ type: 'partner.updated', id }]);
  });

  it('says nothing personal, and nothing of a kind that could break out of its line', async () => {
    const reader = await listen(`projects/${ours.id}`);
    await happen(ours.id, 'partner.updated\n\ndata: {"type":"forged"}');
    const updated = await happen(ours.id, 'partner.updated', { version: '1\n\ndata: {}' });
    const invited = await invite('delegate.secretname@cervia.example');
    await until(() => reader.frames.length > 1);
    expect(reader.text).toBe(
      `:\n\ndata: {"type":"partner.updated","id":"${updated}"}\n\ndata: {"type":"member.invited","id":"${invited}"}\n\n`,
    );
  });

  it('answers 401 to nobody, and 404 to whoever may not know of it or where nothing is', async () => {
    await tavola.person('stranger@elsewhere.example');
    const stranger = await tavola.signedIn('stranger@elsewhere.example');
    expect(await status(`projects/${ours.id}`, tavola.anonymous())).toBe(401);
    expect(await status(`projects/${ours.id}`, stranger)).toBe(404);
    expect(await status(`projects/${uuidv7()}`, lead)).toBe(404);
    expect(await status('projects/no-such-id', lead)).toBe(404);
  });

  it('goes on after its connection to the database was cut, and says that something may be missing', async () => {
    const reader = await listen(`projects/${ours.id}`);
    const cut = `select count(pg_terminate_backend(pid))::int as cut from pg_stat_activity where ${LISTENERS}`;
    expect(await tavola.sql(cut, [], tavola.database.superuserUrl)).toEqual([{ cut: 1 }]);
    await until(() => reader.frames.length > 0);
    const id = await happen(ours.id);
    await until(() => reader.frames.length > 1);
    expect(reader.frames).toEqual([{ type: 'missed' }, { type: 'partner.updated', id }]);
  });

  it('counts as a request each time somebody connects', async () => {
    await tavola.person('often@cervia.example');
    const often = await tavola.signedIn('often@cervia.example');
    await tavola.sql(
      `update session set requests_per_minute = 3
       where person_id = (select id from person where email = 'often@cervia.example')`,
      [],
      tavola.database.ownerUrl,
    );
    const answers: number[] = [];
    for (let asked = 0; asked < 8; asked += 1) answers.push(await status(`projects/${ours.id}`, often));
    // Three in a minute, which may have turned once meanwhile.
    expect(answers.filter((answer) => answer === 429).length).toBeGreaterThanOrEqual(1);
    expect(new Set(answers)).toEqual(new Set([404, 429]));
  });

  it('keeps twenty streams of a session open, of which the oldest makes room for a new one', async () => {
    const many = await tavola.signedIn('lead@ours.example');
    const first = await listen(`projects/${ours.id}`, many);
    const second = await listen(`projects/${ours.id}`, many);
    for (let open = 2; open < 20; open += 1) await listen(`projects/${ours.id}`, many);
    const others = await listen(`projects/${ours.id}`, lead);
    expect(first.ended).toBe(false);
    const newest = await listen(`projects/${ours.id}`, many);
    await until(() => first.ended);
    expect([second.ended, others.ended, newest.ended]).toEqual([false, false, false]);
  });

  it.each([
    ['session', 'session set expires_at = $1'],
    ['token', 'api_token set expires_at = $1'],
  ])('ends with a %s that expires, though nobody tells of it', async (what, update) => {
    const email = `${what}@cervia.example`;
    await invite(email);
    const client = await tavola.signedIn(email);
    const input = { name: 'script', scopes: ['READ'] };
    const { token } = (await client.ask(TOKEN, { input })).createApiToken;
    const end = clock.now().plus({ seconds: 2 });
    const ofHim = 'where person_id = (select id from person where email = $2)';
    await tavola.sql(`update ${update} ${ofHim}`, [end.toISO(), email], tavola.database.ownerUrl);
    const headers: Record<string, string> =
      what === 'token' ? { authorization: `Bearer ${token}` } : { cookie: client.cookie };
    const reader = await LiveReader.openWith(`${tavola.url}/live/projects/${ours.id}`, headers);
    readers.push(reader);
    expect(reader.ended).toBe(false);
    await until(() => reader.ended, 3_000);
    expect(clock.now() >= end).toBe(true);
  });

  describe('checked every 200 ms', () => {
    let server: FastifyInstance;
    let url: string;
    let hearing: Hearing = EVERYTHING;
    beforeAll(async () => {
      server = fastify();
      await server.register(cookie);
      const viewers = new Viewers(
        dataSource,
        clock,
        new SignInCookies(new Site('http://localhost')),
        new Secrets('a key for tests, of at least 32 characters'),
        new RequestQuotas(dataSource, clock),
      );
      const streams = new LiveStreams(server, {
        open: () => connectionOf(dataSource),
        admit: (request) => viewers.admit(request, null),
        viewerOf: (request) => viewers.ofRequest(request, null),
        access: new LastingAccess({ clock, concerns: () => false, checkEveryMs: 200 }),
        log: Log.to('warn', tavola.log),
        heartbeatMs: 100,
      });
      streams.serve('/live/projects/:id', 'projectId', (viewer, id) =>
        viewer.projects.includes(id) ? EVERYTHING : null,
      );
      streams.serve('/live/meetings/:id', 'meetingId', () => hearing);
      await server.listen({ host: '127.0.0.1', port: 0 });
      url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    });
    afterAll(() => server.close());

    it('ends with the session, and with the membership', async () => {
      const membership = await invite('leaving@cervia.example');
      const leaving = await tavola.signedIn('leaving@cervia.example');
      const other = await tavola.signedIn('lead@ours.example');
      const [whoLeaves, whoSignsOut, whoStays] = [
        await listen(`projects/${ours.id}`, leaving, url),
        await listen(`projects/${ours.id}`, other, url),
        await listen(`projects/${ours.id}`, lead, url),
      ];
      await sleep(500);
      expect([whoLeaves.ended, whoSignsOut.ended]).toEqual([false, false]);
      await lead.ask(END, { id: membership });
      await other.ask('mutation { signOut { sessionId } }');
      await until(() => whoLeaves.ended && whoSignsOut.ended, 2_000);
      expect(whoStays.ended).toBe(false);
    });

    it('is kept awake by comments', async () => {
      const reader = await listen(`projects/${ours.id}`, lead, url);
      await until(() => reader.text.length >= ':\n\n:\n\n'.length);
      expect(reader.text).toMatch(/^(:\n\n)+$/);
    });

    it('tells of a meeting to whoever may hear of it, until he may not', async () => {
      const meetingId = uuidv7();
      const reader = await listen(`meetings/${meetingId}`, lead, url);
      await happen(ours.id, 'meeting.announced', {}, uuidv7());
      const id = await happen(ours.id, 'meeting.announced', {}, meetingId);
      await until(() => reader.frames.length > 0);
      expect(reader.frames).toEqual([{ type: 'meeting.announced', id }]);
      hearing = null;
      await until(() => reader.ended, 2_000);
    });

    it('tells whoever may hear less than before no more than that', async () => {
      hearing = EVERYTHING;
      const meetingId = uuidv7();
      const reader = await listen(`meetings/${meetingId}`, lead, url);
      const all = await happen(ours.id, 'registration.made', {}, meetingId);
      await until(() => reader.frames.length > 0);
      hearing = (kind) => kind === 'meeting.updated';
      await sleep(500);
      await happen(ours.id, 'registration.made', {}, meetingId);
      const some = await happen(ours.id, 'meeting.updated', {}, meetingId);
      await until(() => reader.frames.length > 1);
      expect(reader.frames).toEqual([
        { type: 'registration.made', id: all },
        { type: 'meeting.updated', id: some },
      ]);
    });

    it('ends when the server stops', async () => {
      const reader = await listen(`projects/${ours.id}`, lead, url);
      const since = performance.now();
      await server.close();
      await until(() => reader.ended);
      expect(performance.now() - since).toBeLessThan(1_000);
      const left = await tavola.sql(
        `select count(*)::int as listeners from pg_stat_activity where ${LISTENERS}`,
        [],
        tavola.database.superuserUrl,
      );
      expect(left).toEqual([{ listeners: 1 }]);
    });
  });
});
