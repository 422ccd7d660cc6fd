import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const BEGIN = `mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) { userErrors { code } } }`;
const RECORD = `query ($id: ID!) { meeting(id: $id) { version carriedOutAgenda {
  items { id version changes startsAt startsAtLocal endsAt endsAtLocal } } } }`;
const EDIT = `mutation ($input: UpdateCarriedOutItemInput!) { updateCarriedOutItem(input: $input) { userErrors { code field } } }`;
const MOVE = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }`;

interface Item {
  readonly id: string;
  readonly version: number;
  readonly changes: readonly string[];
  readonly startsAt: string;
  readonly startsAtLocal: string;
  readonly endsAt: string;
  readonly endsAtLocal: string;
}

/** In the night to 29 October 2017 clocks in Rome went from 03:00 back to 02:00. */
describe('the times of what took place', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-10-29T18:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const night = (from: string, to: string) => ({
    startsAtLocal: `2017-10-29T${from}`,
    endsAtLocal: `2017-10-29T${to}`,
  });
  beforeEach(async () => {
    number += 1;
    const days = { startsOn: '2017-10-28', endsOn: '2017-10-29' };
    meetingId = await openMeeting(of, { number, slug: `meeting-${number}`, ...days });
    await agendaItem(of, meetingId, night('01:30', '03:30'));
    await publish(of, meetingId);
    await of.lead.ask(BEGIN, { id: meetingId });
  });

  const item = async (): Promise<Item> =>
    (await of.lead.ask(RECORD, { id: meetingId })).meeting.carriedOutAgenda.items[0];
  const edit = async (changes: object) => {
    const { id, version: expectedVersion } = await item();
    return (await of.lead.ask(EDIT, { input: { id, expectedVersion, ...changes } })).updateCarriedOutItem
      .userErrors;
  };
  const moveTo = async (timeZone: string) => {
    const { version: expectedVersion } = (await of.lead.ask(RECORD, { id: meetingId })).meeting;
    const input = { id: meetingId, expectedVersion, timeZone };
    expect((await of.lead.ask(MOVE, { input })).updateMeeting.userErrors).toEqual([]);
  };

  it('stand in the way of neither days nor zone, where the draft has given up what the record has', async () => {
    const ids = 'query ($id: ID!) { meeting(id: $id) { version agenda(draft: true) { items { id } } } }';
    const { version, agenda } = (await of.lead.ask(ids, { id: meetingId })).meeting;
    const remove = 'mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }';
    await of.lead.ask(remove, { id: agenda.items[0].id });
    const input = { id: meetingId, expectedVersion: version, endsOn: '2017-10-28' };
    expect((await of.lead.ask(MOVE, { input })).updateMeeting.userErrors).toEqual([]);
    await moveTo('Europe/Helsinki');
    expect((await item()).startsAtLocal).toBe('2017-10-29T01:30:00');
  });

  it('are asked for where one end alone is given in an hour that comes twice', async () => {
    const endsAtLocal = '2017-10-29T02:30';
    expect(await edit({ endsAtLocal })).toEqual([
      { code: 'AMBIGUOUS_TIME', field: ['input', 'endsAtLocal'] },
    ]);
    expect(await edit({ endsAtLocal, occurrence: 'LATER' })).toEqual([]);
    const began = { startsAt: '2017-10-28T23:30:00+00:00', startsAtLocal: '2017-10-29T01:30:00' };
    expect(await item()).toMatchObject({ ...began, endsAt: '2017-10-29T01:30:00+00:00' });
    expect(await edit({ endsAtLocal, occurrence: 'EARLIER' })).toEqual([]);
    expect(await item()).toMatchObject({ ...began, endsAt: '2017-10-29T00:30:00+00:00' });
    expect(await edit({ endsAtLocal: '2017-10-29T03:15' })).toEqual([]);
    const startsAtLocal = '2017-10-29T02:15';
    expect(await edit({ startsAtLocal })).toEqual([
      { code: 'AMBIGUOUS_TIME', field: ['input', 'startsAtLocal'] },
    ]);
    expect(await edit({ startsAtLocal, occurrence: 'LATER' })).toEqual([]);
    // The other end of it stays in the second of the two hours.
    expect(await edit({ endsAtLocal: '2017-10-29T03:10' })).toEqual([]);
    expect(await item()).toMatchObject({
      startsAt: '2017-10-29T01:15:00+00:00',
      endsAt: '2017-10-29T02:10:00+00:00',
      endsAtLocal: '2017-10-29T03:10:00',
    });
  });

  it('are in order, and within the days of the meeting, also where one of them stays', async () => {
    const startsAtLocal = '2017-10-29T02:15';
    expect(await edit({ startsAtLocal, occurrence: 'LATER' })).toEqual([]);
    // On the wall it would be later.
    expect(await edit({ endsAtLocal: '2017-10-29T02:45', occurrence: 'EARLIER' })).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'endsAtLocal'] },
    ]);
    expect(await edit({ endsAtLocal: '2017-10-30T01:00' })).toEqual([
      { code: 'OUTSIDE_MEETING', field: ['input', 'endsAtLocal'] },
    ]);
    expect(await item()).toMatchObject({ version: 2, endsAtLocal: '2017-10-29T03:30:00' });
  });

  it('are no deviation where only the zone of the meeting was corrected', async () => {
    await moveTo('Europe/Helsinki');
    expect((await item()).changes).toEqual([]);
    expect(await edit({ endsAtLocal: '2017-10-29T04:30' })).toEqual([]);
    expect((await item()).changes).toEqual(['TIME']);
  });

  it('deviate from the plan by an hour that comes twice', async () => {
    meetingId = await openMeeting(of, {
      number: 90,
      slug: 'twice',
      startsOn: '2017-10-28',
      endsOn: '2017-10-29',
    });
    await agendaItem(of, meetingId, { ...night('01:30', '02:30'), occurrence: 'EARLIER' });
    await publish(of, meetingId);
    await of.lead.ask(BEGIN, { id: meetingId });
    expect((await item()).changes).toEqual([]);
    await edit({ endsAtLocal: '2017-10-29T02:30', occurrence: 'LATER' });
    expect((await item()).changes).toEqual(['TIME']);
  });
});
