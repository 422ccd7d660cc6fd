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

  /** Its record, as the newest release says. */
  const begin = async (): Promise<void> => {
    await publish(of, meetingId);
    const document = 'mutation ($id: ID!) { beginCarriedOutAgenda(id: $id) { userErrors { code } } }';
    await of.lead.ask(document, { id: meetingId });
  };

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

  it('stays as it is where it begins when it began, and lasts as long elsewhere', async () => {
    await add(HALF_HOUR);
    expect(await move({ startsAtLocal: '2017-10-29T02:45', occurrence: 'EARLIER' })).toEqual([]);
    expect(await spans()).toEqual([utc('00:45', '01:15')]);
    expect(await move({ startsAtLocal: '2017-10-28T10:00' })).toEqual([]);
    expect(await spans()).toEqual([utc('08:00', '08:30', '2017-10-28')]);
    expect(await move({ startsAtLocal: '2017-10-29T02:45', occurrence: 'EARLIER' })).toEqual([]);
    expect(await spans()).toEqual([utc('00:45', '01:15')]);
  });

  it('takes its parts along, into the second of two equal hours, too', async () => {
    const { id: parentId } = await add({ title: 'Session', ...times('20:00', '20:30', '2017-10-28') });
    await add({ title: 'Part', parentId, ...times('20:10', '20:20', '2017-10-28') });
    expect(await move({ startsAtLocal: '2017-10-29T02:00', occurrence: 'LATER' })).toEqual([]);
    expect(await spans()).toEqual([utc('01:00', '01:30'), utc('01:10', '01:20')]);
  });

  it('is shifted by minutes that pass, within the hour that comes twice, too', async () => {
    await add({ title: 'Walk', ...HALF_HOUR });
    await add({ title: 'Talk', ...times('02:15', '02:45'), occurrence: 'LATER' });
    await add({ title: 'Breakfast', ...times('04:00', '05:00') });
    const shift = (minutes: number, fromLocal = '2017-10-29T02:45') =>
      ofAll('shiftAgenda', { fromLocal, minutes });
    expect(await shift(10)).toEqual([]);
    expect(await spans()).toEqual([utc('00:55', '01:25'), utc('01:25', '01:55'), utc('03:10', '04:10')]);
    expect(await shift(50)).toEqual([]);
    expect(await spans()).toEqual([utc('01:45', '02:15'), utc('02:15', '02:45'), utc('04:00', '05:00')]);
  });

  it('lasts longer where the rest is shifted while it is under way', async () => {
    await add({ ...times('02:15', '02:10'), occurrence: 'EARLIER', endOccurrence: 'LATER' });
    expect(await ofAll('shiftAgenda', { fromLocal: '2017-10-29T02:30', minutes: 20 })).toEqual([]);
    expect(await spans()).toEqual([utc('00:15', '01:30')]);
  });

  it('is duplicated with its length, since two times of such an hour do not tell it', async () => {
    await add(HALF_HOUR);
    await add({ ...times('02:50', '02:55'), occurrence: 'EARLIER', endOccurrence: 'LATER' });
    await add(times('01:00', '04:00'));
    expect(await ofAll('duplicateAgendaDay', { day: '2017-10-29', toDay: '2017-10-30' })).toEqual([]);
    expect((await spans()).slice(3)).toEqual([
      utc('00:00', '03:00', '2017-10-30'),
      utc('01:45', '02:15', '2017-10-30'),
      utc('01:50', '02:55', '2017-10-30'),
    ]);
  });

  it('waits as long as it lasted', async () => {
    const { id } = await add(HALF_HOUR);
    await of.lead.ask('mutation ($id: ID!) { unscheduleAgendaItem(id: $id) { userErrors { code } } }', {
      id,
    });
    const { meeting } = await of.lead.ask(
      'query ($id: ID!) { meeting(id: $id) { unscheduledItems { minutes } } }',
      { id: meetingId },
    );
    expect(meeting.unscheduledItems).toEqual([{ minutes: 30 }]);
  });

  it('keeps the time of day of what it ends with on another day, and of parts there', async () => {
    const days = { startsAtLocal: '2017-10-28T09:00', endsAtLocal: '2017-10-29T17:00' };
    const { id: parentId } = await add({ title: 'Excursion', ...days });
    await add({ title: 'Castle', parentId, ...times('10:00', '12:00') });
    expect(await move({ startsAtLocal: '2017-10-29T09:00' })).toEqual([]);
    expect(await spans()).toEqual([
      ['2017-10-29T08:00:00+00:00', '2017-10-30T16:00:00+00:00'],
      utc('09:00', '11:00', '2017-10-30'),
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
    await begin();
    const record = async () =>
      (await of.lead.ask(RECORD, { id: meetingId })).meeting.carriedOutAgenda.items[0];
    const { id, version: expectedVersion, ...was } = await record();
    expect([was.startsAt, was.endsAt]).toEqual(utc('00:45', '01:15'));
    const later = { ...times('02:50', '02:20'), occurrence: 'EARLIER', endOccurrence: 'LATER' };
    expect(await change('updateCarriedOutItem', { id, expectedVersion, ...later })).toEqual([]);
    expect([(await record()).startsAt, (await record()).endsAt]).toEqual(utc('00:50', '01:20'));
  });

  it('keeps the meeting in its zone as long as the record has it, since elsewhere it would end before it began', async () => {
    await add(times('10:00', '11:00'));
    await begin();
    const title = { meetingId, kind: 'SOCIAL', title: 'Night walk' };
    expect(await change('addCarriedOutItem', { ...title, ...HALF_HOUR })).toEqual([]);
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    const zone = { id: meetingId, expectedVersion: meeting.version, timeZone: 'Europe/Helsinki' };
    expect(await change('updateMeeting', zone)).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'timeZone'] },
    ]);
  });
});
