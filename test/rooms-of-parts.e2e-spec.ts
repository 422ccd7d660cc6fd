import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, meeting, partnership, publish } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const LINES = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion
  items { id version title startsAtLocal room { name } } } } }`;

interface Line {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly startsAtLocal: string;
  readonly room: { readonly name: string } | null;
}

describe('an exclusive room that a whole and its parts share', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let hall: string;
  let barn: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: `meeting-${number}` });
    [hall, barn] = [await room('Hall'), await room('Barn')];
  });

  const change = async (mutation: string, input: object, payload = '') => {
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
      ${payload} userErrors { code field } } }`;
    return (await of.lead.ask(document, { input })).it;
  };
  const room = async (name: string): Promise<string> =>
    (await change('addRoom', { meetingId, name, isExclusive: true }, 'room { id }')).room.id;
  const line = async (title: string, [from, to]: [string, string], more: object = {}): Promise<string> => {
    const times = { startsAtLocal: `2017-12-12T${from}`, endsAtLocal: `2017-12-12T${to}` };
    return (await agendaItem(of, meetingId, { title, ...times, ...more })).id;
  };
  const draft = async () =>
    (await of.lead.ask(LINES, { id: meetingId })).meeting.agenda as { draftVersion: number; items: Line[] };
  /** Whatever version it is in by now. */
  const edit = async (mutation: string, id: string, changes: object) => {
    const expectedVersion = (await draft()).items.find((item) => item.id === id)?.version;
    return (await change(mutation, { id, expectedVersion, ...changes })).userErrors;
  };
  const places = async () =>
    (await draft()).items.map(
      ({ title, startsAtLocal, room: at }) => `${startsAtLocal.slice(11, 16)} ${title}: ${at?.name ?? '-'}`,
    );
  const taken = (field: string) => [{ code: 'ROOM_TAKEN', field: ['input', field] }];

  /** A session with a part in the same room; edited after that, so that the database comes upon the part before it. */
  const session = async (roomId: string, title = 'Session'): Promise<string> => {
    const id = await line(title, ['09:00', '10:00'], { roomId });
    await line(`Part of ${title}`, ['09:00', '10:00'], { roomId, parentId: id });
    expect(await edit('updateAgendaItem', id, { title: `${title}!` })).toEqual([]);
    return id;
  };

  it('is taken by the whole after its part, while nobody else is in it', async () => {
    const whole = await line('Session', ['09:00', '11:00']);
    await line('Part', ['09:00', '10:00'], { parentId: whole, roomId: hall });
    const talk = await line('Talk', ['10:30', '11:30'], { roomId: hall });
    const into = { roomId: hall };
    expect(await edit('updateAgendaItem', whole, into)).toEqual(taken('roomId'));
    expect(await edit('updateAgendaItem', talk, { roomId: barn })).toEqual([]);
    expect(await edit('updateAgendaItem', whole, into)).toEqual([]);
    expect((await places()).toSorted()).toEqual([
      '09:00 Part: Hall',
      '09:00 Session: Hall',
      '10:30 Talk: Barn',
    ]);
    expect(await edit('updateAgendaItem', talk, into)).toEqual(taken('roomId'));
  });

  it('is left and taken by a move of the whole', async () => {
    const whole = await line('Session', ['09:00', '11:00']);
    await line('Part', ['09:00', '10:00'], { parentId: whole, roomId: hall });
    await edit('updateAgendaItem', whole, { title: 'Session!' });
    const into = { roomId: hall, startsAtLocal: '2017-12-12T09:30' };
    expect(await edit('moveAgendaItem', whole, into)).toEqual([]);
    expect((await places()).toSorted()).toEqual(['09:30 Part: Hall', '09:30 Session!: Hall']);
  });

  it('changes hands in a swap, also after an edit of the wholes', async () => {
    const [firstId, secondId] = [await session(hall, 'One'), await session(barn, 'Two')];
    const { draftVersion } = await draft();
    const swap = { meetingId, draftVersion, firstId, secondId };
    expect((await change('swapAgendaItems', swap)).userErrors).toEqual([]);
    expect((await places()).toSorted()).toEqual([
      '09:00 One!: Barn',
      '09:00 Part of One: Barn',
      '09:00 Part of Two: Hall',
      '09:00 Two!: Hall',
    ]);
  });

  it('comes back with both where an old release is published again', async () => {
    // The part is older than its whole, so that the database comes upon it first.
    const part = await line('Part', ['09:00', '10:00']);
    const whole = await line('Session', ['09:00', '10:00'], { roomId: hall });
    const into = { parentId: whole, roomId: hall, startsAtLocal: '2017-12-12T09:00' };
    expect(await edit('moveAgendaItem', part, into)).toEqual([]);
    expect(await edit('updateAgendaItem', whole, { title: 'Session!' })).toEqual([]);
    await publish(of, meetingId);
    for (const roomId of [null, barn]) expect(await edit('updateAgendaItem', whole, { roomId })).toEqual([]);
    const remove = 'mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }';
    expect((await of.lead.ask(remove, { id: whole })).removeAgendaItem.userErrors).toEqual([]);
    await line('Talk', ['12:00', '13:00']);
    await publish(of, meetingId);
    expect((await change('republishAgenda', { meetingId, release: 1 })).userErrors).toEqual([]);
    expect((await places()).toSorted()).toEqual([
      '09:00 Part: Hall',
      '09:00 Session!: Hall',
      '12:00 Talk: -',
    ]);
  });

  it('is looked at when all is done, within the step: at once, the step would be refused', async () => {
    const whole = await line('Session', ['09:00', '11:00']);
    await line('Part', ['09:00', '10:00'], { parentId: whole, roomId: hall });
    const intoHall = 'update agenda_item set room_id = $2 where id = $1';
    await expect(tavola.sql(intoHall, [whole, hall])).rejects.toThrow('agenda_item_room_is_free');
    expect(await edit('updateAgendaItem', whole, { roomId: hall })).toEqual([]);
  });
});
