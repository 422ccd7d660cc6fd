import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const CONFLICTS = `query ($id: ID!, $draft: Boolean) { meeting(id: $id) { agenda(draft: $draft) { conflicts {
  code severity message itemIds items { title } person { name } partner { slug } room { name } } } } }`;

interface Conflict {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly itemIds: readonly string[];
  readonly items: readonly { readonly title: string }[];
  readonly person: { readonly name: string } | null;
  readonly partner: { readonly slug: string } | null;
  readonly room: { readonly name: string } | null;
}

describe('conflicts of an agenda', () => {
  let tavola: Tavola;
  let of: Partnership;
  let delegate: GraphqlClient;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    delegate = await of.as('delegate@skovde.example');
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    meetingId = await openMeeting(of, { number, slug: `meeting-${number}` });
  });

  const does = async (mutation: string, input: object, payload: string, by = of.lead) => {
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
      ${payload} userErrors { code field } } }`;
    const { it: done } = await by.ask(document, { input });
    expect(done.userErrors).toEqual([]);
    return done;
  };
  const item = async (title: string, from: string, to: string, changes: object = {}): Promise<string> => {
    const times = { startsAtLocal: `2017-12-12T${from}`, endsAtLocal: `2017-12-12T${to}` };
    return (await agendaItem(of, meetingId, { title, kind: 'PRESENTATION', ...times, ...changes })).id;
  };
  const room = async (name: string, changes: object = {}): Promise<string> =>
    (await does('addRoom', { meetingId, name, ...changes }, 'room { id }')).room.id;
  const conflicts = async (by = of.lead, draft = true): Promise<Conflict[]> =>
    (await by.ask(CONFLICTS, { id: meetingId, draft })).meeting.agenda?.conflicts ?? [];
  /** In short: the code, what it is about, and whom. */
  const found = async (draft = true) =>
    (await conflicts(of.lead, draft)).map(({ code, severity, items, person, partner, room: where }) =>
      [
        `${code}!${severity === 'ERROR' ? '!' : ''}`,
        items.map(({ title }) => title).join(' + '),
        person?.name ?? partner?.slug ?? where?.name,
      ]
        .filter(Boolean)
        .join(' '),
    );
  const speaker = (email: string) => ({ speakerIds: [of.personIds[email]] });
  const comes = async (stay: object = {}): Promise<string> => {
    await invite(of, meetingId, 'skovde', 2);
    const input = { meetingId, ...stay };
    return (await does('register', input, 'registration { id }', delegate)).registration.id;
  };
  const SKOVDE = 'delegate@skovde.example';

  it('are none where all goes together', async () => {
    const hall = await room('Great hall', { capacity: 40 });
    const session = await item('Session', '09:00', '11:00', { roomId: hall });
    await item('Part', '09:00', '10:00', { roomId: hall, parentId: session });
    await item('Talk', '11:00', '12:00', { roomId: hall });
    expect(await found()).toEqual([]);
  });

  it('are told of a room, or of a place in words, that is used twice', async () => {
    const hall = await room('Great hall');
    const session = await item('Session', '09:00', '11:00', { roomId: hall });
    await item('Part', '09:00', '10:00', { roomId: hall, parentId: session });
    await item('Choir', '10:30', '11:30', { roomId: hall });
    await item('Duet', '09:30', '10:00', { roomId: hall, parentId: session });
    await item('Bazaar', '14:00', '15:00', { place: 'Market square' });
    await item('Parade', '14:30', '15:30', { place: ' market Square' });
    const [whole, twoParts, ...others] = await conflicts();
    expect(twoParts).toMatchObject({
      code: 'ROOM_USED_TWICE',
      items: [{ title: 'Part' }, { title: 'Duet' }],
    });
    expect([whole, ...others]).toEqual([
      {
        code: 'ROOM_USED_TWICE',
        severity: 'WARNING',
        message: '“Session” and “Choir” are in the room Great hall at the same time.',
        itemIds: [session, expect.any(String)],
        items: [{ title: 'Session' }, { title: 'Choir' }],
        person: null,
        partner: null,
        room: { name: 'Great hall' },
      },
      expect.objectContaining({
        code: 'PLACE_USED_TWICE',
        items: [{ title: 'Bazaar' }, { title: 'Parade' }],
      }),
    ]);
  });

  it('are told in the language of whoever asks', async () => {
    const hall = await room('Great hall');
    await item('100 % \\ %1$s', '09:00', '11:00', { roomId: hall });
    await item("Robert'); --", '10:30', '11:30', { roomId: hall });
    const lead = await of.as('lead@norrkoping.example', 'sv');
    expect((await conflicts(lead)).map(({ message }) => message)).toEqual([
      "”100 % \\ %1$s” och ”Robert'); --” är i rummet Great hall samtidigt.",
    ]);
  });

  it('are told of whoever speaks here and speaks or has a place there, or has two places', async () => {
    const registrationId = await comes();
    const workshop = await item('Workshop', '10:00', '12:00', { kind: 'WORKSHOP', capacity: 9 });
    const visit = await item('Visit', '14:00', '16:00', { kind: 'SITE_VISIT', capacity: 9 });
    await publish(of, meetingId);
    for (const agendaItemId of [workshop, visit])
      await does('signUp', { agendaItemId, registrationId }, 'signUp { state }', delegate);
    await item('Talk', '11:00', '11:30', speaker(SKOVDE));
    await does(
      'moveAgendaItem',
      { id: visit, expectedVersion: 1, startsAtLocal: '2017-12-12T11:30' },
      'agendaItem { id }',
    );
    const session = await item('Session', '17:00', '18:00', speaker(SKOVDE));
    await item('Part', '17:00', '18:00', { parentId: session, ...speaker(SKOVDE) });
    expect(await found()).toEqual([
      'PERSON_IN_TWO_PLACES!! Workshop + Talk Delegate, Skövde',
      'SIGN_UPS_OVERLAP!! Workshop + Visit Delegate, Skövde',
    ]);
    expect(await found(false)).toEqual([]);
  });

  it('are told of speakers who do not come, or have not said so', async () => {
    const registrationId = await comes();
    await item('Talk', '09:00', '10:00', speaker(SKOVDE));
    expect(await found()).toEqual([]);
    await delegate.ask('mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }', {
      id: registrationId,
    });
    await item('Another talk', '10:00', '11:00', speaker(SKOVDE));
    await item('A third', '11:00', '12:00', speaker('delegate@cervia.example'));
    expect(await found()).toEqual([
      'SPEAKER_NOT_COMING!! Talk + Another talk Delegate, Skövde',
      'SPEAKER_NOT_COMING! A third Delegate, Cervia',
    ]);
    expect((await conflicts())[0]?.message).toBe(
      'Delegate, Skövde is to speak at “Talk” and has not confirmed taking part. Agenda items concerned: 2.',
    );
  });

  it('are told of a partner of which nobody is free for what all must be at', async () => {
    await comes({ leavesAtLocal: '2017-12-12T16:00' });
    await invite(of, meetingId, 'cervia', 1);
    await item('Plenary', '10:00', '12:00', { kind: 'SESSION', isMandatory: true });
    await item('Vote', '15:30', '16:30', { kind: 'SESSION', isMandatory: true });
    expect(await found()).toEqual([
      'PARTNER_WITHOUT_DELEGATE! Plenary + Vote cervia',
      'PARTNER_WITHOUT_DELEGATE! Vote skovde',
    ]);
    const talk = await item('Talk', '10:30', '11:00', speaker(SKOVDE));
    expect(await found()).toEqual([
      'PARTNER_WITHOUT_DELEGATE! Plenary + Vote cervia',
      'PARTNER_WITHOUT_DELEGATE! Plenary + Vote skovde',
    ]);
    // Another of the partner is free while the first one speaks.
    const person = { name: 'Anna', email: 'anna@skovde.example', language: 'sv' };
    await does(
      'nameDelegates',
      { meetingId, partnerId: of.partnerIds['skovde'], delegates: [person] },
      'registrations { id }',
    );
    expect((await found()).at(-1)).toBe('PARTNER_WITHOUT_DELEGATE! Plenary + Vote cervia');
    await of.lead.ask('mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }', {
      id: talk,
    });
  });

  it('count delegates alone for their partner, not whoever else comes from there', async () => {
    await comes();
    const person = { name: 'Guest', email: 'guest@skovde.example', language: 'sv' };
    await does(
      'nameDelegates',
      { meetingId, partnerId: of.partnerIds['skovde'], delegates: [person] },
      'registrations { id }',
    );
    await item('Plenary', '10:00', '12:00', { kind: 'SESSION', isMandatory: true });
    await item('Talk', '10:30', '11:00', speaker(SKOVDE));
    // The control: as a delegate the guest is free for it.
    expect(await found()).toEqual([]);
    for (const kind of ['SPEAKER', 'ACCOMPANYING']) {
      await tavola.sql(
        `update registration set kind = $2 where meeting_id = $1
           and person_id = (select id from person where email = 'guest@skovde.example')`,
        [meetingId, kind],
        tavola.database.superuserUrl,
      );
      expect([kind, await found()]).toEqual([kind, ['PARTNER_WITHOUT_DELEGATE! Plenary skovde']]);
    }
  });

  it('are told of rooms that are too small for whom they are for', async () => {
    const registrationId = await comes();
    const [small, booth] = [await room('Small room', { capacity: 5 }), await room('Booth', { capacity: 1 })];
    const workshop = await item('Workshop', '10:00', '12:00', {
      kind: 'WORKSHOP',
      capacity: 9,
      roomId: small,
    });
    await publish(of, meetingId);
    const place = { agendaItemId: workshop, registrationId };
    await does('signUp', place, 'signUp { state }', delegate);
    expect(await found()).toEqual(['ROOM_TOO_SMALL! Workshop Small room']);
    await does('updateRoom', { id: booth, expectedVersion: 1, name: 'Box' }, 'room { id }');
    await tavola.sql('update agenda_item set taken = 2 where id = $1', [workshop]);
    await does('updateAgendaItem', { id: workshop, expectedVersion: 1, roomId: booth }, 'agendaItem { id }');
    expect(await found()).toEqual(['SIGN_UPS_BEYOND_CAPACITY!! Workshop Box']);
  });

  it('are told of what lies outside somebody’s stay, and of ways that take longer than there is time', async () => {
    await comes({ arrivesAtLocal: '2017-12-12T09:30' });
    const [hall, farm] = [
      await room('Great hall'),
      await room('Barn', { house: 'Farm', transferMinutes: 30 }),
    ];
    await item('Welcome', '09:00', '10:00', { roomId: hall, ...speaker(SKOVDE) });
    await item('Cows', '10:20', '11:00', { roomId: farm, ...speaker(SKOVDE) });
    await item('Milk', '11:00', '12:00', { roomId: farm, ...speaker(SKOVDE) });
    await item('Lunch', '12:30', '13:00', { roomId: hall, ...speaker(SKOVDE) });
    expect(await found()).toEqual([
      'OUTSIDE_STAY! Welcome Delegate, Skövde',
      'TOO_LITTLE_TIME! Welcome + Cows Delegate, Skövde',
    ]);
    expect((await conflicts())[1]?.message).toBe(
      'Delegate, Skövde: minutes between “Welcome” and “Cows”: 20; minutes that the way takes: 30.',
    );
  });

  it('know that a part is where its session is, or in a house of its own', async () => {
    await comes();
    const barn = await room('Barn', { house: 'Farm', transferMinutes: 30 });
    const hall = await room('Great hall', { house: 'Town hall', transferMinutes: 15 });
    await item('Talk', '09:00', '10:00', { roomId: barn, ...speaker(SKOVDE) });
    const session = await item('Session', '10:10', '12:00', { place: ' farm' });
    const inside = { parentId: session, ...speaker(SKOVDE) };
    await item('Part', '10:10', '11:00', inside);
    expect(await found()).toEqual([]);
    await item('Elsewhere', '11:05', '11:30', { roomId: hall, ...inside });
    expect(await found()).toEqual(['TOO_LITTLE_TIME! Part + Elsewhere Delegate, Skövde']);
  });

  it('are told of a release that no longer fits its meeting, or in which a part outlasts its whole', async () => {
    const session = await item('Session', '09:00', '11:00');
    const part = await item('Part', '09:00', '10:00', { parentId: session });
    await publish(of, meetingId);
    const longer = `update agenda_release_line set ends_at = ends_at + interval '2 hours', ends_at_local = '2017-12-12T12:00:00'
      where item_id = $1`;
    await tavola.sql(longer, [part], tavola.database.superuserUrl);
    await of.lead.ask('mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }', {
      id: session,
    });
    const { meeting: before } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    await does(
      'updateMeeting',
      { id: meetingId, expectedVersion: before.version, startsOn: '2017-12-13' },
      'meeting { id }',
    );
    expect(await found()).toEqual([]);
    const outside = ['Session', 'Part'].map((title) => `OUTSIDE_MEETING!! ${title}`);
    expect(await found(false)).toEqual([...outside, 'OUTSIDE_PARENT!! Part + Session']);
  });

  it('are for those who organise the meeting', async () => {
    await item('Bazaar', '14:00', '15:00', { place: 'Market square' });
    await item('Parade', '14:30', '15:30', { place: 'Market square' });
    await publish(of, meetingId);
    expect(await conflicts(await of.as('coordinator@cervia.example'), false)).toHaveLength(1);
    expect(await conflicts(await of.as('coordinator@skovde.example'), false)).toEqual([]);
    expect(await conflicts(delegate, false)).toEqual([]);
  });
});
