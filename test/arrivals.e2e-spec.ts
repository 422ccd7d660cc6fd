import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { momentInWords } from '../src/platform/i18n/days.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { HOME, PLANE, TRAIN, addLeg, traveller } from './factories/travel.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const WHO = 'dueAtLocal number toPlace registration { person { name } }';
const BOARDS = `query ($id: ID!, $day: LocalDate, $place: String) { meeting(id: $id) {
  arrivals(day: $day, place: $place) { totalCount nodes { ${WHO} } }
  departures(day: $day) { totalCount nodes { ${WHO} } } } }`;
const PICK_UPS = `query ($id: ID!, $day: LocalDate) { meeting(id: $id) { pickUps(day: $day) {
  direction place startsAtLocal people unarranged legs { pickUp registration { person { name } } } } } }`;
const NIGHTS = `query ($id: ID!) { meeting(id: $id) { hotelNights { hotel night people } } }`;

/** Through the night, so that it is another day in Riga. */
const LATE = {
  ...PLANE,
  number: 'BT 635',
  fromPlace: 'Rīga RIX',
  fromTimeZone: 'Europe/Riga',
  departsAtLocal: '2017-12-10T23:00',
  arrivesAtLocal: '2017-12-11T00:30',
};

describe('whoever receives people', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: GraphqlClient;
  let desk: GraphqlClient;
  let anna: { client: GraphqlClient; registrationId: string };
  let lilita: { client: GraphqlClient; registrationId: string };
  const legs: Record<string, string> = {};

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await does(of.lead, 'inviteMember', {
      partnerId: of.partnerIds['cervia'],
      meetingId,
      role: 'HOST_DESK',
      name: 'Desk',
      email: 'desk@cervia.example',
      language: 'de',
    });
    anna = await traveller(of, meetingId, 'skovde');
    lilita = await traveller(of, meetingId, 'daugavpils');
    [host, desk] = [await of.as('coordinator@cervia.example'), await of.as('desk@cervia.example')];
    const add = async (who: typeof anna, leg: object) =>
      (await addLeg(who.client, who.registrationId, leg)).id;
    legs['train'] = await add(anna, TRAIN);
    legs['plane'] = await add(anna, { ...PLANE, wantsPickUp: true });
    legs['late'] = await add(lilita, LATE);
    legs['home'] = await add(lilita, { ...HOME, wantsPickUp: true });
  });
  afterAll(() => tavola.stop());

  const does = async (client: GraphqlClient, mutation: string, input: object, selection = '') =>
    (
      await client.ask(
        `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) {
          ${selection} userErrors { code field } } }`,
        { input },
      )
    )[mutation];
  const asks = async (client: GraphqlClient, query: string, more: object = {}) =>
    (await client.ask(query, { id: meetingId, ...more })).meeting;

  const ANNA = { person: { name: 'Delegate, Skövde' } };
  const LILITA = { person: { name: 'Delegate, Daugavpils' } };
  const BY_PLANE = {
    dueAtLocal: '2017-12-10T14:30:00',
    number: 'SK 1681',
    toPlace: 'Bologna BLQ',
    registration: ANNA,
  };
  const AT_NIGHT = {
    dueAtLocal: '2017-12-11T00:30:00',
    number: 'BT 635',
    toPlace: 'Bologna BLQ',
    registration: LILITA,
  };

  it('sees who arrives and leaves on a day of the meeting, each once', async () => {
    const leaving = {
      dueAtLocal: '2017-12-13T17:00:00',
      number: 'BT 634',
      toPlace: 'Rīga RIX',
      registration: LILITA,
    };
    const all = { totalCount: 2, nodes: [BY_PLANE, AT_NIGHT] };
    const none = { totalCount: 0, nodes: [] };
    for (const client of [host, desk, of.lead]) {
      expect(await asks(client, BOARDS)).toEqual({
        arrivals: all,
        departures: { totalCount: 1, nodes: [leaving] },
      });
      expect(await asks(client, BOARDS, { day: '2017-12-10' })).toEqual({
        arrivals: { totalCount: 1, nodes: [BY_PLANE] },
        departures: none,
      });
    }
    const place = { day: '2017-12-11', place: 'BOLOGNA blq' };
    expect((await asks(host, BOARDS, place)).arrivals.nodes).toEqual([AT_NIGHT]);
    expect((await asks(host, BOARDS, { ...place, place: 'Forlì' })).arrivals).toEqual(none);
  });

  it('sees it alone: others see of themselves and of their own people', async () => {
    expect((await asks(anna.client, BOARDS)).arrivals).toEqual({ totalCount: 1, nodes: [BY_PLANE] });
    const latvia = await of.as('coordinator@daugavpils.example');
    expect((await asks(latvia, BOARDS)).arrivals).toEqual({ totalCount: 1, nodes: [AT_NIGHT] });
    const cervia = await of.as('delegate@cervia.example');
    expect((await asks(cervia, BOARDS)).arrivals).toEqual({ totalCount: 0, nodes: [] });
    for (const client of [anna.client, latvia, cervia])
      expect(await asks(client, PICK_UPS)).toEqual({ pickUps: [] });
  });

  it('knows who is to be fetched, where and when, and says who does', async () => {
    const fetched = (pickUp: string | null) => ({
      direction: 'TO_MEETING',
      place: 'Bologna BLQ',
      startsAtLocal: '2017-12-10T14:30:00',
      people: 1,
      unarranged: pickUp ? 0 : 1,
      legs: [{ pickUp, registration: ANNA }],
    });
    const taken = {
      direction: 'FROM_MEETING',
      place: 'Bologna BLQ',
      startsAtLocal: '2017-12-13T17:00:00',
      people: 1,
      unarranged: 1,
      legs: [{ pickUp: null, registration: LILITA }],
    };
    expect((await asks(host, PICK_UPS)).pickUps).toEqual([fetched(null), taken]);
    const van = { meetingId, legIds: [legs['plane']], pickUp: 'Marco, white van' };
    expect((await does(anna.client, 'arrangePickUp', van)).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
    ]);
    expect((await does(desk, 'arrangePickUp', { ...van, legIds: [legs['train']] })).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'legIds'] },
    ]);
    expect((await does(desk, 'arrangePickUp', van)).userErrors).toEqual([]);
    expect((await asks(host, PICK_UPS, { day: '2017-12-10' })).pickUps).toEqual([
      fetched('Marco, white van'),
    ]);
    // What was arranged for another time is not arranged.
    const moved = { id: legs['plane'], expectedVersion: 2, arrivesAtLocal: '2017-12-10T14:40' };
    expect((await does(anna.client, 'updateTravelLeg', moved)).userErrors).toEqual([]);
    expect((await asks(host, PICK_UPS, { day: '2017-12-10' })).pickUps).toEqual([fetched(null)]);
    await does(anna.client, 'updateTravelLeg', {
      ...moved,
      expectedVersion: 3,
      arrivesAtLocal: '2017-12-10T14:30',
    });
  });

  it('hears of a delay, each in his language, and the board has the expected time', async () => {
    clock.set('2017-12-10T11:00:00Z');
    const delay = { legId: legs['plane'], expectedAtLocal: '2017-12-10T16:10', note: 'No crew' };
    const { travelLeg } = await does(
      await of.as('coordinator@skovde.example'),
      'reportDelay',
      delay,
      'travelLeg { arrivesAtLocal expectedAtLocal dueAt }',
    );
    expect(travelLeg).toEqual({
      arrivesAtLocal: '2017-12-10T14:30:00',
      expectedAtLocal: '2017-12-10T16:10:00',
      dueAt: '2017-12-10T15:10:00+00:00',
    });
    const isIt = (text: string) => text.includes('SK 1681');
    const meeting = 'Final meeting';
    for (const [email, language] of [
      ['coordinator@cervia.example', 'it'],
      ['desk@cervia.example', 'de'],
    ] as const) {
      const { text, subject } = await tavola.mailTo(email, isIt);
      const say = (key: string, values: Record<string, string>) =>
        new Messages().say(language, `mail.travelDelayed.${key}`, values);
      const person = 'Delegate, Skövde (Skövde kommun)';
      const at = (iso: string) => momentInWords(iso, 'Europe/Rome', language);
      expect(subject).toBe(say('subject', { project: 'EVOLAQ', person }));
      expect(text).toContain(
        say('text', {
          meeting,
          person,
          station: 'Bologna BLQ',
          planned: at('2017-12-10T13:30:00Z'),
          expected: at('2017-12-10T15:10:00Z'),
        }),
      );
      expect(text).toContain(say('note', { note: 'No crew' }));
    }
    const [first] = (await asks(host, BOARDS, { day: '2017-12-10' })).arrivals.nodes;
    expect(first.dueAtLocal).toBe('2017-12-10T16:10:00');
    // Saying it again is no news, and nobody else was told.
    await does(anna.client, 'reportDelay', delay);
    const told = await tavola.sql(
      `select p.email from email m join event e on e.id = m.event_id join person p on p.id = m.person_id
       where e.kind = 'travelLeg.delayed' order by 1`,
    );
    expect(told.map(({ email }) => email)).toEqual(['coordinator@cervia.example', 'desk@cervia.example']);
  });

  it('hears when it is on time after all, but not of what is over, nor of the way home', async () => {
    const back = { legId: legs['plane'], expectedAtLocal: '2017-12-10T14:30' };
    await does(anna.client, 'reportDelay', back);
    const { text } = await tavola.mailTo('coordinator@cervia.example', (mail) =>
      mail.includes('come previsto'),
    );
    expect(text).not.toContain('No crew');
    await does(lilita.client, 'reportDelay', { legId: legs['home'], expectedAtLocal: '2017-12-13T22:45' });
    clock.set('2017-12-11T08:00:00Z');
    await does(lilita.client, 'reportDelay', { legId: legs['late'], expectedAtLocal: '2017-12-11T01:30' });
    await until(async () => (await tavola.sql('select from unnotified_event')).length === 0);
    const [mails] = await tavola.sql(
      `select count(*)::int from email m join event e on e.id = m.event_id where e.kind = 'travelLeg.delayed'`,
    );
    expect(mails).toEqual({ count: 4 });
  });

  it('hears of no more than twenty delays in a day from a project', async () => {
    clock.set('2017-12-10T12:00:00Z');
    for (let minute = 31; minute < 56; minute += 1)
      await does(anna.client, 'reportDelay', {
        legId: legs['plane'],
        expectedAtLocal: `2017-12-10T15:${minute}`,
      });
    await until(async () => (await tavola.sql('select from unnotified_event')).length === 0);
    const [sent] = await tavola.sql(
      `select count(*)::int from email m join event e on e.id = m.event_id
       where e.kind = 'travelLeg.delayed' and m.recipient = 'desk@cervia.example' and m.state <> 'DISCARDED'`,
    );
    expect(sent).toEqual({ count: 20 });
  });

  it('of the host knows how many sleep where in each night; each person has one bed a night', async () => {
    const adriatico = { hotel: 'Hotel Adriatico', firstNight: '2017-12-10', lastNight: '2017-12-12' };
    const add = (who: typeof anna, stay: object) =>
      does(who.client, 'addHotelStay', { registrationId: who.registrationId, ...stay }, 'hotelStay { id }');
    const { hotelStay } = await add(anna, adriatico);
    // Sent again, since the answer was lost.
    expect(await add(anna, adriatico)).toEqual({ hotelStay, userErrors: [] });
    await add(lilita, { hotel: 'HOTEL ADRIATICO', firstNight: '2017-12-12', lastNight: '2017-12-12' });
    const nights = [
      { hotel: 'Hotel Adriatico', night: '2017-12-10', people: 1 },
      { hotel: 'Hotel Adriatico', night: '2017-12-11', people: 1 },
      { hotel: expect.stringMatching(/^hotel adriatico$/i), night: '2017-12-12', people: 2 },
    ];
    expect(await asks(host, NIGHTS)).toEqual({ hotelNights: nights });
    for (const client of [desk, anna.client]) expect(await asks(client, NIGHTS)).toEqual({ hotelNights: [] });
    const twice = { hotel: 'Hotel Rex', firstNight: '2017-12-12', lastNight: '2017-12-13' };
    expect((await add(anna, twice)).userErrors).toEqual([
      { code: 'DUPLICATE', field: ['input', 'firstNight'] },
    ]);
    const shorter = { id: hotelStay.id, expectedVersion: 1, lastNight: '2017-12-11' };
    expect((await does(anna.client, 'updateHotelStay', shorter)).userErrors).toEqual([]);
    expect((await add(anna, twice)).userErrors).toEqual([]);
    expect((await add(lilita, { ...adriatico, lastNight: '2017-12-09' })).userErrors).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'lastNight'] },
    ]);
    expect(
      (await add(lilita, { hotel: 'X', firstNight: '2018-01-01', lastNight: '2018-03-02' })).userErrors,
    ).toEqual([{ code: 'INVALID', field: ['input', 'lastNight'] }]);
  });

  it('reckons no more with who does not come', async () => {
    await anna.client.ask('mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }', {
      id: anna.registrationId,
    });
    expect(
      (await asks(host, BOARDS)).arrivals.nodes.map((leg: { registration: object }) => leg.registration),
    ).toEqual([LILITA]);
    expect((await asks(host, NIGHTS)).hotelNights).toEqual([
      { hotel: 'HOTEL ADRIATICO', night: '2017-12-12', people: 1 },
    ]);
    expect((await asks(host, PICK_UPS, { day: '2017-12-10' })).pickUps).toEqual([]);
  });
});
