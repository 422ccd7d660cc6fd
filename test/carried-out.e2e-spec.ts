import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  meeting,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const BEGIN = `mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) {
  meeting { carriedOutAgenda { release } } userErrors { code field message } } }`;
const RECORD = `query ($id: ID!) { meeting(id: $id) { agenda { release items { title startsAtLocal } } carriedOutAgenda {
  release startedAt startedBy { name } items { id version tookPlace changes kind title startsAtLocal endsAtLocal place
    planned { title startsAtLocal } speakers { name } partners { slug } } } } }`;

interface Item {
  readonly id: string;
  readonly version: number;
  readonly tookPlace: boolean | null;
  readonly changes: readonly string[];
  readonly title: string;
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly planned: { readonly startsAtLocal: string } | null;
}

describe('the agenda as it was carried out', () => {
  const clock = new FixedClock('2017-12-12T18:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  /** The second day: a talk and a workshop, published. */
  beforeEach(async () => {
    number += 1;
    meetingId = await openMeeting(of, { number, slug: `meeting-${number}` });
    const at = (from: string, to: string) => ({
      startsAtLocal: `2017-12-12T${from}`,
      endsAtLocal: `2017-12-12T${to}`,
    });
    const speakerIds = [of.personIds['delegate@skovde.example']];
    await agendaItem(of, meetingId, { title: 'Talk', place: 'Room 1', speakerIds, ...at('09:00', '10:00') });
    await agendaItem(of, meetingId, { title: 'Workshop', ...at('10:00', '12:00') });
    await publish(of, meetingId);
  });

  const begin = async (by = of.lead) => (await by.ask(BEGIN, { id: meetingId })).beginCarriedOutAgenda;
  const record = async (by = of.lead) => (await by.ask(RECORD, { id: meetingId })).meeting;
  const items = async (): Promise<Item[]> => (await record()).carriedOutAgenda.items;
  const does = async (mutation: string, input: object) =>
    (
      await of.lead.ask(
        `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
          carriedOutItem { title changes } userErrors { code field } } }`,
        { input },
      )
    ).it;
  const remove = async (id: string) =>
    (
      await of.lead.ask(
        'mutation ($id: ID!) { removeCarriedOutItem(id: $id) { userErrors { code field } } }',
        { id },
      )
    ).removeCarriedOutItem;

  it('begins as a copy of the newest release, once', async () => {
    expect(await begin()).toEqual({ meeting: { carriedOutAgenda: { release: 1 } }, userErrors: [] });
    await agendaItem(of, meetingId, {
      title: 'Later',
      startsAtLocal: '2017-12-13T09:00',
      endsAtLocal: '2017-12-13T10:00',
    });
    await publish(of, meetingId);
    expect(await begin()).toEqual({ meeting: { carriedOutAgenda: { release: 1 } }, userErrors: [] });
    const { carriedOutAgenda } = await record();
    expect(carriedOutAgenda).toEqual({
      release: 1,
      startedAt: '2017-12-12T18:00:00+00:00',
      startedBy: { name: 'lead@norrkoping.example' },
      items: [
        {
          id: expect.any(String),
          version: 1,
          tookPlace: true,
          changes: [],
          kind: 'WORKSHOP',
          title: 'Talk',
          startsAtLocal: '2017-12-12T09:00:00',
          endsAtLocal: '2017-12-12T10:00:00',
          place: 'Room 1',
          planned: { title: 'Talk', startsAtLocal: '2017-12-12T09:00:00' },
          speakers: [{ name: 'Delegate, Skövde' }],
          partners: [],
        },
        expect.objectContaining({ title: 'Workshop', changes: [] }),
      ],
    });
  });

  it('says of nothing that is still to come that it took place', async () => {
    await agendaItem(of, meetingId, {
      title: 'Farewell',
      startsAtLocal: '2017-12-13T09:00',
      endsAtLocal: '2017-12-13T10:00',
    });
    await publish(of, meetingId);
    await begin();
    const said = async () => (await items()).map(({ title, tookPlace }) => [title, tookPlace]);
    expect(await said()).toEqual([
      ['Talk', true],
      ['Workshop', true],
      ['Farewell', null],
    ]);
    clock.set('2017-12-13T20:00:00Z');
    expect((await said()).at(-1)).toEqual(['Farewell', true]);
    clock.set('2017-12-12T18:00:00Z');
  });

  it('tells in what it differs from the plan, which stays what it is', async () => {
    await begin();
    const [talk, workshop] = await items();
    const later = {
      id: talk?.id,
      expectedVersion: 1,
      startsAtLocal: '2017-12-12T09:20',
      place: 'Room 2',
      speakerIds: [],
    };
    expect(await does('updateCarriedOutItem', later)).toEqual({
      carriedOutItem: { title: 'Talk', changes: ['TIME', 'PLACE', 'SPEAKERS'] },
      userErrors: [],
    });
    expect(
      await does('updateCarriedOutItem', { id: workshop?.id, expectedVersion: 1, tookPlace: false }),
    ).toEqual({
      carriedOutItem: { title: 'Workshop', changes: ['REMOVED'] },
      userErrors: [],
    });
    const surprise = {
      meetingId,
      kind: 'SOCIAL',
      title: 'A song',
      startsAtLocal: '2017-12-12T10:05',
      endsAtLocal: '2017-12-12T10:10',
      partnerIds: [of.partnerIds['cervia']],
      idempotencyKey: 'song',
    };
    for (let time = 0; time < 2; time += 1)
      expect(await does('addCarriedOutItem', surprise)).toEqual({
        carriedOutItem: { title: 'A song', changes: ['ADDED'] },
        userErrors: [],
      });
    expect(
      (await items()).map(({ title, tookPlace, planned }) => [title, tookPlace, planned?.startsAtLocal]),
    ).toEqual([
      ['Talk', true, '2017-12-12T09:00:00'],
      ['Workshop', false, '2017-12-12T10:00:00'],
      ['A song', true, undefined],
    ]);
    expect((await record()).agenda).toEqual({
      release: 1,
      items: [
        { title: 'Talk', startsAtLocal: '2017-12-12T09:00:00' },
        { title: 'Workshop', startsAtLocal: '2017-12-12T10:00:00' },
      ],
    });
  });

  it('keeps what was planned, and lets go what was added by mistake', async () => {
    await begin();
    const [talk] = await items();
    expect((await remove(talk?.id as string)).userErrors).toEqual([{ code: 'PLANNED', field: ['id'] }]);
    const slip = {
      meetingId,
      kind: 'BREAK',
      title: 'Slip',
      startsAtLocal: '2017-12-12T13:00',
      endsAtLocal: '2017-12-12T13:10',
    };
    await does('addCarriedOutItem', slip);
    const added = (await items()).at(-1)?.id as string;
    expect((await remove(added)).userErrors).toEqual([]);
    await expect(remove(added)).rejects.toThrow('Not found.');
    expect((await items()).map(({ title }) => title)).toEqual(['Talk', 'Workshop']);
  });

  it('refuses what cannot have been, and whoever looked at an older version', async () => {
    await begin();
    const [talk] = await items();
    const edit = (changes: object) =>
      does('updateCarriedOutItem', { id: talk?.id, expectedVersion: 1, ...changes });
    expect((await edit({ endsAtLocal: '2017-12-12T08:00' })).userErrors).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'endsAtLocal'] },
    ]);
    expect((await edit({ startsAtLocal: '2017-12-10T09:00' })).userErrors).toEqual([
      { code: 'OUTSIDE_MEETING', field: ['input', 'startsAtLocal'] },
    ]);
    expect((await edit({ speakerIds: [talk?.id] })).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'speakerIds'] },
    ]);
    expect((await edit({ title: 'The talk' })).userErrors).toEqual([]);
    expect((await edit({ title: 'My talk' })).userErrors).toEqual([
      { code: 'CONFLICT', field: ['input', 'expectedVersion'] },
    ]);
  });

  it('is not written before the meeting begins in its zone, nor without a release, nor after it is closed', async () => {
    clock.set('2017-12-10T22:59:00Z');
    expect((await begin()).userErrors).toEqual([
      {
        code: 'NOT_BEGUN',
        field: ['id'],
        message:
          'The record of what took place begins on the first day of the meeting (2017-12-11), with beginCarriedOutAgenda. Begin it then.',
      },
    ]);
    clock.set('2017-12-10T23:00:00Z');
    expect((await begin()).userErrors).toEqual([]);
    clock.set('2017-12-12T18:00:00Z');
    meetingId = await meeting(of, { number: 99, slug: 'without' });
    expect((await begin()).userErrors).toMatchObject([{ code: 'NOT_PUBLISHED', field: ['id'] }]);
  });

  it('keeps its wall times when the meeting turns out to be in another zone', async () => {
    await begin();
    const { meeting: before } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    const zone = { id: meetingId, expectedVersion: before.version, timeZone: 'Europe/Helsinki' };
    await of.lead.ask(
      'mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }',
      { input: zone },
    );
    const INSTANTS = `query ($id: ID!) { meeting(id: $id) { carriedOutAgenda { items { startsAt startsAtLocal } } } }`;
    const { carriedOutAgenda } = (await of.lead.ask(INSTANTS, { id: meetingId })).meeting;
    expect(carriedOutAgenda.items[0]).toEqual({
      startsAt: '2017-12-12T07:00:00+00:00',
      startsAtLocal: '2017-12-12T09:00:00',
    });
  });

  it('keeps the place as it was called then, when the room is called otherwise later', async () => {
    const added = await of.lead.ask(
      'mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }',
      { input: { meetingId, name: 'Great hall' } },
    );
    const roomId: string = added.addRoom.room.id;
    const choir = { title: 'Choir', roomId, place: 'Stage', startsAtLocal: '2017-12-12T13:00' };
    await agendaItem(of, meetingId, { ...choir, endsAtLocal: '2017-12-12T14:00' });
    await publish(of, meetingId);
    await begin();
    await of.lead.ask(
      'mutation ($input: UpdateRoomInput!) { updateRoom(input: $input) { userErrors { code } } }',
      { input: { id: roomId, expectedVersion: 1, name: 'Mensa' } },
    );
    const PLACES = `query ($id: ID!) { meeting(id: $id) { rooms { name }
      carriedOutAgenda { items { id version title place changes } } } }`;
    const places = async () => {
      const { meeting: now } = await of.lead.ask(PLACES, { id: meetingId });
      expect(now.rooms).toEqual([{ name: 'Mensa' }]);
      return now.carriedOutAgenda.items.at(-1);
    };
    const kept = await places();
    expect(kept).toMatchObject({ title: 'Choir', place: 'Great hall, Stage', changes: [] });
    // The control: another place is a change.
    await does('updateCarriedOutItem', { id: kept.id, expectedVersion: 1, place: 'Mensa, Stage' });
    expect(await places()).toMatchObject({ place: 'Mensa, Stage', changes: ['PLACE'] });
  });

  it('is written by those who organise the meeting, and read by all who see it', async () => {
    const skovde = await of.as('coordinator@skovde.example');
    expect((await begin(skovde)).userErrors).toMatchObject([{ code: 'FORBIDDEN', field: ['id'] }]);
    await begin(await of.as('coordinator@cervia.example'));
    expect((await record(skovde)).carriedOutAgenda.items).toHaveLength(2);
  });
});
