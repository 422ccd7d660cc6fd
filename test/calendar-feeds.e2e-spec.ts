import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { sync as nodeIcal } from 'node-ical';
import { toldBy } from './factories/calendar-mails.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { askByToken } from './setup/actor.js';
import { cli } from './setup/cli.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const ANNA = 'anna@skovde.example';
const RENEW = 'mutation { renewCalendarFeed { url userErrors { code } } }';
const REVOKE = 'mutation { revokeCalendarFeed { url userErrors { code } } }';
const REQUEST = `mutation ($input: RequestMaterialInput!) { requestMaterial(input: $input) {
  materialRequests { id partner { slug } } userErrors { code message } } }`;
const ADD_LEG = `mutation ($input: AddTravelLegInput!) { addTravelLeg(input: $input) { travelLeg { id } userErrors { code message } } }`;

describe('a calendar of one’s own', () => {
  let tavola: Tavola;
  let of: Partnership;
  let anna: GraphqlClient;
  let meetingId: string;
  let registrationId: string;
  let url: string;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    registrationId = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    await nameDelegate(of, meetingId, { partner: 'daugavpils', name: 'Bo', seats: 2, language: 'lv' });
    ids['for all'] = (await agendaItem(of, meetingId, { kind: 'SESSION', title: 'Welcome' })).id;
    const hers = {
      title: 'Recruiting',
      capacity: 9,
      startsAtLocal: '2017-12-12T14:00',
      endsAtLocal: '2017-12-12T15:00',
    };
    ids['of others'] = (await agendaItem(of, meetingId, { ...hers, title: 'Of others' })).id;
    ids['place'] = (await agendaItem(of, meetingId, hers)).id;
    anna = await of.as(ANNA, 'sv');
    const { renewCalendarFeed } = await anna.ask(RENEW);
    url = renewCalendarFeed.url;
  });
  afterAll(() => tavola.stop());

  const get = (address = url, headers: Record<string, string> = {}) =>
    fetch(address.replace('http://localhost', tavola.url), { headers });
  const events = async (address = url) => {
    const text = await (await get(address)).text();
    const parsed = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
    const other = Object.values(nodeIcal.parseICS(text)).filter((one) => one?.type === 'VEVENT');
    return parsed.map((vevent) => {
      const event = new ICAL.Event(vevent);
      const [start, end] = [event.startDate, event.endDate].map((time) => time.toJSDate().toISOString());
      const { start: otherStart, end: otherEnd } = other.find(
        ({ uid }) => uid === event.uid,
      ) as (typeof other)[number] & {
        start: Date;
        end: Date;
      };
      if (!event.startDate.isDate)
        expect([otherStart, otherEnd].map((date) => date.toISOString())).toEqual([start, end]);
      const zones = [event.startDate, event.endDate].map(({ zone }) => zone?.tzid);
      return {
        id: event.uid.replace('@tavola', ''),
        sequence: event.sequence,
        summary: event.summary,
        start,
        end,
        zones,
      };
    });
  };

  it('shows the meeting as soon as he is asked, by the name and number of the mail, and nothing else', async () => {
    await until(async () => toldBy(tavola.mailsTo(ANNA)).length === 1);
    const [told] = toldBy(tavola.mailsTo(ANNA));
    const shown = await events();
    expect(shown).toMatchObject([{ id: meetingId, sequence: told?.sequence, summary: told?.summary }]);
    expect(`${shown[0]?.id}@tavola`).toBe(told?.uid);
  });

  it('shows what is for him, his journeys by the walls of their places, and what his partner owes, when he comes', async () => {
    await publish(of, meetingId);
    const link = await participationLink(tavola, ANNA, registrationId);
    await link.answer('answer=yes&diet=vegan&diets=VEGAN');
    const signUp = await anna.ask(
      'mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { state } userErrors { code message } } }',
      { input: { agendaItemId: ids['place'], registrationId } },
    );
    expect(signUp.signUp.userErrors).toEqual([]);
    const leg = {
      direction: 'TO_MEETING',
      mode: 'PLANE',
      number: 'SK 1',
      fromPlace: 'Arlanda',
      toPlace: 'Bologna',
    };
    const times = {
      fromTimeZone: 'Europe/Helsinki',
      departsAtLocal: '2017-12-10T10:00',
      toTimeZone: 'Europe/Rome',
      arrivesAtLocal: '2017-12-10T12:00',
    };
    const { addTravelLeg } = await anna.ask(ADD_LEG, { input: { registrationId, ...leg, ...times } });
    expect(addTravelLeg.userErrors).toEqual([]);
    const { requestMaterial } = await of.lead.ask(REQUEST, {
      input: {
        meetingId,
        kind: 'PRESENTATION',
        partnerIds: [of.partnerIds['skovde'], of.partnerIds['daugavpils']],
        title: 'Slides',
        dueAtLocal: '2017-12-01T18:00',
      },
    });
    expect(requestMaterial.userErrors).toEqual([]);
    const shown = await events();
    expect(
      shown.map(({ summary, start, end, zones }) => [summary, start, end, ...new Set(zones)]).slice(1),
    ).toEqual([
      ['Welcome', '2017-12-12T09:00:00.000Z', '2017-12-12T11:00:00.000Z', 'Europe/Rome'],
      ['Recruiting', '2017-12-12T13:00:00.000Z', '2017-12-12T14:00:00.000Z', 'Europe/Rome'],
      [
        'SK 1 Arlanda – Bologna',
        '2017-12-10T08:00:00.000Z',
        '2017-12-10T11:00:00.000Z',
        'Europe/Helsinki',
        'Europe/Rome',
      ],
      ['EVOLAQ: Senast: Slides', '2017-12-01T16:30:00.000Z', '2017-12-01T17:00:00.000Z', 'Europe/Rome'],
    ]);
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { calendarRevision } }', {
      id: meetingId,
    });
    expect(shown[1]).toMatchObject({ id: ids['for all'], sequence: meeting.calendarRevision });
  });

  it('holds nothing that is for fewer eyes, nor anybody else', async () => {
    const text = await (await get()).text();
    expect(text).not.toMatch(/vegan|anna|bo@|\bBo\b|ATTENDEE|ORGANIZER|\+\d{6}|Of others/i);
    expect(text).toContain('METHOD:PUBLISH');
  });

  it('is kept by nobody in between, and says whether a copy is as good as ever', async () => {
    const first = await get();
    expect(
      Object.fromEntries(
        ['cache-control', 'referrer-policy', 'x-robots-tag', 'content-type'].map((name) => [
          name,
          first.headers.get(name),
        ]),
      ),
    ).toEqual({
      'cache-control': 'private, no-cache',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
    });
    const etag = first.headers.get('etag') as string;
    expect((await get(url, { 'if-none-match': etag })).status).toBe(304);
    const [row] = await tavola.sql('select token_hash from calendar_feed');
    expect(url).not.toContain(row?.['token_hash']);
    for (const line of tavola.log.raw) expect(line).not.toContain(/calendar\/([\w-]+)/.exec(url)?.[1]);
  });

  it('has another address when it is made anew, and none when it is ended', async () => {
    expect((await anna.ask('{ viewer { calendarFeedMadeAt } }')).viewer.calendarFeedMadeAt).not.toBeNull();
    const before = url;
    url = (await anna.ask(RENEW)).renewCalendarFeed.url;
    expect([(await get(before)).status, (await get()).status]).toEqual([404, 200]);
    for (let times = 0; times < 2; times += 1)
      expect((await anna.ask(REVOKE)).revokeCalendarFeed).toEqual({ url: null, userErrors: [] });
    const nobodys = `http://localhost/calendar/${'a'.repeat(43)}.ics`;
    const [ended, never] = [await get(), await get(nobodys)];
    expect([ended.status, never.status]).toEqual([404, 404]);
    const said = async (answer: Response) =>
      (await answer.text()).replaceAll(/calendar\/[\w-]+|"trace":"[\w-]+"/g, '');
    expect(await said(ended)).toBe(await said(never));
    expect(await anna.ask('{ viewer { calendarFeedMadeAt } }')).toEqual({
      viewer: { calendarFeedMadeAt: null },
    });
    url = (await anna.ask(RENEW)).renewCalendarFeed.url;
  });

  it('is not for a token to make', async () => {
    const { createApiToken } = await anna.ask(
      `mutation { createApiToken(input: { name: "script", scopes: [READ, WRITE], days: 7 }) { token } }`,
    );
    const answer = await askByToken(tavola.url, createApiToken.token, '{ viewer { calendarFeedMadeAt } }');
    expect(answer).toEqual({ viewer: { calendarFeedMadeAt: null } });
  });

  it('is empty for whoever does not come, and says that the meeting is off', async () => {
    const link = await participationLink(tavola, ANNA, registrationId);
    await link.answer('answer=no');
    expect(await events()).toEqual([]);
    await link.answer('answer=yes');
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    const text = await (await get()).text();
    expect((await events()).map(({ id }) => id)).toEqual(expect.arrayContaining([meetingId, ids['for all']]));
    expect(text).not.toContain('STATUS:CONFIRMED');
  });

  it('ends with the access of its owner', async () => {
    expect((await get()).status).toBe(200);
    expect((await cli(tavola, 'disable-person', ANNA)).code).toBe(0);
    expect((await get()).status).toBe(404);
    expect((await cli(tavola, 'enable-person', ANNA)).code).toBe(0);
    expect((await get()).status).toBe(404);
  });
});
