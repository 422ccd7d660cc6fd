import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const TIMES = 'startsAt startsAtLocal endsAt endsAtLocal';
const DRAFT = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion items {
  id version title ${TIMES} parent { title } } } } }`;
const RECORD = `query ($id: ID!) { meeting(id: $id) { carriedOutAgenda { items { id version ${TIMES} } } } }`;

/** In the night to 29 October 2017 clocks in Rome went from 03:00 back to 02:00, which was at 01:00 UTC. */
describe('what begins before a clock is put back and ends after it', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-10-29T18:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    const days = { startsOn: '2017-10-28', endsOn: '2017-10-30' };
    meetingId = await openMeeting(of, { number, slug: `meeting-${number}`, ...days });
  });

  const times = (from: string, to: string, day = '2017-10-29') => ({
    startsAtLocal: `${day}T${from}`,
    endsAtLocal: `${day}T${to}`,
  });
  /** Half an hour, at whose end the clock shows less than at its start. */
  const HALF_HOUR = { ...times('02:45', '02:15'), occurrence: 'EARLIER', endOccurrence: 'LATER' };
  const utc = (from: string, to: string, day = '2017-10-29') => [
    `${day}T${from}:00+00:00`,
    `${day}T${to}:00+00:00`,
  ];

  const add = (changes: object) => agendaItem(of, meetingId, changes);
  const draft = async () => (await of.lead.ask(DRAFT, { id: meetingId })).meeting.agenda;
  const spans = async (): Promise<unknown[]> =>
    (await draft()).items.map(({ startsAt, endsAt }: Record<string, unknown>) => [startsAt, endsAt]);
  const change = async (mutation: string, input: object) => {
    const document = `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) { userErrors { code field } } }`;
    return (await of.lead.ask(document, { input })).it.userErrors;
  };
  const move = async (changes: object, at = 0) => {
    const { id, version: expectedVersion } = (await draft()).items[at];
    return change('moveAgendaItem', { id, expectedVersion, ...changes });
  };
  const ofAll = async (mutation: string, input: object) =>
    change(mutation, { meetingId, draftVersion: (await draft()).draftVersion, ...input });

  it('is taken as it is said, and refused where its end comes first', async () => {
    const kind = { meetingId, kind: 'SOCIAL', title: 'Night walk' };
    const night = { ...kind, ...times('02:45', '02:15') };
    const isBefore = [{ code: 'END_BEFORE_START', field: ['input', 'endsAtLocal'] }];
    expect(await change('addAgendaItem', { ...night, occurrence: 'EARLIER' })).toEqual(isBefore);
    const turned = { occurrence: 'LATER', endOccurrence: 'EARLIER' };
    expect(await change('addAgendaItem', { ...night, ...turned })).toEqual(isBefore);
    await add(HALF_HOUR);
    await add({ ...times('02:15', '02:30'), occurrence: 'EARLIER', endOccurrence: 'LATER' });
    expect(await spans()).toEqual([utc('00:15', '01:30'), utc('00:45', '01:15')]);
  });

  it('stays as it is where it begins when it began, and is as long elsewhere', async () => {
    await add(HALF_HOUR);
    expect(await move({ startsAtLocal: '2017-10-29T02:45', occurrence: 'EARLIER' })).toEqual([]);
    expect(await spans()).toEqual([utc('00:45', '01:15')]);
    expect(await move({ startsAtLocal: '2017-10-28T10:00' })).toEqual([]);
    expect(await spans()).toEqual([utc('08:00', '08:30', '2017-10-28')]);
  });

  it('takes its parts along, into the second of two equal hours, too', async () => {
    const { id: parentId } = await add({ title: 'Session', ...times('20:00', '20:30', '2017-10-28') });
    await add({ title: 'Part', parentId, ...times('20:10', '20:20', '2017-10-28') });
    expect(await move({ startsAtLocal: '2017-10-29T02:00', occurrence: 'LATER' })).toEqual([]);
    expect(await spans()).toEqual([utc('01:00', '01:30'), utc('01:10', '01:20')]);
  });

  it('is shifted and duplicated with its length', async () => {
    await add({ title: 'Walk', ...HALF_HOUR });
    await add({ title: 'Talk', ...times('04:00', '05:00') });
    expect(await ofAll('shiftAgenda', { fromLocal: '2017-10-29T02:45', minutes: 30 })).toEqual([]);
    expect(await spans()).toEqual([utc('02:15', '02:45'), utc('03:30', '04:30')]);
    expect(await ofAll('duplicateAgendaDay', { day: '2017-10-29', toDay: '2017-10-30' })).toEqual([]);
    expect((await spans()).slice(2)).toEqual([
      utc('02:15', '02:45', '2017-10-30'),
      utc('03:30', '04:30', '2017-10-30'),
    ]);
  });

  it('changes places with what follows it', async () => {
    await add({ title: 'Walk', ...HALF_HOUR });
    await add({ title: 'Talk', ...times('02:15', '02:40'), occurrence: 'LATER' });
    const [first, second] = (await draft()).items;
    expect([first.title, second.title]).toEqual(['Walk', 'Talk']);
    expect(await ofAll('swapAgendaItems', { firstId: first.id, secondId: second.id })).toEqual([]);
    expect((await draft()).items.map(({ title }: { title: string }) => title)).toEqual(['Talk', 'Walk']);
    expect(await spans()).toEqual([utc('00:45', '01:10'), utc('01:10', '01:40')]);
  });

  it('is recorded so when it took place', async () => {
    await add(HALF_HOUR);
    await publish(of, meetingId);
    await of.lead.ask(`mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) { userErrors { code } } }`, {
      id: meetingId,
    });
    const record = async () =>
      (await of.lead.ask(RECORD, { id: meetingId })).meeting.carriedOutAgenda.items[0];
    const { id, version: expectedVersion, ...was } = await record();
    expect([was.startsAt, was.endsAt]).toEqual(utc('00:45', '01:15'));
    const later = { ...times('02:50', '02:20'), occurrence: 'EARLIER', endOccurrence: 'LATER' };
    expect(await change('updateCarriedOutItem', { id, expectedVersion, ...later })).toEqual([]);
    expect([(await record()).startsAt, (await record()).endsAt]).toEqual(utc('00:50', '01:20'));
  });
});
