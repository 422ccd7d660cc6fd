import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, meeting, partnership, publish } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const LINES = `query ($id: ID!) { meeting(id: $id) { rooms { name version }
  agenda(draft: true) { draftVersion items { title startsAtLocal room { name } } } } }`;

describe('rooms', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: `meeting-${number}` });
  });

  const change = async (mutation: string, input: object, payload: string, by = of.lead) => {
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
      ${payload} { id version } userErrors { code field message } } }`;
    return (await by.ask(document, { input })).it;
  };
  const room = async (changes: object = {}): Promise<{ id: string; version: number }> =>
    (await change('addRoom', { meetingId, name: 'Great hall', ...changes }, 'room')).room;
  const line = (title: string, roomId: string | null, from: string, to: string, more: object = {}) =>
    agendaItem(of, meetingId, {
      title,
      roomId,
      startsAtLocal: `2017-12-12T${from}`,
      endsAtLocal: `2017-12-12T${to}`,
      ...more,
    });
  const taken = (field: string) => [
    {
      code: 'ROOM_TAKEN',
      field: ['input', field],
      message:
        'Another agenda item has this room at that time, and the room is kept for one item at a time. Choose another time or room, or allow the room to be shared.',
    },
  ];
  const lines = async () => {
    const { meeting: found } = await of.lead.ask(LINES, { id: meetingId });
    return (
      found.agenda.items as { title: string; startsAtLocal: string; room: { name: string } | null }[]
    ).map((item) => `${item.startsAtLocal.slice(11, 16)} ${item.title}: ${item.room?.name ?? '-'}`);
  };
  const remove = async (id: string) =>
    (
      await of.lead.ask(
        'mutation ($id: ID!) { removeRoom(id: $id) { room { id } userErrors { code field } } }',
        { id },
      )
    ).removeRoom;

  it('are named once in a meeting, and changed by whoever read what they are', async () => {
    const { id } = await room();
    expect(
      await change('addRoom', { meetingId, name: 'Great hall' }, 'room { id } other: room'),
    ).toMatchObject({
      userErrors: [{ code: 'DUPLICATE', field: ['input', 'name'] }],
    });
    expect(await change('updateRoom', { id, expectedVersion: 1, capacity: 40 }, 'room')).toEqual({
      room: { id, version: 2 },
      userErrors: [],
    });
    expect(await change('updateRoom', { id, expectedVersion: 1, name: 'Hall' }, 'room')).toMatchObject({
      userErrors: [{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }],
    });
  });

  it('are shared, until the database is told to keep one for one item at a time', async () => {
    const hall = await room();
    await line('Talk', hall.id, '09:00', '10:00');
    await line('Choir', hall.id, '09:30', '10:30');
    const exclusive = { id: hall.id, expectedVersion: 1, isExclusive: true };
    expect((await change('updateRoom', exclusive, 'room')).userErrors).toEqual(taken('isExclusive'));
  });

  it('that are exclusive go to one item at a time, by whatever way', async () => {
    const hall = await room({ isExclusive: true });
    const talk = await line('Talk', hall.id, '09:00', '10:00');
    const choir = await line('Choir', null, '09:30', '10:30');
    const after = await line('After', hall.id, '10:00', '11:00');
    const item = (id: string) => ({ id, expectedVersion: 1 });
    const to = { roomId: hall.id };
    expect((await change('updateAgendaItem', { ...item(choir.id), ...to }, 'agendaItem')).userErrors).toEqual(
      taken('roomId'),
    );
    const earlier = { ...item(after.id), startsAtLocal: '2017-12-12T09:45' };
    expect((await change('moveAgendaItem', earlier, 'agendaItem')).userErrors).toEqual(
      taken('startsAtLocal'),
    );
    const into = { ...item(choir.id), startsAtLocal: '2017-12-12T10:30', roomId: hall.id };
    expect((await change('moveAgendaItem', into, 'agendaItem')).userErrors).toEqual(taken('startsAtLocal'));
    const free = { ...item(talk.id), startsAtLocal: '2017-12-12T11:00' };
    expect((await change('moveAgendaItem', free, 'agendaItem')).userErrors).toEqual([]);
    expect(await lines()).toEqual(['09:30 Choir: -', '10:00 After: Great hall', '11:00 Talk: Great hall']);
  });

  it('change hands within one step, and hold the parts of what they are in', async () => {
    const hall = await room({ isExclusive: true });
    const other = await room({ name: 'Other', isExclusive: true });
    const session = await line('Session', hall.id, '09:00', '11:00');
    await line('Part', hall.id, '09:00', '10:00', { parentId: session.id });
    const talk = await line('Talk', hall.id, '11:00', '12:00');
    const draftVersion = async () =>
      (await of.lead.ask(LINES, { id: meetingId })).meeting.agenda.draftVersion as number;
    const shift = { meetingId, fromLocal: '2017-12-12T09:00', minutes: 30 };
    expect(
      (await change('shiftAgenda', { ...shift, draftVersion: await draftVersion() }, 'meeting')).userErrors,
    ).toEqual([]);
    const swap = { meetingId, firstId: session.id, secondId: talk.id };
    expect(
      (await change('swapAgendaItems', { ...swap, draftVersion: await draftVersion() }, 'meeting'))
        .userErrors,
    ).toEqual([]);
    expect(await lines()).toEqual([
      '09:30 Talk: Great hall',
      '10:30 Session: Great hall',
      '10:30 Part: Great hall',
    ]);
    // Its part stays in the hall when the session leaves it, and holds the hall by itself from then on.
    const away = { id: session.id, expectedVersion: 3, roomId: other.id };
    expect((await change('updateAgendaItem', away, 'agendaItem')).userErrors).toEqual([]);
    const back = { id: talk.id, expectedVersion: 3, startsAtLocal: '2017-12-12T10:45' };
    expect((await change('moveAgendaItem', back, 'agendaItem')).userErrors).toEqual(taken('startsAtLocal'));
  });

  it('of two sessions that are swapped are had by their parts as well', async () => {
    const [hall, barn] = [await room({ isExclusive: true }), await room({ name: 'Barn', isExclusive: true })];
    const first = await line('First', hall.id, '09:00', '10:00');
    await line('Part', hall.id, '09:00', '10:00', { parentId: first.id });
    const second = await line('Second', barn.id, '09:00', '10:00');
    await line('Other part', barn.id, '09:00', '10:00', { parentId: second.id });
    const { draftVersion } = (await of.lead.ask(LINES, { id: meetingId })).meeting.agenda;
    const swap = { meetingId, draftVersion, firstId: first.id, secondId: second.id };
    expect((await change('swapAgendaItems', swap, 'meeting')).userErrors).toEqual([]);
    expect((await lines()).toSorted()).toEqual([
      '09:00 First: Barn',
      '09:00 Other part: Great hall',
      '09:00 Part: Barn',
      '09:00 Second: Great hall',
    ]);
  });

  it('of a session are had by one of its parts at a time', async () => {
    const hall = await room({ isExclusive: true });
    const session = await line('Session', hall.id, '09:00', '11:00');
    const inside = { parentId: session.id };
    await line('First', hall.id, '09:00', '10:00', inside);
    const second = await line('Second', null, '09:30', '10:30', inside);
    const to = { id: second.id, expectedVersion: 1, roomId: hall.id };
    expect((await change('updateAgendaItem', to, 'agendaItem')).userErrors).toEqual(taken('roomId'));
    const later = { ...to, startsAtLocal: '2017-12-12T10:00' };
    expect((await change('moveAgendaItem', later, 'agendaItem')).userErrors).toEqual([]);
  });

  it('are those of the meeting, and cannot be removed while the draft is in them', async () => {
    const hall = await room();
    const talk = await line('Talk', hall.id, '09:00', '10:00');
    await publish(of, meetingId);
    const elsewhere = await meeting(of, { number: 99, slug: 'elsewhere' });
    const foreign = (await change('addRoom', { meetingId: elsewhere, name: 'Far' }, 'room')).room;
    const { agendaItem: before } = await change(
      'updateAgendaItem',
      { id: talk.id, expectedVersion: 1, roomId: foreign.id },
      'agendaItem',
    );
    expect(before).toBe(null);
    expect(await remove(hall.id)).toEqual({ room: null, userErrors: [{ code: 'IN_USE', field: ['id'] }] });
    await change('updateAgendaItem', { id: talk.id, expectedVersion: 1, roomId: null }, 'agendaItem');
    expect(await remove(hall.id)).toEqual({ room: null, userErrors: [] });
    expect(await remove(hall.id)).toEqual({ room: null, userErrors: [] });
    const again = await change(
      'updateAgendaItem',
      { id: talk.id, expectedVersion: 2, roomId: hall.id },
      'agendaItem',
    );
    expect(again).toMatchObject({ userErrors: [{ code: 'INVALID', field: ['input', 'roomId'] }] });
    const released = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { rooms { name } agenda { items { room { name } } }
        agendaChanges(since: 1, draft: true) { kinds } } }`,
      { id: meetingId },
    );
    expect(released.meeting).toEqual({
      rooms: [],
      agenda: { items: [{ room: { name: 'Great hall' } }] },
      agendaChanges: [{ kinds: ['PLACE'] }],
    });
  });

  it('of a release that is published anew are those of then, and in the draft those that there are', async () => {
    const [hall, booth] = [await room(), await room({ name: 'Booth' })];
    const talk = await line('Talk', hall.id, '09:00', '10:00');
    const choir = await line('Choir', booth.id, '10:00', '11:00');
    await line('Lunch', null, '12:00', '13:00');
    await publish(of, meetingId);
    const removeLine = 'mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }';
    for (const { id } of [talk, choir]) await of.lead.ask(removeLine, { id });
    await publish(of, meetingId);
    expect((await remove(booth.id)).userErrors).toEqual([]);
    const again = `mutation ($input: RepublishAgendaInput!) { republishAgenda(input: $input) { userErrors { code } } }`;
    const { republishAgenda } = await of.lead.ask(again, { input: { meetingId, release: 1 } });
    expect(republishAgenda.userErrors).toEqual([]);
    expect(await lines()).toEqual(['09:00 Talk: Great hall', '10:00 Choir: -', '12:00 Lunch: -']);
    const { meeting: released } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { agenda { release items { title room { name } } } } }`,
      { id: meetingId },
    );
    expect(released.agenda).toEqual({
      release: 3,
      items: [
        { title: 'Talk', room: { name: 'Great hall' } },
        { title: 'Choir', room: { name: 'Booth' } },
        { title: 'Lunch', room: null },
      ],
    });
  });

  it('is a promise of the database: without its constraint two have one room', async () => {
    const hall = await room({ isExclusive: true });
    await line('Talk', hall.id, '09:00', '10:00');
    const insert = `insert into agenda_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local, room_id)
      select gen_random_uuid(), meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local, room_id
      from agenda_item where room_id = $1 limit 1`;
    await expect(tavola.sql(insert, [hall.id])).rejects.toThrow('agenda_item_room_is_free');
    await tavola.sql(
      'alter table agenda_item drop constraint agenda_item_room_is_free',
      [],
      tavola.database.ownerUrl,
    );
    await expect(tavola.sql(insert, [hall.id])).resolves.toBeDefined();
  });
});
