import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agendaFile } from './factories/agenda-files.js';
import {
  type ImportedFile,
  REQUEST_IMPORT,
  acceptImport,
  draftOf,
  importFile,
  showImport,
} from './factories/agenda-imports.js';
import { send } from './factories/material.js';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CSV = `day;start;end;kind;title;place;room;capacity;speakers;partners;part\r
2017-12-11;09:30;;plenary;Opening;;Sala rossa;;Coordinator, Skövde;Comune di Cervia;\r
11.12.2017;10:30;11:00;coffee break;Coffee;;;;;;\r
11.12.2017;11.00;13:00;working meeting;Impact;;;;Somebody Else;Linz;\r
2017-12-11;11:00;12:00;presentation;Impact in Skövde;;;;;Skövde kommun;yes\r
2017-12-11;12:00;;presentation;Impact in Cervia;Town hall;Attic;;;;yes\r
2017-12-12;;;day;;Bologna;;;;;\r
2017-12-12;14:00;16:30;study visit;Mensa amica;;;30;;;\r
`;

describe('an agenda from a file', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let number = 20;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
  });
  afterAll(() => tavola.stop());

  const scheduled = (changes: object = {}): Promise<string> => {
    number += 1;
    return meeting(of, { slug: `meeting-${number}`, number, ...changes });
  };
  const request = async (by: GraphqlClient, input: object) =>
    (await by.ask(REQUEST_IMPORT, { input })).requestAgendaImport;
  const sent = (by: GraphqlClient, meetingId: string, file: ImportedFile) =>
    importFile(by, tavola.url, meetingId, file);
  const draft = (id: string) => draftOf(of.lead, id);
  const everything = () => tavola.sql('select count(*)::int as items from agenda_item');

  it('is read first, and shows what would come in and what is to be looked at', async () => {
    const id = await scheduled();
    await of.lead.ask('mutation ($input: AddRoomInput!) { addRoom(input: $input) { userErrors { code } } }', {
      input: { meetingId: id, name: 'Sala rossa' },
    });
    const before = await everything();
    const made = await sent(host, id, { name: 'agenda.csv', content: CSV });
    expect(made.answer).toBe('done');
    const { state, problems, items } = await showImport(host, made.id);
    expect([state, await everything()]).toEqual(['CHECKED', before]);
    expect(problems).toEqual([
      {
        row: null,
        column: null,
        code: 'END_INFERRED',
        severity: 'WARNING',
        message: '1 line has no end; each lasts until the next one begins, and is marked so (rows: 2).',
      },
      expect.objectContaining({
        code: 'END_INFERRED',
        message: '1 line has no end; each lasts as long as what it is part of, and is marked so (rows: 6).',
      }),
      expect.objectContaining({ row: 4, column: 'speakers', code: 'UNKNOWN_SPEAKER' }),
      expect.objectContaining({ row: 4, column: 'partners', code: 'UNKNOWN_PARTNER' }),
      expect.objectContaining({ row: 6, column: 'room', code: 'UNKNOWN_ROOM' }),
    ]);
    expect(items[0]).toEqual({
      row: 2,
      parentRow: null,
      kind: 'SESSION',
      sourceKind: 'plenary',
      title: 'Opening',
      description: null,
      startsAtLocal: '2017-12-11T09:30:00',
      endsAtLocal: '2017-12-11T10:30:00',
      endIsInferred: true,
      place: null,
      room: 'Sala rossa',
      capacity: null,
      speakers: ['Coordinator, Skövde'],
      partners: ['Comune di Cervia'],
      unmatchedSpeakers: [],
      unmatchedPartners: [],
    });

    const { draftVersion } = (await draft(id)).agenda;
    const refused = await acceptImport(host, { id: made.id, draftVersion });
    expect(refused).toMatchObject({
      agendaImport: { state: 'CHECKED' },
      userErrors: [{ code: 'IMPORT_HAS_WARNINGS', field: ['input', 'acceptWarnings'] }],
    });
    expect(await everything()).toEqual(before);

    const accepted = await acceptImport(host, { id: made.id, draftVersion, acceptWarnings: true });
    expect(accepted).toMatchObject({ agendaImport: { state: 'ACCEPTED' }, userErrors: [] });
    const lines = (await draft(id)).agenda;
    expect(lines.draftVersion).toBe(draftVersion + 1);
    expect(
      lines.items.map((item: Record<string, unknown>) => [
        item['title'],
        item['kind'],
        item['startsAtLocal'],
        item['endsAtLocal'],
        item['endIsInferred'],
        (item['parent'] as { title: string } | null)?.title ?? null,
      ]),
    ).toEqual([
      ['Opening', 'SESSION', '2017-12-11T09:30:00', '2017-12-11T10:30:00', true, null],
      ['Coffee', 'BREAK', '2017-12-11T10:30:00', '2017-12-11T11:00:00', false, null],
      ['Impact', 'SESSION', '2017-12-11T11:00:00', '2017-12-11T13:00:00', false, null],
      ['Impact in Skövde', 'PRESENTATION', '2017-12-11T11:00:00', '2017-12-11T12:00:00', false, 'Impact'],
      ['Impact in Cervia', 'PRESENTATION', '2017-12-11T12:00:00', '2017-12-11T13:00:00', true, 'Impact'],
      ['Mensa amica', 'SITE_VISIT', '2017-12-12T14:00:00', '2017-12-12T16:30:00', false, null],
    ]);
    const [opening, , impact, , attic, visit] = lines.items;
    expect(opening).toMatchObject({
      room: { name: 'Sala rossa' },
      speakers: [{ name: 'Coordinator, Skövde' }],
      partners: [{ slug: 'cervia' }],
    });
    expect(impact).toMatchObject({
      description: null,
      speakers: [],
      unmatchedSpeakers: ['Somebody Else'],
      unmatchedPartners: ['Linz'],
    });
    expect(attic).toMatchObject({ description: 'Room: Attic', room: null, place: 'Town hall' });
    expect(visit).toMatchObject({ place: 'Bologna', capacity: 30, sourceKind: 'study visit' });

    // Whoever got no answer sends the same again.
    const again = await acceptImport(host, { id: made.id, draftVersion, acceptWarnings: true });
    expect(again).toMatchObject({ agendaImport: { state: 'ACCEPTED' }, userErrors: [] });
    expect((await draft(id)).agenda).toEqual(lines);
    const events = await tavola.sql(
      `select kind, details from event where meeting_id = $1 and kind like 'agenda%' order by id`,
      [id],
    );
    expect(events.map(({ kind }) => kind)).toEqual([
      'agendaImport.requested',
      'agendaImport.checked',
      'agenda.imported',
    ]);
    expect(events[2]?.['details']).toEqual({ importId: made.id, items: 6, stated: 0 });
  });

  it('with an error comes in not at all, whatever is accepted', async () => {
    const id = await scheduled();
    const content =
      'day,start,end,title\n2017-12-11,9:00,10:00,One\n2017-12-11,25:00,26:00,Two\n,9:00,10:00,Three\n';
    const made = await sent(of.lead, id, { name: 'agenda.csv', content });
    const { problems } = await showImport(of.lead, made.id);
    expect(problems.map(({ row, column, code }: Record<string, unknown>) => [row, column, code])).toEqual([
      [3, 'start', 'MALFORMED_TIME'],
      [3, 'end', 'MALFORMED_TIME'],
      [4, 'day', 'MISSING'],
    ]);
    const { draftVersion } = (await draft(id)).agenda;
    const answer = await acceptImport(of.lead, { id: made.id, draftVersion, acceptWarnings: true });
    expect(answer.userErrors).toEqual([
      {
        code: 'IMPORT_HAS_ERRORS',
        field: ['input', 'id'],
        message:
          'The file has 3 errors, so nothing was imported. Mend what the list names and import the file again.',
      },
    ]);
    expect((await draft(id)).agenda).toEqual({ draftVersion, items: [] });
  });

  it('comes beside lines that are there only when that is said, and never over a newer draft', async () => {
    const id = await scheduled();
    await agendaItem(of, id);
    const content = 'day,start,end,title,kind\n2017-12-11,9:00,10:00,One,session\n';
    const made = await sent(host, id, { name: 'agenda.csv', content });
    const { draftVersion } = (await draft(id)).agenda;
    const stale = await acceptImport(host, { id: made.id, draftVersion: draftVersion - 1 });
    expect(stale.userErrors).toMatchObject([{ code: 'CONFLICT', field: ['input', 'draftVersion'] }]);
    const full = await acceptImport(host, { id: made.id, draftVersion });
    expect(full.userErrors).toMatchObject([{ code: 'DRAFT_NOT_EMPTY', field: ['input', 'addToDraft'] }]);
    const added = await acceptImport(host, { id: made.id, draftVersion, addToDraft: true });
    expect(added.userErrors).toEqual([]);
    expect((await draft(id)).agenda.items).toHaveLength(2);
  });

  it('is compared again when it is accepted, and shows what has changed', async () => {
    const id = await scheduled();
    const content = 'day,start,end,title,kind\n2017-12-13,9:00,10:00,One,session\n';
    const made = await sent(host, id, { name: 'agenda.csv', content });
    expect((await showImport(host, made.id)).problems).toEqual([]);
    const { version, agenda } = await draft(id);
    const shorter = { id, expectedVersion: version, endsOn: '2017-12-12' };
    await host.ask(
      'mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }',
      {
        input: shorter,
      },
    );
    const { draftVersion } = agenda;
    const changed = await acceptImport(host, { id: made.id, draftVersion });
    expect(changed).toMatchObject({
      agendaImport: { state: 'CHECKED', problems: [{ code: 'OUTSIDE_MEETING' }] },
      userErrors: [{ code: 'IMPORT_OUTDATED' }],
    });
    const refused = await acceptImport(host, { id: made.id, draftVersion });
    expect(refused.userErrors).toMatchObject([{ code: 'IMPORT_HAS_ERRORS' }]);
    expect((await draft(id)).agenda.items).toEqual([]);
  });

  it('of a real meeting comes in whole, with how many took part from where', async () => {
    const facts = { place: 'Miercurea Nirajului', country: 'RO', timeZone: 'Europe/Bucharest' };
    const id = await scheduled({ ...facts, startsOn: '2015-07-31', endsOn: '2015-08-02' });
    const made = await sent(host, id, { name: '08.json', content: await agendaFile('08') });
    const { version, agenda } = await draft(id);
    const { draftVersion } = agenda;
    const accepted = await acceptImport(host, { id: made.id, draftVersion, acceptWarnings: true });
    expect(accepted.userErrors).toEqual([]);
    const { agenda: after, stated, version: newVersion } = await draft(id);
    expect(newVersion).toBe(version + 1);
    expect(after.items).toHaveLength(14);
    expect(after.items[0]).toMatchObject({
      kind: 'ARRIVAL',
      sourceKind: 'arrival',
      startsAtLocal: '2015-07-31T00:00:00',
      endsAtLocal: '2015-08-01T00:00:00',
      endIsInferred: true,
    });
    expect(stated.slice(0, 2)).toEqual([
      { text: '168', exact: 168, atLeast: null, source: '08.json', town: null, country: null, partner: null },
      {
        text: '67',
        exact: 67,
        atLeast: null,
        source: '08.json',
        town: 'Miercurea Nirajului',
        country: { code: 'RO' },
        partner: null,
      },
    ]);
    // The number of a town is not taken for that of the meeting.
    const { meeting } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { attendance(groupBy: [PARTNER]) { stated { exact } } } }`,
      { id },
    );
    expect(meeting.attendance.stated).toEqual([{ exact: 168 }]);
  });

  it('tells its problems in the language of whoever reads them', async () => {
    const id = await scheduled();
    const made = await sent(host, id, { name: 'agenda.csv', content: 'day,title\n1/2/2017,One\n' });
    const swedish = await of.as('coordinator@cervia.example', 'sv');
    expect((await showImport(swedish, made.id)).problems[0].message).toBe(
      '”1/2/2017” är ingen dag som kan läsas på bara ett sätt. Skriv den som 2017-12-31 eller 31.12.2017.',
    );
  });

  it('is seen by the organisers alone, and its bytes come from whoever asked for it', async () => {
    const meetingId = await scheduled();
    const delegate = await of.as('delegate@skovde.example');
    const content = Buffer.from('day,start,end,title\n2017-12-11,9:00,10:00,One\n');
    const input = { meetingId, fileName: 'agenda.csv', size: content.length };
    const { agendaImport, uploadUrl } = await request(host, input);
    const address = tavola.url + new URL(uploadUrl).pathname;
    expect(await send(of.lead, address, content)).toMatch(/^404/);
    expect(await send(delegate, address, content)).toMatch(/^404/);
    expect(await send(host, address, content)).toBe('done');
    expect(await showImport(delegate, agendaImport.id)).toBeNull();
    expect(await showImport(of.lead, agendaImport.id)).toMatchObject({ state: 'CHECKED' });
  });
});
