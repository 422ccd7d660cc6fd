import { afterAll, beforeEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const DRAFT = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion items {
  title version startsAt startsAtLocal endsAtLocal place parent { title } speakers { name } partners { name } } } } }`;

interface Line {
  readonly title: string;
  readonly version: number;
  readonly startsAt: string;
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly place: string | null;
  readonly parent: { readonly title: string } | null;
  readonly speakers: readonly { readonly name: string }[];
  readonly partners: readonly { readonly name: string }[];
}

describe('a draft that is changed in one step', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;
  /** Ids by title. */
  let ids: Record<string, string>;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  /** The second day: a talk, a session with two parts, and lunch. */
  beforeEach(async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: `meeting-${number}` });
    ids = {};
    await add('Talk', '09:00', '09:30', { place: 'Room 1' });
    await add('Session', '10:00', '12:00', { kind: 'SESSION' });
    await add('Part 1', '10:00', '11:00', { parentId: ids['Session'] });
    await add('Part 2', '11:00', '12:00', { parentId: ids['Session'], place: 'Room 2' });
    await add('Lunch', '12:30', '13:30', { kind: 'MEAL' });
  });

  async function add(title: string, from: string, to: string, changes: object = {}, day = '2017-12-12') {
    const times = { startsAtLocal: `${day}T${from}`, endsAtLocal: `${day}T${to}` };
    ids[title] = (await agendaItem(of, meetingId, { title, kind: 'PRESENTATION', ...times, ...changes })).id;
  }
  const draft = async () =>
    (await of.lead.ask(DRAFT, { id: meetingId })).meeting.agenda as { draftVersion: number; items: Line[] };
  const change = async (mutation: string, input: object, draftVersion?: number, by = of.lead) => {
    const version = draftVersion ?? (await draft()).draftVersion;
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
      meeting { agenda(draft: true) { draftVersion } } userErrors { code field } } }`;
    return (await by.ask(document, { input: { meetingId, draftVersion: version, ...input } })).it;
  };
  /** When each line is, in their order. */
  const times = async (day = '2017-12-12') =>
    (await draft()).items
      .filter(({ startsAtLocal }) => startsAtLocal.startsWith(day))
      .map(
        ({ title, startsAtLocal, endsAtLocal }) =>
          `${startsAtLocal.slice(11, 16)}-${endsAtLocal.slice(11, 16)} ${title}`,
      );
  const AS_BEFORE = [
    '09:00-09:30 Talk',
    '10:00-12:00 Session',
    '10:00-11:00 Part 1',
    '11:00-12:00 Part 2',
    '12:30-13:30 Lunch',
  ];

  it('moves the rest of a day; what is under way lasts longer', async () => {
    await add('Other day', '12:00', '13:00', {}, '2017-12-13');
    const { draftVersion: before } = await draft();
    const shift = { fromLocal: '2017-12-12T10:30', minutes: 20 };
    expect(await change('shiftAgenda', shift)).toEqual({
      meeting: { agenda: { draftVersion: before + 1 } },
      userErrors: [],
    });
    expect(await times()).toEqual([
      '09:00-09:30 Talk',
      '10:00-12:20 Session',
      '10:00-11:20 Part 1',
      '11:20-12:20 Part 2',
      '12:50-13:50 Lunch',
    ]);
    expect(await times('2017-12-13')).toEqual(['12:00-13:00 Other day']);
    const { items } = await draft();
    expect(items.map(({ title, version }) => [title, version])).toEqual([
      ['Talk', 1],
      ['Session', 2],
      ['Part 1', 2],
      ['Part 2', 2],
      ['Lunch', 2],
      ['Other day', 1],
    ]);
    expect(items.at(-2)?.startsAt).toBe('2017-12-12T11:50:00+00:00');
    await change('shiftAgenda', { ...shift, minutes: -20 });
    expect(await times()).toEqual(AS_BEFORE);
  });

  it('is changed once by whoever sends the same again, and not by others who looked at it before', async () => {
    const { draftVersion } = await draft();
    const input = { fromLocal: '2017-12-12T12:30', minutes: 15 };
    const host = await of.as('coordinator@cervia.example');
    const all = await Promise.all([
      ...Array.from({ length: 5 }, () => change('shiftAgenda', input, draftVersion)),
      ...Array.from({ length: 5 }, () => change('shiftAgenda', input, draftVersion, host)),
    ]);
    const refused = {
      meeting: { agenda: { draftVersion: draftVersion + 1 } },
      userErrors: [{ code: 'CONFLICT', field: ['input', 'draftVersion'] }],
    };
    const taken = { ...refused, userErrors: [] };
    expect(all.filter(({ userErrors }) => userErrors.length === 0)).toEqual(all.slice(0, 5).map(() => taken));
    expect(all.filter(({ userErrors }) => userErrors.length > 0)).toEqual(all.slice(0, 5).map(() => refused));
    expect((await times()).at(-1)).toBe('12:45-13:45 Lunch');
    expect(
      await tavola.sql(`select details from event where meeting_id = $1 and kind = 'agenda.shifted'`, [
        meetingId,
      ]),
    ).toEqual([{ details: { from: '2017-12-12T12:30:00', minutes: 15 } }]);
  });

  it.each([
    ['beyond the days of the meeting', '2017-12-13T23:00', 60, 'OUTSIDE_MEETING'],
    ['so that a part begins before what it is part of', '2017-12-12T11:00', -90, 'OUTSIDE_PARENT'],
    ['so that what is under way would end before it begins', '2017-12-12T09:15', -45, 'END_BEFORE_START'],
  ])('is not moved %s, and nothing is', async (_, fromLocal, minutes, code) => {
    await add('Late', '23:00', '23:30', {}, '2017-12-13');
    const before = await draft();
    const field = ['input', 'minutes'];
    expect((await change('shiftAgenda', { fromLocal, minutes })).userErrors).toEqual([{ code, field }]);
    expect(await draft()).toEqual(before);
  });

  it('lets two items change places, with their rooms and their parts', async () => {
    await change('swapAgendaItems', { firstId: ids['Session'], secondId: ids['Talk'] });
    expect(await times()).toEqual([
      '09:00-11:00 Session',
      '09:00-10:00 Part 1',
      '10:00-11:00 Part 2',
      '11:30-12:00 Talk',
      '12:30-13:30 Lunch',
    ]);
    expect((await draft()).items.map(({ title, place }) => [title, place])).toEqual([
      ['Session', 'Room 1'],
      ['Part 1', null],
      ['Part 2', 'Room 2'],
      ['Talk', null],
      ['Lunch', null],
    ]);
  });

  it('lets parts of two items change places', async () => {
    await add('Evening', '17:00', '18:00', { kind: 'SESSION' });
    await add('Part 3', '17:00', '18:00', { parentId: ids['Evening'] });
    await change('swapAgendaItems', { firstId: ids['Part 3'], secondId: ids['Part 1'] });
    const parts = (await draft()).items.filter(({ parent }) => parent);
    expect(
      parts.map(({ title, startsAtLocal, parent }) => [title, startsAtLocal.slice(11, 16), parent?.title]),
    ).toEqual([
      ['Part 3', '10:00', 'Session'],
      ['Part 2', '11:00', 'Session'],
      ['Part 1', '17:00', 'Evening'],
    ]);
  });

  it('takes along what is part of an evening and begins after midnight', async () => {
    const night = { startsAtLocal: '2017-12-12T22:00', endsAtLocal: '2017-12-13T02:00' };
    ids['Music'] = (await agendaItem(of, meetingId, { title: 'Music', kind: 'SOCIAL', ...night })).id;
    await add('Last song', '00:30', '01:00', { parentId: ids['Music'] }, '2017-12-13');
    const shift = { fromLocal: '2017-12-12T21:00', minutes: 60 };
    expect((await change('shiftAgenda', shift)).userErrors).toEqual([]);
    expect(await times('2017-12-13')).toEqual(['01:30-02:00 Last song']);
    expect(
      (await change('duplicateAgendaDay', { day: '2017-12-12', toDay: '2017-12-11' })).userErrors,
    ).toEqual([]);
    const songs = (await draft()).items.filter(({ title }) => title === 'Last song');
    expect(songs.map(({ startsAtLocal, parent }) => [startsAtLocal.slice(8, 16), parent?.title])).toEqual([
      ['12T01:30', 'Music'],
      ['13T01:30', 'Music'],
    ]);
  });

  it('swaps the starts of two that lie apart, with something between them or on two days', async () => {
    await change('swapAgendaItems', { firstId: ids['Talk'], secondId: ids['Lunch'] });
    expect([(await times())[0], (await times()).at(-1)]).toEqual(['09:00-10:00 Lunch', '12:30-13:00 Talk']);
    await add('Farewell', '11:30', '13:00', {}, '2017-12-13');
    await change('swapAgendaItems', { firstId: ids['Talk'], secondId: ids['Farewell'] });
    expect([(await times()).at(-1), ...(await times('2017-12-13'))]).toEqual([
      '12:30-14:00 Farewell',
      '11:30-12:00 Talk',
    ]);
  });

  it('swaps the starts of two that run side by side', async () => {
    await add('Choir', '09:10', '09:20');
    await change('swapAgendaItems', { firstId: ids['Talk'], secondId: ids['Choir'] });
    expect((await times()).slice(0, 2)).toEqual(['09:00-09:10 Choir', '09:10-09:40 Talk']);
  });

  it('lets nothing change places with what it is part of, or with what is not there', async () => {
    const swap = (secondId: string | undefined) =>
      change('swapAgendaItems', { firstId: ids['Session'], secondId });
    expect((await swap(ids['Part 1'])).userErrors).toEqual([
      { code: 'OUTSIDE_PARENT', field: ['input', 'secondId'] },
    ]);
    await expect(swap(ids['Session'])).rejects.toThrow('Not found.');
    expect(await times()).toEqual(AS_BEFORE);
  });

  it('has a day twice, with its people and without its sign-ups', async () => {
    const speakerIds = [of.personIds['delegate@cervia.example']];
    await add('Keynote', '15:00', '16:00', {
      speakerIds,
      partnerIds: [of.partnerIds['skovde']],
      capacity: 20,
    });
    await change('duplicateAgendaDay', { day: '2017-12-12', toDay: '2017-12-13' });
    const all = [...AS_BEFORE, '15:00-16:00 Keynote'];
    expect([await times(), await times('2017-12-13')]).toEqual([all, all]);
    const [copy] = (await draft()).items.filter(
      ({ title, startsAtLocal }) => title === 'Keynote' && startsAtLocal > '2017-12-13',
    );
    expect([copy?.speakers, copy?.partners, copy?.startsAt]).toEqual([
      [{ name: 'Delegate, Cervia' }],
      [{ name: 'Skövde kommun' }],
      '2017-12-13T14:00:00+00:00',
    ]);
    const parts = (await draft()).items.filter(({ parent }) => parent);
    expect(parts.map(({ title, parent }) => `${title} of ${parent?.title}`)).toEqual(
      ['Part 1', 'Part 2', 'Part 1', 'Part 2'].map((title) => `${title} of Session`),
    );
    expect(
      (await change('duplicateAgendaDay', { day: '2017-12-12', toDay: '2017-12-14' })).userErrors,
    ).toEqual([{ code: 'OUTSIDE_MEETING', field: ['input', 'toDay'] }]);
    expect(
      (await change('duplicateAgendaDay', { day: '2017-12-12', toDay: '2017-12-12' })).userErrors,
    ).toEqual([{ code: 'INVALID', field: ['input', 'toDay'] }]);
  });

  it('has a session before its parts, also before one that was there first and lasts as long', async () => {
    await add('Older', '15:00', '16:00');
    await add('Younger', '15:00', '16:00', { kind: 'SESSION' });
    const move = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;
    const startsAtLocal = '2017-12-12T15:00';
    await of.lead.ask(move, {
      input: { id: ids['Older'], expectedVersion: 1, startsAtLocal, parentId: ids['Younger'] },
    });
    expect((await times()).slice(-2)).toEqual(['15:00-16:00 Younger', '15:00-16:00 Older']);
  });

  it('is shifted from a time that is skipped on with what begins right after it', async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: 'skipped', startsOn: '2018-03-24', endsOn: '2018-03-25' });
    await add('Evening', '20:00', '22:00', {}, '2018-03-24');
    await add('Night walk', '03:00', '04:00', {}, '2018-03-25');
    await change('shiftAgenda', { fromLocal: '2018-03-25T02:30', minutes: 30 });
    expect(await times('2018-03-25')).toEqual(['03:30-04:30 Night walk']);
  });

  it('is shifted by minutes that pass, also across a night in which the clock is put forward', async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: 'spring', startsOn: '2018-03-24', endsOn: '2018-03-25' });
    await add('Night walk', '01:00', '01:45', {}, '2018-03-25');
    await add('Breakfast', '08:00', '09:00', {}, '2018-03-25');
    const shift = (minutes: number) => change('shiftAgenda', { fromLocal: '2018-03-25T00:00', minutes });
    expect((await shift(60)).userErrors).toEqual([]);
    expect((await draft()).items.map(({ startsAt, startsAtLocal }) => [startsAtLocal, startsAt])).toEqual([
      ['2018-03-25T03:00:00', '2018-03-25T01:00:00+00:00'],
      ['2018-03-25T09:00:00', '2018-03-25T07:00:00+00:00'],
    ]);
  });
});
