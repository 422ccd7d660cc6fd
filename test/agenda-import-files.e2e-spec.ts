import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_IMPORT, acceptImport, draftOf, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { row, workbook } from './factories/workbook.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('a file of an agenda', () => {
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
  const draft = (id: string) => draftOf(of.lead, id);

  const CLEAN =
    'day,start,end,title,kind,room\n2017-12-11,9:00,10:00,One,session,\n2017-12-11,10:00,11:00,Two,session,Hall\n';
  const withHall = async (): Promise<string> => {
    const id = await scheduled();
    const add =
      'mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }';
    const { addRoom } = await of.lead.ask(add, { input: { meetingId: id, name: 'Hall', isExclusive: true } });
    hall = addRoom.room.id;
    return id;
  };
  let hall: string;

  it('comes in as a whole or not at all, also where a room is taken by what is there', async () => {
    const id = await withHall();
    const made = await importFile(host, tavola.url, id, { name: 'agenda.csv', content: CLEAN });
    const times = { startsAtLocal: '2017-12-11T10:30', endsAtLocal: '2017-12-11T11:30' };
    const there = await agendaItem(of, id, { roomId: hall, ...times });
    const { draftVersion } = (await draft(id)).agenda;
    const input = { id: made.id, draftVersion, addToDraft: true };
    const refused = await acceptImport(host, input);
    expect(refused.userErrors).toMatchObject([{ code: 'IMPORT_OUTDATED', field: ['input', 'id'] }]);
    expect((await draft(id)).agenda).toMatchObject({ draftVersion, items: [{ room: { name: 'Hall' } }] });
    // The control: it is that line alone that kept it out.
    await host.ask('mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }', {
      id: there.id,
    });
    const now = { ...input, draftVersion: draftVersion + 1 };
    expect((await acceptImport(host, now)).userErrors).toMatchObject([{ code: 'IMPORT_OUTDATED' }]);
    const after = await acceptImport(host, now);
    expect(after.userErrors).toEqual([]);
    expect((await draft(id)).agenda.items).toHaveLength(2);
  });

  it('comes in once, however many accept it at the same moment', async () => {
    const id = await withHall();
    const made = await importFile(host, tavola.url, id, { name: 'agenda.csv', content: CLEAN });
    const { draftVersion } = (await draft(id)).agenda;
    const input = { id: made.id, draftVersion, addToDraft: true };
    const all = await Promise.all([host, of.lead, host, of.lead].map((by) => acceptImport(by, input)));
    expect(all.map(({ agendaImport, userErrors }) => [agendaImport.state, userErrors.length])).toEqual(
      all.map(() => ['ACCEPTED', 0]),
    );
    expect((await draft(id)).agenda).toMatchObject({ draftVersion: draftVersion + 1 });
    expect((await draft(id)).agenda.items).toHaveLength(2);
  });

  it('that is no workbook is not read, and says why', async () => {
    const id = await scheduled();
    const bomb = workbook({ rows: '', more: [{ name: 'xl/media/a', content: Buffer.alloc(60_000_000) }] });
    const made = await importFile(host, tavola.url, id, { name: 'agenda.xlsx', content: bomb });
    expect(made.answer).toBe(
      '422 {"code":"ZIP_BOMB","message":"The file unpacks to more than is accepted."}',
    );
    expect(await showImport(host, made.id)).toMatchObject({
      state: 'REJECTED',
      items: [],
      problems: [
        {
          row: null,
          code: 'REFUSED',
          severity: 'ERROR',
          message:
            'The file was not read: it unpacks to more than is accepted. Save it again, or start from the template.',
        },
      ],
    });
    const { draftVersion } = (await draft(id)).agenda;
    const answer = await acceptImport(host, { id: made.id, draftVersion, acceptWarnings: true });
    expect(answer.userErrors).toMatchObject([{ code: 'IMPORT_HAS_ERRORS' }]);
  });

  it('from a workbook has its wall times in the night in which the clock is put back', async () => {
    const id = await scheduled({ startsOn: '2027-10-30', endsOn: '2027-10-31' });
    const rows = [
      row(1, ['day', 'start', 'startOffset', 'end', 'title', 'kind']),
      row(2, ['2027-10-31', '02:30', 'first', '03:30', 'Early', 'session']),
      row(3, ['2027-10-31', '02:30', '+01:00', '03:30', 'Late', 'session']),
    ];
    const content = workbook({ rows: rows.join('') });
    const made = await importFile(host, tavola.url, id, { name: 'agenda.xlsx', content });
    expect((await showImport(host, made.id)).problems).toEqual([]);
    const { draftVersion } = (await draft(id)).agenda;
    const accepted = await acceptImport(host, { id: made.id, draftVersion });
    expect(accepted.userErrors).toEqual([]);
    const instants = await tavola.sql(
      'select title, starts_at, ends_at - starts_at as lasts from agenda_item where meeting_id = $1 order by id',
      [id],
    );
    expect(JSON.parse(JSON.stringify(instants))).toEqual([
      { title: { en: 'Early' }, starts_at: '2027-10-31T00:30:00.000Z', lasts: { hours: 2 } },
      { title: { en: 'Late' }, starts_at: '2027-10-31T01:30:00.000Z', lasts: { hours: 1 } },
    ]);
  });

  it.each([
    [{ fileName: 'agenda.ods', size: 10 }, 'IMPORT_TYPE', 'fileName'],
    [{ fileName: 'agenda.csv', size: 5_000_001 }, 'FILE_TOO_LARGE', 'size'],
    [{ fileName: 'agenda.csv', size: 10, lastItemMinutes: 2 }, 'INVALID', 'lastItemMinutes'],
  ])('is refused before a byte is sent: %j', async (input, code, field) => {
    const meetingId = await scheduled();
    const { agendaImport, userErrors } = await request(host, { meetingId, ...input });
    expect(agendaImport).toBeNull();
    expect(userErrors).toMatchObject([{ code, field: ['input', field] }]);
  });
});
