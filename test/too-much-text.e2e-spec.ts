import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { acceptImport, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, agendaItem, meeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

/** So many lines of 10,000 characters, put in past the services. */
const LINES = `insert into agenda_item (id, meeting_id, kind, title, description, starts_at, ends_at, starts_at_local, ends_at_local)
  select gen_random_uuid(), $1, 'SESSION', '{"en": "0123456789"}', jsonb_build_object('en', repeat('x', 9990)),
    '2017-12-11T09:00Z', '2017-12-11T10:00Z', '2017-12-11T10:00:00', '2017-12-11T11:00:00'
  from generate_series(1, $2::int) returning id`;
const EVERYTHING = `select count(*)::int as rows, sum(version)::int as versions, md5(string_agg(description::text, '' order by id)),
  (select count(*)::int from event) as events, (select count(*)::int from agenda_release) as releases from agenda_item`;
const VERSIONS = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion items { id version } } } }`;

/** Everybody may ask for all texts of an agenda at once. */
describe('more text than an agenda may have', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let number = 10;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());
  beforeEach(async () => {
    number += 1;
    meetingId = await meeting(of, { number, slug: `meeting-${number}` });
  });

  const fill = async (lines: number): Promise<string[]> =>
    (await tavola.sql(LINES, [meetingId, lines])).map(({ id }) => id as string);
  const change = async (mutation: string, input: object, by = of.lead) =>
    (
      await by.ask(
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
  const accept = async (input: object): Promise<object[]> => (await acceptImport(of.lead, input)).userErrors;
  const draft = async () => (await of.lead.ask(VERSIONS, { id: meetingId })).meeting.agenda;
  const versionOf = async (id: string): Promise<number> =>
    (await tavola.sql('select version from agenda_item where id = $1', [id]))[0]?.['version'] as number;
  const edit = async (id: string, changes: object, by = of.lead) =>
    change('updateAgendaItem', { id, expectedVersion: await versionOf(id), ...changes }, by);
  const DRAFT = 'The agenda and what waits for a time would have more than 400,000 characters';
  const RELEASE = 'The published agenda would have more than 400,000 characters';
  /** That this is refused so, and nothing of it written. */
  const refused = async (doing: () => Promise<unknown>, field: readonly string[], words = DRAFT) => {
    const before = await tavola.sql(EVERYTHING);
    expect(await doing()).toEqual([
      { code: 'TOO_MUCH_TEXT', field, message: expect.stringContaining(words) },
    ]);
    expect(await tavola.sql(EVERYTHING)).toEqual(before);
  };
  const line = { kind: 'SESSION', startsAtLocal: '2017-12-12T09:00', endsAtLocal: '2017-12-12T10:00' };
  const waits = { kind: 'MEAL', title: '0123456789', minutes: 90 };
  const long = { description: 'x'.repeat(9_990) };

  it('is taken in by no way in which text comes into a draft', async () => {
    const [first = '', second = ''] = await fill(39);
    expect(await change('addAgendaItem', { meetingId, title: '0123456789', ...line, ...long })).toEqual([]);
    await refused(() => change('addAgendaItem', { meetingId, title: 'x', ...line }), ['input', 'title']);
    await refused(
      () => change('addAgendaItem', { meetingId, title: 'x', description: 'y', ...line }),
      ['input', 'description'],
    );
    await refused(() => change('addUnscheduledItem', { meetingId, ...waits }), ['input', 'title']);
    await refused(() => edit(first, { title: '0123456789a' }), ['input', 'title']);
    const swedish = await of.as('lead@norrkoping.example', 'sv');
    await refused(() => edit(first, { description: 'på svenska' }, swedish), ['input', 'description'], '400');
    const { draftVersion } = await draft();
    const days = { day: '2017-12-12', toDay: '2017-12-13' };
    await refused(
      () => change('duplicateAgendaDay', { meetingId, draftVersion, ...days }),
      ['input', 'toDay'],
    );
    const file = { name: 'agenda.csv', content: 'day;start;end;title\n2017-12-12;14:00;15:00;Visit\n' };
    const { id } = await importFile(of.lead, tavola.url, meetingId, file);
    const { state } = await showImport(of.lead, id);
    await refused(() => accept({ id, draftVersion, addToDraft: true }), ['input', 'id']);
    expect((await showImport(of.lead, id)).state).toBe(state);
    // What waits is counted as it was on the agenda, so it can go there and back; what is removed makes room.
    expect(await verb('unscheduleAgendaItem', second)).toEqual([]);
    await refused(() => change('addAgendaItem', { meetingId, title: 'x', ...line }), ['input', 'title']);
    expect(await edit(first, { title: '012345678', description: `${long.description}y` })).toEqual([]);
    expect(await verb('removeAgendaItem', first)).toEqual([]);
    expect(await change('addUnscheduledItem', { meetingId, ...waits, ...long })).toEqual([]);
  });

  it('comes into no release, neither piece by piece nor as an old one', async () => {
    const taken = await fill(39);
    await agendaItem(of, meetingId, { title: 'Published', ...line });
    await publish(of, meetingId);
    for (const id of taken) expect(await verb('removeAgendaItem', id)).toEqual([]);
    const [{ id: published }] = (await draft()).items;
    // All that was taken out of the draft is still read in the release.
    await refused(
      () => edit(published, { description: 'x'.repeat(9_992) }),
      ['input', 'description'],
      RELEASE,
    );
    expect(await edit(published, { description: 'x'.repeat(9_991) })).toEqual([]);
    const [other = ''] = await fill(2);
    expect(await edit(other, { description: `${long.description}yyy` })).toEqual([]);
    await publish(of, meetingId);
    await refused(() => change('republishAgenda', { meetingId, release: 1 }), ['input', 'release']);
  });

  it('is made less where it is there from before, and not more, nor once more', async () => {
    const owner = tavola.database.ownerUrl;
    for (const able of ['disable', 'enable']) {
      await tavola.sql(`alter table agenda_item ${able} trigger agenda_item_text_fits_when_added`, [], owner);
      if (able === 'disable') await fill(60);
    }
    await publish(of, meetingId);
    const [{ id }] = (await draft()).items;
    expect(await edit(id, { description: 'x'.repeat(9_000) })).toEqual([]);
    expect(await edit(id, { isMandatory: true })).toEqual([]);
    await refused(() => edit(id, { description: 'x'.repeat(9_001) }), ['input', 'description']);
    const { draftVersion } = await draft();
    const later = { fromLocal: '2017-12-11T08:00', minutes: 5 };
    expect(await change('shiftAgenda', { meetingId, draftVersion, ...later })).toEqual([]);
    const clone = { meetingId, number: 90, slug: 'like-it', startsOn: '2018-12-10' };
    await refused(() => change('cloneMeeting', clone), ['input', 'meetingId']);
    expect(await verb('removeAgendaItem', id)).toEqual([]);
  });

  it('is refused to all but one of those who add it at the same moment', async () => {
    await fill(39);
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        change('addAgendaItem', { meetingId, title: `At once ${index}`, ...line, ...long }),
      ),
    );
    expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
  });

  it('would be taken in if the database did not count (control)', async () => {
    const owner = tavola.database.ownerUrl;
    const [id = ''] = await fill(40);
    await publish(of, meetingId);
    await tavola.sql('alter table agenda_item disable trigger agenda_item_text_fits_when_changed', [], owner);
    expect(await edit(id, { description: 'x'.repeat(10_000) })).toEqual([]);
    await tavola.sql('alter table agenda_item enable trigger agenda_item_text_fits_when_changed', [], owner);
  });
});
