import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const SEEN = `query ($id: ID!) { meeting(id: $id) { unscheduledItems { id title minutes version parent { title } speakers { name } }
  agenda(draft: true) { draftVersion items { title startsAtLocal endsAtLocal parent { title } } } } }`;
const PAYLOAD =
  'agendaItem { startsAtLocal } unscheduledItem { title minutes version } userErrors { code field }';

describe('what has no time yet', () => {
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
    meetingId = await openMeeting(of, { number, slug: `meeting-${number}` });
  });

  const change = async (mutation: string, input: object, by = of.lead) =>
    (
      await by.ask(
        `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) { ${PAYLOAD} } }`,
        { input },
      )
    ).it;
  const verb = async (mutation: string, id: string, by = of.lead) =>
    (await by.ask(`mutation ($id: ID!) { it: ${mutation}(id: $id) { ${PAYLOAD} } }`, { id })).it;
  const seen = async (by = of.lead) => {
    const { meeting } = await by.ask(SEEN, { id: meetingId });
    return {
      waiting: meeting.unscheduledItems as { id: string; title: string; minutes: number; version: number }[],
      draft: (meeting.agenda?.items ?? []).map(
        (item: {
          title: string;
          startsAtLocal: string;
          endsAtLocal: string;
          parent: { title: string } | null;
        }) =>
          `${item.startsAtLocal.slice(8, 16)}-${item.endsAtLocal.slice(11, 16)} ${item.parent ? `${item.parent.title}: ` : ''}${item.title}`,
      ),
    };
  };
  const line = (title: string, from: string, to: string, changes: object = {}) =>
    agendaItem(of, meetingId, {
      title,
      kind: 'SESSION',
      startsAtLocal: `2017-12-12T${from}`,
      endsAtLocal: `2017-12-12T${to}`,
      ...changes,
    });
  const talk = { kind: 'PRESENTATION', title: 'Talk', minutes: 45 };

  it('waits in a list, and is on the agenda when it is moved there', async () => {
    const speakerIds = [of.personIds['delegate@skovde.example']];
    const added = await change('addUnscheduledItem', {
      meetingId,
      ...talk,
      speakerIds,
      idempotencyKey: 'talk',
    });
    expect(added).toEqual({
      agendaItem: null,
      unscheduledItem: { title: 'Talk', minutes: 45, version: 1 },
      userErrors: [],
    });
    await change('addUnscheduledItem', { meetingId, ...talk, speakerIds, idempotencyKey: 'talk' });
    const { waiting, draft } = await seen();
    expect([waiting, draft]).toEqual([
      [
        {
          id: expect.any(String),
          title: 'Talk',
          minutes: 45,
          version: 1,
          parent: null,
          speakers: [{ name: 'Delegate, Skövde' }],
        },
      ],
      [],
    ]);
    const id = waiting[0]?.id;
    expect(await change('updateAgendaItem', { id, expectedVersion: 1, title: 'Long talk' })).toEqual({
      agendaItem: null,
      unscheduledItem: { title: 'Long talk', minutes: 45, version: 2 },
      userErrors: [],
    });
    expect(
      await change('moveAgendaItem', { id, expectedVersion: 2, startsAtLocal: '2017-12-12T09:00' }),
    ).toEqual({
      agendaItem: { startsAtLocal: '2017-12-12T09:00:00' },
      unscheduledItem: null,
      userErrors: [],
    });
    expect(await seen()).toEqual({ waiting: [], draft: ['12T09:00-09:45 Long talk'] });
  });

  it('finds its time also in a meeting whose zone was corrected meanwhile', async () => {
    await change('addUnscheduledItem', { meetingId, ...talk });
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    const zone = { id: meetingId, expectedVersion: meeting.version, timeZone: 'Europe/Helsinki' };
    await of.lead.ask(
      'mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }',
      { input: zone },
    );
    const id = (await seen()).waiting[0]?.id;
    const placed = await change('moveAgendaItem', {
      id,
      expectedVersion: 1,
      startsAtLocal: '2017-12-11T13:00',
    });
    expect(placed.userErrors).toEqual([]);
    expect((await seen()).draft).toEqual(['11T13:00-13:45 Talk']);
  });

  it('stays where somebody else has just moved it, for whoever says which version he saw', async () => {
    const { id, version } = await line('Choir', '09:00', '10:00');
    const take = async (mutation: string, expectedVersion: number) =>
      (
        await of.lead.ask(
          `mutation ($id: ID!, $version: Int) { it: ${mutation}(id: $id, expectedVersion: $version) {
            userErrors { code field } } }`,
          { id, version: expectedVersion },
        )
      ).it.userErrors;
    const input = {
      id,
      expectedVersion: version,
      startsAtLocal: '2017-12-12T16:00',
      endsAtLocal: '2017-12-12T17:00',
    };
    const document = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;
    await of.lead.ask(document, { input });
    const conflict = [{ code: 'CONFLICT', field: ['expectedVersion'] }];
    expect(await take('unscheduleAgendaItem', version)).toEqual(conflict);
    expect(await take('removeAgendaItem', version)).toEqual(conflict);
    expect((await seen()).draft).toContain('12T16:00-17:00 Choir');
    expect(await take('unscheduleAgendaItem', version + 1)).toEqual([]);
    // What is done is done, whichever version is meant.
    expect(await take('unscheduleAgendaItem', version)).toEqual([]);
    expect(await take('removeAgendaItem', version + 2)).toEqual([]);
    expect(await seen()).toEqual({ waiting: [], draft: [] });
  });

  it('can have been on the agenda: it waits with its parts, and comes back with them', async () => {
    const session = await line('Session', '09:00', '11:00');
    await line('Part', '09:30', '10:00', { parentId: session.id });
    await publish(of, meetingId);
    expect((await verb('unscheduleAgendaItem', session.id)).unscheduledItem).toEqual({
      title: 'Session',
      minutes: 120,
      version: 2,
    });
    expect((await verb('unscheduleAgendaItem', session.id)).unscheduledItem.version).toBe(2);
    expect((await seen()).draft).toEqual([]);
    expect((await seen()).waiting.map(({ title, minutes }) => [title, minutes])).toEqual([
      ['Session', 120],
      ['Part', 30],
    ]);
    // Whoever looked at it before it was taken off does not put it back unawares.
    const late = await change('moveAgendaItem', {
      id: session.id,
      expectedVersion: 1,
      startsAtLocal: '2017-12-13T14:00',
    });
    expect(late.userErrors).toEqual([{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }]);
    await change('moveAgendaItem', { id: session.id, expectedVersion: 2, startsAtLocal: '2017-12-13T14:00' });
    expect(await seen()).toEqual({
      waiting: [],
      draft: ['13T14:00-16:00 Session', '13T14:30-15:00 Session: Part'],
    });
  });

  it('leaves what it waits with when it alone is moved to the agenda', async () => {
    const session = await line('Session', '09:00', '11:00');
    const part = await line('Part', '09:30', '10:00', { parentId: session.id });
    await verb('unscheduleAgendaItem', session.id);
    await change('moveAgendaItem', { id: part.id, expectedVersion: 2, startsAtLocal: '2017-12-13T14:00' });
    const { waiting, draft } = await seen();
    expect([waiting.map(({ title }) => title), draft]).toEqual([['Session'], ['13T14:00-14:30 Part']]);
  });

  it('leaves what it was part of when it waits alone', async () => {
    const session = await line('Session', '09:00', '11:00');
    const part = await line('Part', '09:30', '10:00', { parentId: session.id });
    await verb('unscheduleAgendaItem', part.id);
    await change('moveAgendaItem', { id: part.id, expectedVersion: 2, startsAtLocal: '2017-12-13T14:00' });
    expect((await seen()).draft).toEqual(['12T09:00-11:00 Session', '13T14:00-14:30 Part']);
  });

  it('holds no room, and does not keep the meeting from being moved', async () => {
    const hall = (
      await of.lead.ask(`mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } } }`, {
        input: { meetingId, name: 'Hall', isExclusive: true },
      })
    ).addRoom.room.id;
    const first = await line('First', '09:00', '11:00', { roomId: hall });
    await verb('unscheduleAgendaItem', first.id);
    const remove = 'mutation ($id: ID!) { removeRoom(id: $id) { userErrors { code } } }';
    expect((await of.lead.ask(remove, { id: hall })).removeRoom.userErrors).toEqual([{ code: 'IN_USE' }]);
    await line('Second', '10:00', '12:00', { roomId: hall });
    const back = await change('moveAgendaItem', {
      id: first.id,
      expectedVersion: 2,
      startsAtLocal: '2017-12-12T11:00',
    });
    expect(back.userErrors).toEqual([{ code: 'ROOM_TAKEN', field: ['input', 'startsAtLocal'] }]);
    expect((await seen()).waiting.map(({ title }) => title)).toEqual(['First']);
  });

  it('is removed for good from the list', async () => {
    await change('addUnscheduledItem', { meetingId, ...talk });
    const { waiting } = await seen();
    const id = waiting[0]?.id as string;
    expect(await verb('removeAgendaItem', id)).toEqual({
      agendaItem: null,
      unscheduledItem: null,
      userErrors: [],
    });
    expect((await seen()).waiting).toEqual([]);
    await expect(verb('unscheduleAgendaItem', id)).rejects.toThrow('Not found');
  });

  it('has no places taken by anybody', async () => {
    const workshop = await line('Workshop', '09:00', '11:00', { kind: 'WORKSHOP', capacity: 3 });
    await publish(of, meetingId);
    await invite(of, meetingId, 'skovde', 1);
    const delegate = await of.as('delegate@skovde.example');
    await delegate.ask(
      'mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code } } }',
      {
        input: { meetingId },
      },
    );
    await delegate.ask('mutation ($input: SignUpInput!) { signUp(input: $input) { userErrors { code } } }', {
      input: { agendaItemId: workshop.id },
    });
    expect((await verb('unscheduleAgendaItem', workshop.id)).userErrors).toEqual([
      { code: 'TOO_FEW_PLACES', field: ['id'] },
    ]);
  });

  it('is between the organisers', async () => {
    await change('addUnscheduledItem', { meetingId, ...talk });
    expect((await seen(await of.as('coordinator@cervia.example'))).waiting).toHaveLength(1);
    const skovde = await of.as('coordinator@skovde.example');
    expect((await seen(skovde)).waiting).toEqual([]);
    expect((await change('addUnscheduledItem', { meetingId, ...talk }, skovde)).userErrors).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
    ]);
  });
});
