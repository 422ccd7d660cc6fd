import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock } from './setup/fixed-clock.js';
import { type Partnership, agendaItem, meeting, partnership, publish } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const SEEN = `query ($id: ID!) { meeting(id: $id) { rooms { id } unscheduledItems { id }
  agenda(draft: true) { draftVersion items { id title } } } }`;
/** What is there already, put in past the services. */
const LINES = `insert into agenda_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local)
  select gen_random_uuid(), $1, 'SESSION', jsonb_build_object('en', 'Line ' || n), '2017-12-11T09:00Z', '2017-12-11T10:00Z',
    '2017-12-11T10:00:00', '2017-12-11T11:00:00' from generate_series(1, $2::int) n`;
const WAITING = `insert into agenda_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local,
    removed_at, is_waiting)
  select gen_random_uuid(), $1, 'SESSION', '{"en": "Waits"}', '2017-12-11T09:00Z', '2017-12-11T10:00Z',
    '2017-12-11T10:00:00', '2017-12-11T11:00:00', now(), true from generate_series(1, $2::int)`;
const ROOMS = `insert into room (id, meeting_id, name)
  select gen_random_uuid(), $1, 'Room ' || n from generate_series(1, $2::int) n`;
const RECORD = `insert into carried_out_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local)
  select gen_random_uuid(), $1, 'SESSION', '{"en": "Was"}', '2017-12-11T09:00Z', '2017-12-11T10:00Z',
    '2017-12-11T10:00:00', '2017-12-11T11:00:00' from generate_series(1, $2::int)`;
const COUNTS = `select count(*)::int as rows, sum(version)::int as versions,
  (select count(*)::int from event) as events from agenda_item`;

/** A list that is read has a bound. What would come beyond it would be cut off without a word. */
describe('more than is read in one list', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-11T08:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: `meeting-${number}` });
  });

  const fill = (rows: string, count: number) => tavola.sql(rows, [meetingId, count]);
  const change = async (mutation: string, input: object) =>
    (
      await of.lead.ask(
        `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) { userErrors { code field message } } }`,
        { input },
      )
    ).it.userErrors;
  const verb = async (mutation: string, id: string) =>
    (
      await of.lead.ask(
        `mutation ($id: ID!) { it: ${mutation}(id: $id) { userErrors { code field message } } }`,
        { id },
      )
    ).it.userErrors;
  const seen = async () => (await of.lead.ask(SEEN, { id: meetingId })).meeting;
  const line = { kind: 'SESSION', startsAtLocal: '2017-12-12T09:00', endsAtLocal: '2017-12-12T10:00' };
  const waits = { kind: 'MEAL', title: 'Dinner', minutes: 90 };
  const tooMany = (field: readonly string[], words: string) => [
    { code: 'TOO_MANY_ITEMS', field, message: expect.stringContaining(words) },
  ];
  /** That this is refused so, and nothing of it written. */
  const refused = async (
    doing: () => Promise<unknown>,
    ...expected: Parameters<typeof tooMany>
  ): Promise<void> => {
    const before = await tavola.sql(COUNTS);
    expect(await doing()).toEqual(tooMany(...expected));
    expect(await tavola.sql(COUNTS)).toEqual(before);
  };
  const LINES_400 = 'The agenda would have more than 400 lines';

  it('is no line of a draft, by whatever way it would come', async () => {
    const waiting = await fill(`${WAITING} returning id`, 1);
    const other = await agendaItem(of, meetingId, { ...line, title: 'Evening' });
    await publish(of, meetingId);
    await verb('removeAgendaItem', other.id);
    await agendaItem(of, meetingId, { ...line, title: 'Other' });
    await publish(of, meetingId);
    await fill(LINES, 398);
    expect(await change('addAgendaItem', { meetingId, title: 'The last', ...line })).toEqual([]);
    const { draftVersion, items } = (await seen()).agenda;
    expect(items).toHaveLength(400);
    await refused(
      () => change('addAgendaItem', { meetingId, title: 'More', ...line }),
      ['input', 'meetingId'],
      LINES_400,
    );
    await refused(
      () =>
        change('moveAgendaItem', {
          id: waiting[0]?.['id'],
          expectedVersion: 1,
          startsAtLocal: '2017-12-12T12:00',
        }),
      ['input', 'id'],
      LINES_400,
    );
    await refused(
      () => change('duplicateAgendaDay', { meetingId, draftVersion, day: '2017-12-12', toDay: '2017-12-13' }),
      ['input', 'toDay'],
      LINES_400,
    );
    await refused(
      () => change('republishAgenda', { meetingId, release: 1 }),
      ['input', 'release'],
      LINES_400,
    );
    // What is there is changed, taken out and put back as ever.
    expect(
      await change('shiftAgenda', { meetingId, draftVersion, fromLocal: '2017-12-12T08:00', minutes: 5 }),
    ).toEqual([]);
    expect(await verb('unscheduleAgendaItem', items[0].id)).toEqual([]);
    expect(await change('addAgendaItem', { meetingId, title: 'Instead', ...line })).toEqual([]);
  });

  it('is nothing that waits, nor part of an item, nor line of the record', async () => {
    const session = await agendaItem(of, meetingId, { ...line, title: 'Session' });
    await publish(of, meetingId);
    await fill(WAITING, 399);
    expect(await change('addUnscheduledItem', { meetingId, ...waits })).toEqual([]);
    expect((await seen()).unscheduledItems).toHaveLength(400);
    const words = 'More than 400 items would wait for a time';
    await refused(() => change('addUnscheduledItem', { meetingId, ...waits }), ['input', 'meetingId'], words);
    await refused(() => verb('unscheduleAgendaItem', session.id), ['id'], words);

    const parentId = session.id;
    await fill(LINES, 60);
    await tavola.sql(
      `update agenda_item set parent_id = $2, starts_at = $3, ends_at = $4, starts_at_local = '2017-12-12T09:00:00',
         ends_at_local = '2017-12-12T10:00:00' where meeting_id = $1 and title->>'en' like 'Line%'`,
      [meetingId, parentId, '2017-12-12T08:00Z', '2017-12-12T09:00Z'],
    );
    await refused(
      () => change('addAgendaItem', { meetingId, title: 'Part', parentId, ...line }),
      ['input', 'parentId'],
      'The item would have more than 60 parts',
    );

    expect(await verb('beginCarriedOutAgenda', meetingId)).toEqual([]);
    await fill(RECORD, 399);
    await refused(
      () => change('addCarriedOutItem', { meetingId, title: 'Unplanned', ...line }),
      ['input', 'meetingId'],
      'The record would have more than 400 lines',
    );
  });

  it('is no room of a meeting, also of one like another that has too many from before', async () => {
    await fill(ROOMS, 99);
    expect(await change('addRoom', { meetingId, name: 'The last' })).toEqual([]);
    expect((await seen()).rooms).toHaveLength(100);
    await refused(
      () => change('addRoom', { meetingId, name: 'One more' }),
      ['input', 'meetingId'],
      'The meeting would have more than 100 rooms',
    );
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table room disable trigger room_fits', [], owner);
    await tavola.sql(ROOMS.replace(`'Room '`, `'Old '`), [meetingId, 1]);
    await tavola.sql('alter table room enable trigger room_fits', [], owner);
    const clone = { meetingId, number: 90, slug: 'like-it', startsOn: '2018-12-10' };
    await refused(() => change('cloneMeeting', clone), ['input', 'meetingId'], 'more than 100 rooms');
  });

  it('is refused to all but one of those who come at the same moment', async () => {
    await fill(LINES, 399);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        change('addAgendaItem', { meetingId, title: `At once ${index}`, ...line }),
      ),
    );
    expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
    expect((await seen()).agenda.items).toHaveLength(400);
  });

  it('would be cut off without a word if the database did not count (control)', async () => {
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table agenda_item disable trigger agenda_item_fits_when_added', [], owner);
    await fill(LINES, 400);
    expect(await change('addAgendaItem', { meetingId, title: 'Unseen', ...line })).toEqual([]);
    await tavola.sql('alter table agenda_item enable trigger agenda_item_fits_when_added', [], owner);
    const { items } = (await seen()).agenda;
    expect(items).toHaveLength(400);
    expect(items.map(({ title }: { title: string }) => title)).not.toContain('Unseen');
    // What is too much from before can be taken out, one by one.
    expect(await verb('removeAgendaItem', items[0].id)).toEqual([]);
  });
});
