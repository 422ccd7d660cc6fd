import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { LANGUAGES } from '../src/platform/access/viewer.js';
import { Messages } from '../src/platform/i18n/messages.js';
import {
  type Partnership,
  agendaItem,
  meeting,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const UPDATE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
  meeting { version agendaIsPublic } userErrors { code field } } }`;
const UPDATE_ITEM = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version } userErrors { code field } } }`;
const HOSTILE = '<script>alert(1)</script> "x" & \'y\' שלום';

describe('the public agenda', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  const messages = new Messages();
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const session = await agendaItem(of, meetingId, { kind: 'SESSION', title: 'Impact', place: 'Room 1' });
    const speakers = { speakerIds: [of.personIds['delegate@skovde.example']] };
    const part = { kind: 'PRESENTATION', title: HOSTILE, parentId: session.id, ...speakers };
    itemId = (await agendaItem(of, meetingId, { ...part, endsAtLocal: '2017-12-12T10:30' })).id;
    await agendaItem(of, meetingId, {
      title: 'Closing',
      description: 'One\n\nTwo',
      partnerIds: [of.partnerIds['daugavpils']],
      startsAtLocal: '2017-12-13T09:00',
      endsAtLocal: '2017-12-13T10:00',
    });
    await publish(of, meetingId);
    await agendaItem(of, meetingId, { title: 'A surprise', startsAtLocal: '2017-12-12T08:00' });
  });
  afterAll(() => tavola.stop());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${tavola.url}/p/evolaq/${path}`, {
      method,
      headers: { ...tavola.anonymous().headers, ...headers },
    });
  const json = async (path = 'cervia/agenda.json') => (await get(path)).json();
  const setPublic = async (id: string, agendaIsPublic: boolean) => {
    const { meeting: found } = await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { version } }`, { id });
    const input = { id, expectedVersion: found.version, agendaIsPublic };
    return (await of.lead.ask(UPDATE, { input })).updateMeeting;
  };

  it('is a page in seven languages that says of a text when it is in another one', async () => {
    await (
      await of.as('lead@norrkoping.example', 'sv')
    ).ask(UPDATE_ITEM, {
      input: { id: itemId, expectedVersion: 1, title: 'Resultat' },
    });
    for (const language of LANGUAGES) {
      const answer = await get(`cervia/agenda?lang=${language}`);
      const text = await answer.text();
      expect([answer.status, answer.headers.get('content-language'), answer.headers.get('vary')]).toEqual([
        200,
        language,
        null,
      ]);
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).toContain(
        language === 'en' ? '<bdi>Final meeting</bdi>' : '<bdi lang="en">Final meeting</bdi>',
      );
      expect(text.includes('<bdi>Resultat</bdi>')).toBe(language === 'sv');
      expect(text).toContain(messages.say(language, 'page.agenda.kinds', { kind: 'PRESENTATION' }));
      expect(text).toContain('(Europe/Rome)');
      expect(text).toContain('datetime="2017-12-12T09:00:00+00:00"');
    }
    const asked = await get('cervia/agenda', { 'accept-language': 'hr, en;q=0.5' });
    expect([asked.headers.get('content-language'), asked.headers.get('vary')]).toEqual([
      'hr',
      'Accept-Language',
    ]);
  });

  it('tells what was published, with organisations instead of people, and escapes all of it', async () => {
    const text = await (await get('cervia/agenda?lang=en')).text();
    expect(
      [...text.matchAll(/<h([1-4])[^>]*>(.*?)<\/h\1>/gs)].map(([, level, title]) => [
        level,
        title?.replaceAll(/<\/?bdi[^>]*>/g, ''),
      ]),
    ).toEqual([
      ['1', 'Final meeting'],
      ['2', 'Tuesday, 12 December 2017'],
      ['3', 'Impact'],
      ['4', '&lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot; &amp; &#39;y&#39; שלום'],
      ['2', 'Wednesday, 13 December 2017'],
      ['3', 'Closing'],
    ]);
    expect(text).toContain('Skövde kommun');
    expect(text).not.toContain('<script');
    for (const exit of ['cervia/agenda', 'cervia/agenda.json', 'cervia/agenda.ics']) {
      const told = await (await get(exit)).text();
      for (const hidden of ['Delegate', 'Coordinator', 'delegate@', 'A surprise'])
        expect([exit, told.includes(hidden)]).toEqual([exit, false]);
    }
  });

  it('is JSON of the form that the docs describe', async () => {
    const { items, meeting: of_, ...agenda } = await json('cervia/agenda.json?lang=en');
    expect({ ...agenda, publishedAt: null, revisedAt: null }).toEqual({
      format: 'tavola-agenda/1',
      language: 'en',
      page: 'http://localhost/p/evolaq/cervia/agenda?lang=en',
      release: 1,
      publishedAt: null,
      revision: 2,
      revisedAt: null,
      project: {
        slug: 'evolaq',
        acronym: 'EVOLAQ',
        title: { text: 'Enhancing Volunteering Actions and Quality in Europe', language: 'en' },
      },
    });
    expect(of_).toMatchObject({ id: meetingId, slug: 'cervia', isCancelled: false, mode: 'ON_SITE' });
    const [session, part] = items;
    expect([session.parentId, part.parentId]).toEqual([null, session.id]);
    expect(part).toMatchObject({
      startsAt: '2017-12-12T09:00:00+00:00',
      startsAtLocal: '2017-12-12T10:00:00',
      partners: [{ name: 'Skövde kommun', town: 'Skövde', country: { code: 'SE', name: 'Sweden' } }],
    });
    const docs = await readFile('docs/public-agenda.md', 'utf8');
    const example = JSON.parse(/```json\n(.*?)```/s.exec(docs)?.[1] ?? '');
    const keys = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, keys(inner)]))
        : null;
    expect(keys(example)).toEqual(keys({ ...agenda, meeting: of_, items }));
    expect(keys(example.items[0])).toEqual(keys(part));
  });

  it('is a calendar with the instants of the API', async () => {
    const answer = await get('cervia/agenda.ics?lang=sv');
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    const calendar = ICAL.Component.fromString(await answer.text());
    for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    const told = events.map(({ uid, startDate, endDate }) => [
      uid,
      startDate.toUnixTime(),
      endDate.toUnixTime(),
    ]);
    const { items } = await json();
    expect(told).toEqual(
      items.map(({ id, startsAt, endsAt }: Record<'id' | 'startsAt' | 'endsAt', string>) => [
        `${id}@tavola`,
        ...[startsAt, endsAt].map((iso) => DateTime.fromISO(iso).toSeconds()),
      ]),
    );
    expect(events.slice(0, 2).map(({ summary }) => summary)).toEqual(['Impact', 'Resultat']);
  });

  it('names its other forms and languages, and lets other sites read the data', async () => {
    const [page, data] = [await get('cervia/agenda?lang=en'), await get('cervia/agenda.json?lang=en')];
    const link = page.headers.get('link');
    expect(link).toContain(
      '</p/evolaq/cervia/agenda.json?lang=en>; rel="alternate"; type="application/json"',
    );
    expect(link).toContain('</p/evolaq/cervia/agenda.ics?lang=en>; rel="alternate"; type="text/calendar"');
    expect(link).toContain('</p/evolaq/cervia/agenda?lang=lv>; rel="alternate"; hreflang="lv"');
    const cors = (answer: Response) => answer.headers.get('access-control-allow-origin');
    expect([cors(page), cors(data)]).toEqual([null, '*']);
  });

  it('may be kept for five minutes, and is not sent again to who has it', async () => {
    const exits = ['cervia/agenda', 'cervia/agenda.json', 'cervia/agenda.ics'].flatMap((exit) => [
      `${exit}?lang=en`,
      `${exit}?lang=it`,
    ]);
    const tags = async () =>
      Promise.all(exits.map(async (exit) => (await get(exit)).headers.get('etag') as string));
    const before = await tags();
    expect(new Set(before).size).toBe(exits.length);
    expect(await tags()).toEqual(before);
    const again = { 'if-none-match': `"x", W/${before[0]}` };
    for (const method of ['GET', 'HEAD']) {
      const known = await get(exits[0] as string, again, method);
      expect([known.status, await known.text(), known.headers.get('etag')]).toEqual([304, '', before[0]]);
      expect(known.headers.get('cache-control')).toBe('public, max-age=240, stale-while-revalidate=60');
    }
    const head = await get(exits[0] as string, {}, 'HEAD');
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', before[0]]);

    const isOther = async () => {
      const now = await tags();
      const changed = exits.map((_, index) => now[index] !== before[index]);
      before.splice(0, before.length, ...now);
      return changed;
    };
    const all = exits.map(() => true);
    await publish(of, meetingId);
    expect(await isOther()).toEqual(all);
    const { meeting: found } = await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { version } }`, {
      id: meetingId,
    });
    await of.lead.ask(UPDATE, {
      input: { id: meetingId, expectedVersion: found.version, place: 'Officine' },
    });
    expect(await isOther()).toEqual(all);
    await of.lead.ask(UPDATE_ITEM, { input: { id: itemId, expectedVersion: 2, title: 'Another name' } });
    expect(await isOther()).toEqual(all);
    expect(await isOther()).toEqual(exits.map(() => false));
  });

  it('is the same for whoever is signed in', async () => {
    const lead = await of.as('lead@norrkoping.example');
    const own = await fetch(`${tavola.url}/p/evolaq/cervia/agenda?lang=en`, { headers: lead.headers });
    expect(own.headers.get('etag')).toBe((await get('cervia/agenda?lang=en')).headers.get('etag'));
  });

  it('counts against what strangers at one address may ask', async () => {
    const { headers } = tavola.anonymous();
    const statuses: number[] = [];
    for (let asked = 0; asked <= 300; asked += 1)
      statuses.push((await get('none/agenda.json', headers)).status);
    expect([statuses.indexOf(429), statuses.at(-1)]).toEqual([300, 429]);
  });

  it('is not there, as if there were nothing, where it is a draft, hidden or unpublished', async () => {
    const hidden = await openMeeting(of, { slug: 'hidden', number: 10, agendaIsPublic: false });
    const draft = await meeting(of, { slug: 'draft', number: 11 });
    await openMeeting(of, { slug: 'unpublished', number: 12 });
    for (const id of [hidden, draft]) {
      await agendaItem(of, id);
      await publish(of, id);
    }
    const told = async (path: string) => {
      const answer = await get(path);
      const headers = [...answer.headers].filter(
        ([name]) => !['date', 'x-trace-id', 'keep-alive'].includes(name),
      );
      return JSON.stringify([answer.status, headers, (await answer.text()).replaceAll(/[0-9a-f-]{36}/g, '')]);
    };
    for (const extension of ['', '.json', '.ics']) {
      const nothing = await told(`none/agenda${extension}`);
      expect(await told(`%00/agenda${extension}`)).toBe(nothing);
      expect(nothing).toContain('no-store');
      for (const slug of ['hidden', 'draft', 'unpublished'])
        expect(await told(`${slug}/agenda${extension}`)).toBe(nothing);
    }
    const page = await get('none/agenda', { accept: 'text/html', 'accept-language': 'fi' });
    expect([page.status, page.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(await page.text()).toContain('<html lang="fi">');
    expect((await setPublic(hidden, true)).userErrors).toEqual([]);
    expect((await get('hidden/agenda')).status).toBe(200);
  });

  it('is withdrawn when its organisers say so, also after the end', async () => {
    expect((await of.lead.ask(step('closeMeeting'), { id: meetingId })).closeMeeting.userErrors).toEqual([]);
    expect((await get('cervia/agenda')).status).toBe(200);
    expect(await setPublic(meetingId, false)).toEqual({
      meeting: { version: expect.any(Number), agendaIsPublic: false },
      userErrors: [],
    });
    expect((await get('cervia/agenda')).status).toBe(404);
    const { meeting: found } = await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { version } }`, {
      id: meetingId,
    });
    const more = { id: meetingId, expectedVersion: found.version, agendaIsPublic: true, place: 'Elsewhere' };
    expect((await of.lead.ask(UPDATE, { input: more })).updateMeeting.userErrors).toEqual([
      { code: 'CLOSED', field: ['input', 'id'] },
    ]);
    expect((await get('cervia/agenda')).status).toBe(404);
  });

  it('says that a meeting is cancelled', async () => {
    const id = await openMeeting(of, { slug: 'off', number: 13 });
    await agendaItem(of, id);
    await publish(of, id);
    await of.lead.ask(step('cancelMeeting'), { id });
    expect(await (await get('off/agenda?lang=en')).text()).toContain(
      messages.say('en', 'page.agenda.cancelled'),
    );
    expect((await json('off/agenda.json')).meeting.isCancelled).toBe(true);
    const calendar = await (await get('off/agenda.ics')).text();
    expect(calendar).toContain('STATUS:CANCELLED\r\n');
    expect(calendar).toContain('SEQUENCE:2\r\n');
  });
});
