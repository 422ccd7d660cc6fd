import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_IMPORT, acceptImport, draftOf, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, meeting, partnership } from './factories/partnership.js';
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
