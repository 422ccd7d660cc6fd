import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const ADD_ROOM = `mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }`;
const RECORD = `mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) {
  meeting { carriedOutAgenda { items { place changes } } } userErrors { code } } }`;
const HOUSE = 'Palazzo Ducale, Via Mazzini 1';

describe('a room of another house', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-12T18:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const room = async (name: string, house: string | null): Promise<string> =>
      (await of.lead.ask(ADD_ROOM, { input: { meetingId, name, house } })).addRoom.room.id;
    const lines = [
      { roomId: await room('Room 2', HOUSE) },
      { roomId: await room('Hall', null) },
      { roomId: await room('Room 3', HOUSE), place: 'third floor' },
      { place: 'The beach' },
      {},
    ];
    for (const [index, where] of lines.entries()) {
      const times = { startsAtLocal: `2017-12-12T1${index}:00`, endsAtLocal: `2017-12-12T1${index}:30` };
      await agendaItem(of, meetingId, { ...where, ...times });
    }
    await publish(of, meetingId);
  });
  afterAll(() => tavola.stop());

  const get = async (form: string) =>
    (await fetch(`${tavola.url}/p/evolaq/cervia/agenda${form}?lang=en`, tavola.anonymous())).text();

  it('is named with its house on the page and in JSON', async () => {
    const page = await get('');
    expect(
      [...page.matchAll(/Workshop(?: · <bdi>(.*?)<\/bdi>)?\s*<\/p>/gi)].map(([, where]) => where),
    ).toEqual([`Room 2, ${HOUSE}`, 'Hall', `Room 3, ${HOUSE}, third floor`, 'The beach', undefined]);
    const { items } = JSON.parse(await get('.json'));
    expect(items.map(({ room, house, place }: Record<string, unknown>) => [room, house, place])).toEqual([
      ['Room 2', HOUSE, null],
      ['Hall', null, null],
      ['Room 3', HOUSE, 'third floor'],
      [null, null, 'The beach'],
      [null, null, null],
    ]);
  });

  it('can be found by whoever has its line in a calendar, as can one where the meeting is', async () => {
    const calendar = ICAL.Component.fromString(await get('.ics'));
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    expect(events.map(({ location }) => location)).toEqual([
      `Room 2, ${HOUSE}`,
      'Hall, Cervia, Italy',
      `Room 3, ${HOUSE}, third floor`,
      'The beach',
      'Cervia, Italy',
    ]);
  });

  it('is where something took place, with its house', async () => {
    const { beginCarriedOutAgenda } = await of.lead.ask(RECORD, { id: meetingId });
    expect(beginCarriedOutAgenda.meeting.carriedOutAgenda.items).toEqual(
      [`Room 2, ${HOUSE}`, 'Hall', `Room 3, ${HOUSE}, third floor`, 'The beach', null].map((place) => ({
        place,
        changes: [],
      })),
    );
  });
});
