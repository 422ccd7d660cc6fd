import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptImport, draftOf, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const NAME = 'Anna Svensson, phone 070-123 45 67';
const CSV = `Day;Start;End;Kind;Title;Speakers;Partners
2017-12-11;09:00;10:00;presentation;Volunteers;${NAME};Bureau Berger
`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version unmatchedSpeakers unmatchedPartners } userErrors { code field } } }`;
const RELEASE = `query ($id: ID!) { meeting(id: $id) { agenda { items {
  id version title description unmatchedSpeakers unmatchedPartners } } } }`;
const DUPLICATE = `mutation ($input: DuplicateAgendaDayInput!) { duplicateAgendaDay(input: $input) {
  userErrors { code field } } }`;

describe('names in a file that mean nobody of the project', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let importId: string;
  const itemOf = async (by: GraphqlClient) =>
    (await by.ask(RELEASE, { id: meetingId })).meeting.agenda.items[0];

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const made = await importFile(of.lead, tavola.url, meetingId, { name: 'agenda.csv', content: CSV });
    importId = made.id;
    const { draftVersion } = (await draftOf(of.lead, meetingId)).agenda;
    await acceptImport(of.lead, { id: made.id, draftVersion, acceptWarnings: true });
    await publish(of, meetingId);
  });
  afterAll(() => tavola.stop());

  it('are told with where they stand, and are not in the description', async () => {
    const { problems, items } = await showImport(of.lead, importId);
    expect(problems.map(({ code, message }: Record<string, string>) => [code, message])).toEqual([
      ['UNKNOWN_SPEAKER', expect.stringContaining('stands in unmatchedSpeakers, for organisers alone')],
      ['UNKNOWN_PARTNER', expect.stringContaining('stands in unmatchedPartners, for organisers alone')],
    ]);
    expect(items[0]).toMatchObject({ description: null, unmatchedSpeakers: [NAME] });
  });

  it('are on no public page', async () => {
    for (const exit of ['agenda', 'agenda.json', 'agenda.ics']) {
      const answer = await fetch(`${tavola.url}/p/evolaq/cervia/${exit}`, {
        headers: tavola.anonymous().headers,
      });
      const told = await answer.text();
      expect([exit, answer.status, told.includes('Volunteers')]).toEqual([exit, 200, true]);
      for (const hidden of ['Anna', '070-123', 'Berger'])
        expect([exit, told.includes(hidden)]).toEqual([exit, false]);
    }
  });

  it('are read by organisers, and by nobody else', async () => {
    expect(await itemOf(of.lead)).toMatchObject({
      description: null,
      unmatchedSpeakers: [NAME],
      unmatchedPartners: ['Bureau Berger'],
    });
    for (const who of ['delegate@skovde.example', 'coordinator@skovde.example'])
      expect(await itemOf(await of.as(who))).toMatchObject({
        title: 'Volunteers',
        unmatchedSpeakers: null,
        unmatchedPartners: null,
      });
  });

  it('go along to another day, and stay until somebody settles them', async () => {
    const { draftVersion } = (await draftOf(of.lead, meetingId)).agenda;
    const input = { meetingId, draftVersion, day: '2017-12-11', toDay: '2017-12-12' };
    const { duplicateAgendaDay } = await of.lead.ask(DUPLICATE, { input });
    expect(duplicateAgendaDay.userErrors).toEqual([]);
    const { items } = (await draftOf(of.lead, meetingId)).agenda;
    expect(items.map((item: Record<string, unknown>) => item['unmatchedSpeakers'])).toEqual([[NAME], [NAME]]);

    const { id, version } = await itemOf(of.lead);
    const settle = async (changes: object) =>
      (await of.lead.ask(UPDATE, { input: { id, expectedVersion: version, ...changes } })).updateAgendaItem;
    const refused = await settle({ unmatchedSpeakers: ['x'.repeat(301)] });
    expect(refused.userErrors).toMatchObject([{ field: ['input', 'unmatchedSpeakers'] }]);
    expect(await settle({ unmatchedSpeakers: [] })).toEqual({
      agendaItem: { version: version + 1, unmatchedSpeakers: [], unmatchedPartners: ['Bureau Berger'] },
      userErrors: [],
    });
    // Nor are they kept by what tells of the change.
    const events = await tavola.sql(`select details::text from event where meeting_id = $1`, [meetingId]);
    expect(events.filter(({ details }) => String(details).includes('Anna'))).toEqual([]);
  });
});
