import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { askPaper, paperOf } from './setup/papers.js';
import { describeReadingPdfs, factsOf, linesOf, standingOf, tagsOf } from './setup/poppler.js';
import { Tavola } from './setup/tavola.js';

const CONFIRM = `mutation ($id: ID!) { confirmParticipation(id: $id) { registration { id } } }`;
const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }`;
const ADD_ROOM = `mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }`;

describe('lists', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  let desk: GraphqlClient;
  let auditor: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const { addRoom } = await of.lead.ask(ADD_ROOM, {
      input: { meetingId, name: 'Sala Rubicone', house: 'Magazzini del Sale' },
    });
    const speakerIds = [of.personIds['coordinator@skovde.example']];
    const session = {
      kind: 'SESSION',
      title: '#Atvēršana & *sveiciens*',
      roomId: addRoom.room.id,
      speakerIds,
    };
    const morning = { startsAtLocal: '2017-12-11T09:00', endsAtLocal: '2017-12-11T10:30' };
    await agendaItem(of, meetingId, { ...session, ...morning });
    itemId = (await agendaItem(of, meetingId, { kind: 'SITE_VISIT', title: 'Saltworks', capacity: 1 })).id;
    await publish(of, meetingId);
    const named = [
      ['Ķēniņš Ģirts', 'daugavpils', 1],
      ['Åke Öberg', 'skovde', 1],
      ['Đorđe Žižić', 'skovde', 2],
    ] as const;
    for (const [name, partner, seats] of named) {
      const id = await nameDelegate(of, meetingId, { partner, name, seats });
      await of.lead.ask(CONFIRM, { id });
      if (partner === 'daugavpils' || name === 'Åke Öberg')
        await tavola.sql(
          `insert into sign_up (id, meeting_id, item_id, registration_id, state, number, signed_up_at)
           select gen_random_uuid(), $1, $2, $3, $4, coalesce(max(number), 0) + 1, now() from sign_up where item_id = $2`,
          [meetingId, itemId, id, partner === 'daugavpils' ? 'CONFIRMED' : 'WAITLISTED'],
        );
    }
    const [people, email] = [{ language: 'en' }, 'desk@cervia.example'];
    const partnerId = of.partnerIds['cervia'];
    await of.lead.ask(INVITE, {
      input: { ...people, email, role: 'HOST_DESK', partnerId, meetingId, name: 'A desk' },
    });
    const { projectId } = of;
    const audits = { role: 'AUDITOR', endsOn: '2018-12-31', name: 'An auditor', email: 'auditor@eu.example' };
    await of.lead.ask(INVITE, { input: { ...people, ...audits, projectId } });
    desk = await of.as('desk@cervia.example');
    auditor = await of.as('auditor@eu.example');
  });
  afterAll(() => tavola.stop());

  const path = (name: string, query = '') => `/files/meetings/${meetingId}/${name}.pdf${query}`;

  describeReadingPdfs('as others read them', () => {
    it('name who comes, by partner, and nothing more of them', async () => {
      const pdf = await paperOf(tavola, desk, path('participants'));
      expect(linesOf(pdf)).toEqual([
        'Participants: Final meeting',
        'EVOLAQ · 11 – 13 December 2017 · Cervia',
        '3 people',
        'No. Name Partner Town, country As',
        '1 Ķēniņš Ģirts Daugavpils pilsētas dome Daugavpils, Latvia Delegate',
        '2 Åke Öberg Skövde kommun Skövde, Sweden Delegate',
        '3 Đorđe Žižić Skövde kommun Skövde, Sweden Delegate',
        'Participants: Final meeting 1/1',
      ]);
      expect(factsOf(pdf)).toMatchObject({ Title: 'Participants: Final meeting', Tagged: 'yes' });
      expect(standingOf(pdf)).toEqual({ language: 'en', universalAccess: true });
      expect(tagsOf(pdf)).toEqual(expect.arrayContaining(['Table', 'THead', 'TH', 'TD']));
    });

    it('are in the language that is asked for, with its dates', async () => {
      const second = async (language: string) =>
        linesOf(await paperOf(tavola, desk, path('participants', `?lang=${language}`)))[1];
      expect(await second('lv')).toBe('EVOLAQ · 2017. gada 11.–13. decembris · Cervia');
      expect(await second('hr')).toBe('EVOLAQ · 11. – 13. prosinca 2017. · Cervia');
      expect(await second('fi')).toBe('EVOLAQ · 11.–13. joulukuuta 2017 · Cervia');
    });

    it('tell day by day what is in which room', async () => {
      const pdf = await paperOf(tavola, await of.as('delegate@skovde.example'), path('rooms', '?lang=it'));
      expect(linesOf(pdf)).toEqual([
        'Sale: Final meeting',
        'EVOLAQ · 11–13 dicembre 2017 · Cervia',
        'lunedì 11 dicembre 2017',
        'Sala Rubicone, Magazzini del Sale',
        'Orario Attività Relatori',
        '09:00–10:30 #Atvēršana & *sveiciens* Coordinator, Skövde',
        'martedì 12 dicembre 2017',
        'Nessuna sala indicata',
        'Orario Attività Relatori',
        '10:00–12:00 Saltworks',
        'Sale: Final meeting 1/1',
      ]);
      expect(standingOf(pdf)).toEqual({ language: 'it', universalAccess: true });
    });

    it('name who has a place in an item, and who waits', async () => {
      const expected = [
        'Places: Final meeting',
        'EVOLAQ · 11 – 13 December 2017 · Cervia',
        'Saltworks',
        'Tuesday, 12 December 2017, 10:00–12:00 · 1 person',
        'No. Name Partner Here',
        '1 Ķēniņš Ģirts Daugavpils pilsētas dome',
        'Waiting list',
        'No. Name Partner Here',
        '1 Åke Öberg Skövde kommun',
        'Places: Final meeting 1/1',
      ];
      for (const query of ['', `?item=${itemId}`]) {
        const pdf = await paperOf(tavola, desk, path('places', query));
        expect(linesOf(pdf)).toEqual(expected);
        expect(standingOf(pdf)).toEqual({ language: 'en', universalAccess: true });
      }
      for (const query of [`?item=${meetingId}`, '?item=x'])
        expect((await askPaper(tavola, desk, path('places', query))).status).toBe(404);
    });
  });

  it('are for whom they are made', async () => {
    await tavola.person('stranger@elsewhere.example');
    const who: Record<string, GraphqlClient> = {
      lead: of.lead,
      host: await of.as('coordinator@cervia.example'),
      desk,
      auditor,
      coordinator: await of.as('coordinator@skovde.example'),
      delegate: await of.as('delegate@daugavpils.example'),
      stranger: await of.as('stranger@elsewhere.example'),
      nobody: tavola.anonymous(),
    };
    const answers: Record<string, number[]> = {};
    for (const [name, client] of Object.entries(who))
      answers[name] = await Promise.all(
        ['participants', 'rooms', 'places'].map(
          async (list) => (await askPaper(tavola, client, path(list))).status,
        ),
      );
    expect(answers).toEqual({
      lead: [200, 200, 200],
      host: [200, 200, 200],
      desk: [200, 200, 200],
      auditor: [200, 200, 404],
      coordinator: [404, 200, 404],
      delegate: [404, 200, 404],
      stranger: [404, 404, 404],
      nobody: [404, 404, 404],
    });
  });
});
