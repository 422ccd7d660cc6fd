import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptImport, draftOf, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const ADD_ROOM = `mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }`;
const REMOVE = `mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }`;
const CSV = `day,start,end,kind,title,room,part
2017-12-11,14:45,15:30,session,New,Sala rossa,
2017-12-11,14:50,15:00,session,Its part,Sala rossa,yes
2017-12-11,15:30,16:00,session,After it,Sala rossa,
`;

describe('an agenda from a file beside lines that have exclusive rooms', () => {
  let tavola: Tavola;
  let of: Partnership;
  let number = 20;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const withRoom = async (isExclusive = true) => {
    number += 1;
    const id = await meeting(of, { slug: `meeting-${number}`, number });
    const input = { meetingId: id, name: 'Sala rossa', isExclusive };
    return { id, roomId: (await of.lead.ask(ADD_ROOM, { input })).addRoom.room.id as string };
  };
  const taking = (id: string, roomId: string) =>
    agendaItem(of, id, {
      title: 'Steering committee',
      roomId,
      startsAtLocal: '2017-12-11T14:00',
      endsAtLocal: '2017-12-11T15:00',
    });
  const accept = async (meetingId: string, id: string) => {
    const { draftVersion } = (await draftOf(of.lead, meetingId)).agenda;
    return acceptImport(of.lead, { id, draftVersion, addToDraft: true, acceptWarnings: true });
  };
  const TAKEN = {
    row: 2,
    column: 'room',
    code: 'ROOM_TAKEN_IN_DRAFT',
    severity: 'ERROR',
    message: expect.stringContaining(
      '“Steering committee” has this room in the draft on 2017-12-11 from 14:00 to 15:00',
    ),
  };

  it('is told at its row which line of the draft has the room, and comes in when that is gone', async () => {
    const { id, roomId } = await withRoom();
    const line = await taking(id, roomId);
    const made = await importFile(of.lead, tavola.url, id, { name: 'agenda.csv', content: CSV });
    expect((await showImport(of.lead, made.id)).problems).toEqual([TAKEN]);
    expect((await accept(id, made.id)).userErrors).toMatchObject([{ code: 'IMPORT_HAS_ERRORS' }]);
    await of.lead.ask(REMOVE, { id: line.id });
    const changed = await accept(id, made.id);
    expect(changed).toMatchObject({
      agendaImport: { problems: [] },
      userErrors: [{ code: 'IMPORT_OUTDATED' }],
    });
    expect(changed.userErrors[0].message).not.toContain('row');
    expect((await accept(id, made.id)).userErrors).toEqual([]);
  });

  it('is told when it is accepted, where the draft has changed since', async () => {
    const { id, roomId } = await withRoom();
    const made = await importFile(of.lead, tavola.url, id, { name: 'agenda.csv', content: CSV });
    expect((await showImport(of.lead, made.id)).problems).toEqual([]);
    await taking(id, roomId);
    const { userErrors } = await accept(id, made.id);
    expect(userErrors).toMatchObject([
      { code: 'IMPORT_OUTDATED', message: expect.stringContaining('Mend row 2 first') },
    ]);
    expect((await showImport(of.lead, made.id)).problems).toEqual([TAKEN]);
    expect((await draftOf(of.lead, id)).agenda.items).toHaveLength(1);
  });

  it('comes in where the room has any number of lines', async () => {
    const { id, roomId } = await withRoom(false);
    await taking(id, roomId);
    const made = await importFile(of.lead, tavola.url, id, { name: 'agenda.csv', content: CSV });
    expect((await showImport(of.lead, made.id)).problems).toEqual([]);
    expect((await accept(id, made.id)).userErrors).toEqual([]);
  });
});
