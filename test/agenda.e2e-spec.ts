import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  meeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

const ADD = `mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) {
  agendaItem { id startsAt startsAtLocal } userErrors { code field message } } }`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version title } userErrors { code field message } } }`;
const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) {
  agendaItem { startsAt endsAtLocal children { startsAtLocal } } userErrors { code field } } }`;
const UPDATE_MEETING = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
  meeting { version timeZone } userErrors { code field } } }`;
const AGENDA = `query ($id: ID!, $release: Int, $draft: Boolean) { meeting(id: $id) {
  agenda(release: $release, draft: $draft) { release items { title startsAtLocal } } } }`;

const item = {
  kind: 'SESSION',
  title: 'Opening',
  startsAtLocal: '2017-12-11T09:00',
  endsAtLocal: '2017-12-11T10:00',
};

describe('an agenda', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await meeting(of);
  });
  afterAll(() => tavola.stop());

  const add = async (changes: object) =>
    (await of.lead.ask(ADD, { input: { meetingId, ...item, ...changes } })).addAgendaItem;

  it('keeps wall time, and the instant that follows from the zone', async () => {
    expect(await add({})).toEqual({
      agendaItem: {
        id: expect.any(String),
        startsAt: '2017-12-11T08:00:00+00:00',
        startsAtLocal: '2017-12-11T09:00:00',
      },
      userErrors: [],
    });
  });

  it.each([
    ['an end before its start', { endsAtLocal: '2017-12-11T08:00' }, 'END_BEFORE_START', 'endsAtLocal'],
    ['a day before the meeting', { startsAtLocal: '2017-12-10T09:00' }, 'OUTSIDE_MEETING', 'startsAtLocal'],
    [
      'a workshop that ends after the meeting',
      { kind: 'WORKSHOP', startsAtLocal: '2017-12-13T23:00', endsAtLocal: '2017-12-14T01:00' },
      'OUTSIDE_MEETING',
      'endsAtLocal',
    ],
    ['nobody as its title', { title: ' ' }, 'INVALID', 'title'],
    ['no place at all', { capacity: 0 }, 'INVALID', 'capacity'],
  ])('refuses %s and writes nothing', async (_what, changes, code, field) => {
    const before = await tavola.sql('select count(*)::int from event');
    expect(await add(changes)).toEqual({
      agendaItem: null,
      userErrors: [{ code, field: ['input', field], message: expect.any(String) }],
    });
    expect(await tavola.sql('select count(*)::int from event')).toEqual(before);
  });

  it('refuses a wall time that does not exist, with a proposal, and asks which of two is meant', async () => {
    const spring = await meeting(of, {
      number: 1,
      slug: 'spring',
      startsOn: '2018-03-25',
      endsOn: '2018-03-25',
    });
    const [gap] = (
      await add({ meetingId: spring, startsAtLocal: '2018-03-25T02:30', endsAtLocal: '2018-03-25T04:00' })
    ).userErrors;
    expect(gap).toEqual({
      code: 'NONEXISTENT_TIME',
      field: ['input', 'startsAtLocal'],
      message:
        'On that day the clock is put forward over 2018-03-25T02:30. Choose another time, such as 2018-03-25T03:30.',
    });
    const autumn = await meeting(of, {
      number: 2,
      slug: 'autumn',
      startsOn: '2017-10-29',
      endsOn: '2017-10-29',
    });
    const twice = { meetingId: autumn, startsAtLocal: '2017-10-29T02:30', endsAtLocal: '2017-10-29T04:00' };
    expect((await add(twice)).userErrors[0].code).toBe('AMBIGUOUS_TIME');
    expect((await add({ ...twice, occurrence: 'LATER' })).agendaItem.startsAt).toBe(
      '2017-10-29T01:30:00+00:00',
    );
  });

  it('refuses days and times that no calendar has, and names the field', async () => {
    const item = await agendaItem(of, meetingId);
    const start = { code: 'INVALID', field: ['input', 'startsAtLocal'] };
    expect((await add({ startsAtLocal: '2017-12-12T25:00' })).userErrors).toMatchObject([start]);
    const move = { id: item.id, expectedVersion: 1, startsAtLocal: '2017-02-30T09:00' };
    expect((await of.lead.ask(MOVE, { input: move })).moveAgendaItem.userErrors).toMatchObject([start]);
    const update = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
      userErrors { code field } } }`;
    const days = { id: meetingId, expectedVersion: 1, endsOn: '2017-02-30' };
    expect((await of.lead.ask(update, { input: days })).updateMeeting.userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'endsOn'] },
    ]);
  });

  it('takes the parts of an item along, and none outside it', async () => {
    const parent = await agendaItem(of, meetingId);
    const part = { parentId: parent.id, startsAtLocal: '2017-12-12T10:30', endsAtLocal: '2017-12-12T11:00' };
    await agendaItem(of, meetingId, part);
    expect((await add({ ...part, endsAtLocal: '2017-12-12T12:30' })).userErrors[0].code).toBe(
      'OUTSIDE_PARENT',
    );
    const move = { id: parent.id, expectedVersion: 1, startsAtLocal: '2017-12-12T14:00' };
    const moved = (await of.lead.ask(MOVE, { input: move })).moveAgendaItem;
    expect(moved).toEqual({
      agendaItem: {
        startsAt: '2017-12-12T13:00:00+00:00',
        endsAtLocal: '2017-12-12T16:00:00',
        children: [{ startsAtLocal: '2017-12-12T14:30:00' }],
      },
      userErrors: [],
    });
    const shorter = { ...move, expectedVersion: 2, endsAtLocal: '2017-12-12T14:45' };
    expect((await of.lead.ask(MOVE, { input: shorter })).moveAgendaItem.userErrors).toEqual([
      { code: 'OUTSIDE_PARENT', field: ['input', 'endsAtLocal'] },
    ]);
  });

  it('moves an item into another one, to its time', async () => {
    const evening = { startsAtLocal: '2017-12-11T17:00', endsAtLocal: '2017-12-11T19:00' };
    const parent = await agendaItem(of, meetingId, { ...evening, title: 'Evening' });
    const { id, version } = await agendaItem(of, meetingId, { title: 'Speech' });
    const move = { id, expectedVersion: version, parentId: parent.id, startsAtLocal: '2017-12-11T17:00' };
    const { agendaItem: moved, userErrors } = (await of.lead.ask(MOVE, { input: move })).moveAgendaItem;
    expect([moved?.endsAtLocal, userErrors]).toEqual(['2017-12-11T19:00:00', []]);
  });

  it('is kept in bounds by the database when somebody goes around the service', async () => {
    const [row] = await tavola.sql(
      `select id, parent_id from agenda_item where parent_id is not null and meeting_id = $1`,
      [meetingId],
    );
    const refused = (change: string, id: unknown, message: string) =>
      expect(tavola.sql(`update agenda_item set ${change} where id = $1`, [id])).rejects.toThrow(message);
    const DAY = `interval '1 day'`;
    const to = (days: string) =>
      `starts_at = starts_at + ${days}, ends_at = ends_at + ${days},
       starts_at_local = to_char(starts_at_local::timestamp + ${days}, 'YYYY-MM-DD"T"HH24:MI:SS'),
       ends_at_local = to_char(ends_at_local::timestamp + ${days}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
    await refused(to(`30 * ${DAY}`), row?.['id'], 'an agenda item lies outside its meeting');
    await refused(to(DAY), row?.['id'], 'an agenda item lies outside its parent');
    await refused(to(DAY), row?.['parent_id'], 'a part of an agenda item lies outside it');
    await refused(`starts_at = starts_at + interval '5 minutes'`, row?.['id'], 'not those of its wall times');
    await expect(
      tavola.sql(`update meeting set ends_on = starts_on where id = $1`, [meetingId]),
    ).rejects.toThrow('the agenda does not fit the meeting');
    // The control: without the trigger the row goes where it should not.
    await tavola.sql('alter table agenda_item disable trigger user', [], tavola.database.ownerUrl);
    await tavola.sql(`update agenda_item set ${to(`30 * ${DAY}`)} where id = $1`, [row?.['id']]);
    await tavola.sql(`update agenda_item set ${to(`-30 * ${DAY}`)} where id = $1`, [row?.['id']]);
    await tavola.sql('alter table agenda_item enable trigger user', [], tavola.database.ownerUrl);
  });

  it('tells the second of two editors that somebody was faster', async () => {
    const { id } = await agendaItem(of, meetingId, {
      startsAtLocal: '2017-12-13T09:00',
      endsAtLocal: '2017-12-13T10:00',
    });
    const edit = async (title: string) =>
      (await of.lead.ask(UPDATE, { input: { id, expectedVersion: 1, title } })).updateAgendaItem;
    expect((await edit('First')).agendaItem).toEqual({ version: 2, title: 'First' });
    expect((await edit('Second')).userErrors[0].code).toBe('CONFLICT');
    const cleared = { id, expectedVersion: 2, title: null };
    expect((await of.lead.ask(UPDATE, { input: cleared })).updateAgendaItem.userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'title'], message: expect.any(String) },
    ]);
  });

  it('is for its organisers until it is published, and frozen then', async () => {
    await of.lead.ask(step('announceMeeting'), { id: meetingId });
    const delegate = await of.as('delegate@skovde.example');
    const agenda = async (variables: object) =>
      (await delegate.ask(AGENDA, { id: meetingId, ...variables })).meeting.agenda;
    expect(await agenda({})).toBeNull();
    expect(await agenda({ draft: true })).toBeNull();
    await publish(of, meetingId);
    const first = await agenda({});
    expect(first.release).toBe(1);
    await agendaItem(of, meetingId, {
      title: 'Added later',
      startsAtLocal: '2017-12-13T11:00',
      endsAtLocal: '2017-12-13T12:00',
    });
    expect(await agenda({})).toEqual(first);
    await publish(of, meetingId);
    expect((await agenda({})).items.length).toBe(first.items.length + 1);
    expect(await agenda({ release: 1 })).toEqual(first);
    await expect(tavola.sql('delete from agenda_release_line')).rejects.toThrow('permission denied');
  });

  it('keeps its wall times when the meeting moves to another zone, and all of it within the days', async () => {
    const helsinki = await of.lead.ask(UPDATE_MEETING, {
      input: { id: meetingId, expectedVersion: 1, timeZone: 'Europe/Helsinki' },
    });
    expect(helsinki.updateMeeting).toEqual({
      meeting: { version: 2, timeZone: 'Europe/Helsinki' },
      userErrors: [],
    });
    const [row] = await tavola.sql(
      `select starts_at = '2017-12-11T07:00Z' as moved, starts_at_local from agenda_item
       where meeting_id = $1 order by starts_at limit 1`,
      [meetingId],
    );
    expect(row).toEqual({ moved: true, starts_at_local: '2017-12-11T09:00:00' });
    const shorter = await of.lead.ask(UPDATE_MEETING, {
      input: { id: meetingId, expectedVersion: 2, endsOn: '2017-12-12' },
    });
    expect(shorter.updateMeeting).toEqual({
      meeting: null,
      userErrors: [{ code: 'OUTSIDE_MEETING', field: ['input', 'endsOn'] }],
    });
    const later = await of.lead.ask(UPDATE_MEETING, {
      input: { id: meetingId, expectedVersion: 2, startsOn: '2017-12-12' },
    });
    expect(later.updateMeeting.userErrors).toEqual([
      { code: 'OUTSIDE_MEETING', field: ['input', 'startsOn'] },
    ]);
    const nowhere = await of.lead.ask(UPDATE_MEETING, {
      input: { id: meetingId, expectedVersion: 2, timeZone: 'Europe/Cervia' },
    });
    expect(nowhere.updateMeeting.userErrors).toEqual([
      { code: 'UNKNOWN_TIME_ZONE', field: ['input', 'timeZone'] },
    ]);
  });

  it('adds a line once, however often a client that got no answer sends it', async () => {
    const once = { idempotencyKey: 'a', startsAtLocal: '2017-12-13T15:00', endsAtLocal: '2017-12-13T16:00' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(once)));
    expect(new Set(answers.map(({ agendaItem }) => agendaItem.id)).size).toBe(1);
    expect((await add({ ...once, title: 'Another' })).userErrors[0].code).toBe('KEY_REUSED');
  });
});
