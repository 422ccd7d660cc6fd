import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_LIST, acceptList, importList, showList } from './factories/delegate-imports.js';
import { type Partnership, invite, openMeeting, partnership } from './factories/partnership.js';
import { row, workbook } from './factories/workbook.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const PEOPLE = `select p.name, p.email, p.language, r.state, r.arrives_at_local, r.leaves_at_local
  from registration r join person p on p.id = r.person_id where r.meeting_id = $1 order by p.email`;

describe('a list of people', () => {
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let cervia: GraphqlClient;
  let number = 30;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    skovde = await of.as('coordinator@skovde.example', 'sv');
    cervia = await of.as('coordinator@cervia.example', 'it');
  });
  afterAll(() => tavola.stop());

  /** Open, with seats for Skövde. */
  const open = async (seats: number): Promise<string> => {
    number += 1;
    const meetingId = await openMeeting(of, { slug: `meeting-${number}`, number });
    await invite(of, meetingId, 'skovde', seats);
    return meetingId;
  };
  const send = (meetingId: string, content: string | Buffer, name = 'people.csv', by = skovde) =>
    importList(by, tavola.url, { meetingId, partnerId: of.partnerIds['skovde'], content, name });
  const people = (meetingId: string) => tavola.sql(PEOPLE, [meetingId]);
  const codes = (list: { problems: { row: number; column: string; code: string }[] }) =>
    list.problems.map(({ row, column, code }) => [row, column, code]);

  it('is shown before anybody is named, and then names all with one event and one mail each', async () => {
    const meetingId = await open(3);
    const { id, answer } = await send(
      meetingId,
      '\uFEFFName;E-Mail;language;Arrival;Arrival time;Departure\r\n' +
        'Åsa Öberg;Asa@skovde.example;Schwedisch;10.12.2017;18:30;2017-12-13\r\n' +
        'Jānis Bērziņš;janis@skovde.example;lv;;;\r\n',
    );
    expect(answer).toBe('done');
    expect(await showList(skovde, id)).toEqual({
      state: 'CHECKED',
      acceptedAt: null,
      partner: { slug: 'skovde' },
      problems: [],
      delegates: [
        {
          row: 2,
          name: 'Åsa Öberg',
          email: 'asa@skovde.example',
          language: 'sv',
          partner: 'Skövde kommun',
          arrivesAtLocal: '2017-12-10T18:30:00',
          leavesAtLocal: '2017-12-13T23:59:00',
          isRegistered: false,
        },
        {
          row: 3,
          name: 'Jānis Bērziņš',
          email: 'janis@skovde.example',
          language: 'lv',
          partner: 'Skövde kommun',
          arrivesAtLocal: null,
          leavesAtLocal: null,
          isRegistered: false,
        },
      ],
    });
    expect(await people(meetingId)).toEqual([]);
    expect(tavola.mailsTo('asa@skovde.example')).toEqual([]);

    // Whoever gets no answer accepts again, also at the same moment.
    const all = await Promise.all([1, 2, 3].map(() => acceptList(skovde, id)));
    for (const answered of all)
      expect(answered).toEqual({
        delegateImport: { state: 'ACCEPTED', problems: [], delegates: [] },
        userErrors: [],
      });
    const stay = { arrives_at_local: '2017-12-10T18:30:00', leaves_at_local: '2017-12-13T23:59:00' };
    expect(await people(meetingId)).toEqual([
      { name: 'Åsa Öberg', email: 'asa@skovde.example', language: 'sv', state: 'INVITED', ...stay },
      {
        name: 'Jānis Bērziņš',
        email: 'janis@skovde.example',
        language: 'lv',
        state: 'INVITED',
        arrives_at_local: null,
        leaves_at_local: null,
      },
    ]);
    await tavola.mailTo('asa@skovde.example', (text) => text.includes('Öberg'));
    await tavola.mailTo('janis@skovde.example', (text) => text.includes('Bērziņš'));
    expect(tavola.mailsTo('asa@skovde.example')).toHaveLength(1);
    const events = await tavola.sql(
      `select kind, jsonb_array_length(details -> 'registrationIds') as named from event where meeting_id = $1
        and kind like 'delegate%' order by id`,
      [meetingId],
    );
    expect(events).toEqual([
      { kind: 'delegateImport.requested', named: null },
      { kind: 'delegateImport.checked', named: null },
      { kind: 'delegates.imported', named: 2 },
    ]);
    // What it said is kept by nobody.
    expect(
      await tavola.sql('select source, problems, delegates from delegate_import where id = $1', [id]),
    ).toEqual([{ source: null, problems: [], delegates: [] }]);
  });

  it('tells all that is wrong by row, in the language of whoever asks, and names nobody', async () => {
    const meetingId = await open(9);
    const { id } = await send(
      meetingId,
      [
        'name,email,language,partner,arrivalDay,departureDay,diet',
        'Anna A,anna@skovde.example,sv,,2017-12-12,2017-12-11,vegan',
        ',nobody@skovde.example,sv,,,,',
        'www.evil.example,evil@skovde.example,sv,,,,',
        'Bo B,bo at skovde,klingon,,12/11/2017,,',
        'Cia C,ANNA@skovde.example,sv,Comune di Cervia,,,',
        '=cmd,dan@skovde.example,sv,,2018-12-12,,',
        'Eva \u202Eavlis,eva@skovde.example,sv,Skövde kommun,,,',
        'Delegate,delegate@cervia.example,,,,,',
      ].join('\n'),
    );
    const shown = await showList(skovde, id);
    expect(codes(shown)).toEqual([
      [null, 'language', 'LANGUAGE_ASSUMED'],
      [1, 'diet', 'COLUMN_UNKNOWN'],
      [2, 'departureDay', 'LEAVES_BEFORE'],
      [3, 'name', 'MISSING'],
      [4, 'name', 'NO_NAME'],
      [5, 'email', 'NO_ADDRESS'],
      [5, 'language', 'UNKNOWN_LANGUAGE'],
      [5, 'arrivalDay', 'MALFORMED_DAY'],
      [6, 'partner', 'OTHER_PARTNER'],
      [6, 'email', 'ADDRESS_TWICE'],
      [7, 'name', 'FORMULA'],
      [7, 'arrivalDay', 'NOT_THERE'],
      [8, 'name', 'HIDDEN_CHARACTERS'],
      [9, 'email', 'OF_ANOTHER_PARTNER'],
    ]);
    expect(shown.problems[0].message).toBe(
      'Rad 9 har inget språk, så personen får mejl på svenska, precis som du.',
    );
    expect((await acceptList(skovde, id, true)).userErrors).toMatchObject([{ code: 'IMPORT_HAS_ERRORS' }]);
    expect(await people(meetingId)).toEqual([]);
  });

  it('leaves out who is registered, and is looked at again when somebody else has registered one', async () => {
    const meetingId = await open(3);
    const content = 'name,email,language\nOld,old@skovde.example,sv\nNew,new@skovde.example,sv\n';
    const first = await send(meetingId, content.replace('New,new@skovde.example,sv\n', ''));
    expect((await acceptList(skovde, first.id)).userErrors).toEqual([]);
    const { id } = await send(meetingId, content);
    expect(codes(await showList(skovde, id))).toEqual([[2, 'email', 'REGISTERED']]);
    expect((await acceptList(skovde, id)).userErrors).toMatchObject([{ code: 'IMPORT_HAS_WARNINGS' }]);
    // Meanwhile the new one is named by hand.
    const third = await send(meetingId, 'name,email,language\nNew,new@skovde.example,sv\n');
    expect((await acceptList(skovde, third.id)).userErrors).toEqual([]);
    expect((await acceptList(skovde, id, true)).userErrors).toMatchObject([{ code: 'IMPORT_OUTDATED' }]);
    expect(codes(await showList(skovde, id))).toEqual([
      [2, 'email', 'REGISTERED'],
      [3, 'email', 'REGISTERED'],
    ]);
    expect((await acceptList(skovde, id, true)).userErrors).toEqual([]);
    expect((await people(meetingId)).map(({ email }) => email)).toEqual([
      'new@skovde.example',
      'old@skovde.example',
    ]);
    expect(tavola.mailsTo('old@skovde.example').length).toBeLessThanOrEqual(1);
  });

  it('with more people than seats names nobody, and all when there are enough', async () => {
    const meetingId = await open(1);
    const { id } = await send(
      meetingId,
      'name,email,language\nOne,one@skovde.example,sv\nTwo,two@skovde.example,sv\n',
    );
    const [problem] = (await showList(skovde, id)).problems;
    expect(problem).toMatchObject({ row: null, code: 'NO_SEATS', severity: 'ERROR' });
    expect(problem.message).toBe(
      'Skövde kommun har 1 plats kvar, och listan behöver 2. Ingen anmäls: ta bort några personer eller be projektets lead partner om fler platser.',
    );
    expect((await acceptList(skovde, id)).userErrors).toMatchObject([{ code: 'IMPORT_HAS_ERRORS' }]);
    expect(await people(meetingId)).toEqual([]);
    await invite(of, meetingId, 'skovde', 2);
    expect((await acceptList(skovde, id)).userErrors).toMatchObject([{ code: 'IMPORT_OUTDATED' }]);
    expect((await acceptList(skovde, id)).userErrors).toEqual([]);
    expect(await people(meetingId)).toHaveLength(2);
  });

  it('of several partners is for the lead partner, and comes as a workbook, too', async () => {
    const meetingId = await open(2);
    await invite(of, meetingId, 'daugavpils', 1);
    const rows = [
      row(1, ['name', 'email', 'language', 'organisation']),
      row(2, ['Sven', 'sven@skovde.example', 'sv', 'Skövde kommun']),
      row(3, ['Ilze', 'ilze@daugavpils.example', 'lv', 'Daugavpils pilsētas dome']),
    ];
    const content = workbook({ rows: rows.join('') });
    const list = { meetingId, content, name: 'people.xlsx' };
    await expect(importList(skovde, tavola.url, list)).rejects.toThrow('FORBIDDEN');
    await expect(importList(cervia, tavola.url, list)).rejects.toThrow('FORBIDDEN');
    const { id } = await importList(of.lead, tavola.url, list);
    expect((await showList(of.lead, id)).problems).toEqual([]);
    expect(await showList(skovde, id)).toBeNull();
    expect(await showList(cervia, id)).toBeNull();
    expect((await acceptList(of.lead, id)).userErrors).toEqual([]);
    expect((await people(meetingId)).map(({ email }) => email)).toEqual([
      'ilze@daugavpils.example',
      'sven@skovde.example',
    ]);
  });

  it('is taken neither for another partner, nor as what is no table', async () => {
    const meetingId = await open(2);
    const ask = async (by: GraphqlClient, input: object) =>
      (await by.ask(REQUEST_LIST, { input: { meetingId, fileName: 'a.csv', size: 9, ...input } }))
        .requestDelegateImport.userErrors;
    const skovdes = { partnerId: of.partnerIds['skovde'] };
    expect(await ask(cervia, skovdes)).toMatchObject([{ code: 'FORBIDDEN', field: ['input', 'partnerId'] }]);
    expect(await ask(skovde, { ...skovdes, fileName: 'a.json' })).toMatchObject([{ code: 'LIST_TYPE' }]);
    expect(await ask(skovde, { ...skovdes, size: 5_000_001 })).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
    const bomb = workbook({ rows: '', more: [{ name: 'xl/media/a', content: Buffer.alloc(60_000_000) }] });
    const { answer } = await send(meetingId, bomb, 'people.xlsx');
    expect(answer).toMatch(/^422 \{"code":"ZIP_BOMB"/);
  });

  it('that is the template has nothing wrong but its days', async () => {
    const meetingId = await open(2);
    for (const name of ['delegates.csv', 'delegates.xlsx']) {
      const template = await fetch(`${tavola.url}/templates/${name}`);
      const { id } = await send(meetingId, Buffer.from(await template.arrayBuffer()), name);
      // Its days are of another meeting.
      expect(codes(await showList(skovde, id))).toEqual([[2, 'arrivalDay', 'NOT_THERE']]);
    }
  });
});
