import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Partnership, meeting, openMeeting, partnership, publish } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const SEARCH = `query ($project: String!, $text: String!, $kinds: [SearchKind!]) {
  search(project: $project, text: $text, kinds: $kinds) { id kind heading } }`;

interface Hit {
  readonly id: string;
  readonly kind: string;
  readonly heading: string;
}

describe('search for rooms, for what waits, and for people', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    delegate = await of.as('delegate@skovde.example');
  });
  afterAll(() => tavola.stop());

  const search = async (client: GraphqlClient, text: string, more: object = {}): Promise<Hit[]> =>
    (await client.ask(SEARCH, { project: 'evolaq', text, ...more })).search;
  const headings = (hits: readonly Hit[]) => hits.map(({ heading }) => heading);

  it('finds rooms for who sees their meeting, and what waits for its organisers alone', async () => {
    const draftId = await meeting(of, { number: 20, slug: 'planned' });
    const room = async (meetingOf: string, name: string): Promise<string> =>
      (
        await of.lead.ask(
          'mutation ($input: AddRoomInput!) { addRoom(input: $input) { room { id } userErrors { code } } }',
          { input: { meetingId: meetingOf, name, house: 'Palazzo Verde' } },
        )
      ).addRoom.room.id;
    const id = await room(meetingId, 'Limonaia');
    await room(draftId, 'Serra');
    const rooms = async (client: GraphqlClient, text: string) =>
      headings(await search(client, text, { kinds: ['ROOM'] }));
    for (const [text, delegates, leads] of [
      ['limonia', ['Limonaia'], ['Limonaia']],
      ['palazzo verde', ['Limonaia'], ['Limonaia', 'Serra']],
      ['serra', [], ['Serra']],
    ] as const)
      expect([text, await rooms(delegate, text), await rooms(of.lead, text)]).toEqual([
        text,
        delegates,
        leads,
      ]);
    await of.lead.ask('mutation ($id: ID!) { removeRoom(id: $id) { userErrors { code } } }', { id });
    expect(await rooms(of.lead, 'limonaia')).toEqual([]);

    const added = await of.lead.ask(
      `mutation ($input: AddUnscheduledItemInput!) { addUnscheduledItem(input: $input) { unscheduledItem { id } } }`,
      { input: { meetingId, kind: 'SOCIAL', title: 'Kayak regatta', minutes: 60 } },
    );
    const waiting: string = added.addUnscheduledItem.unscheduledItem.id;
    const kinds = async (client: GraphqlClient) =>
      (await search(client, 'kayak')).map((hit) => [hit.kind, hit.id, hit.heading]);
    const found = (kind: string) => [[kind, waiting, 'Kayak regatta']];
    expect(await kinds(of.lead)).toEqual(found('UNSCHEDULED_ITEM'));
    expect(await kinds(await of.as('coordinator@cervia.example'))).toEqual(found('UNSCHEDULED_ITEM'));
    expect(await kinds(delegate)).toEqual([]);
    expect(await search(of.lead, 'kayak', { kinds: ['AGENDA_ITEM'] })).toEqual([]);
    await of.lead.ask(
      `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`,
      { input: { id: waiting, expectedVersion: 1, startsAtLocal: '2017-12-13T18:00' } },
    );
    expect(await kinds(of.lead)).toEqual(found('AGENDA_ITEM'));
    await publish(of, meetingId);
    await of.lead.ask('mutation ($id: ID!) { unscheduleAgendaItem(id: $id) { userErrors { code } } }', {
      id: waiting,
    });
    expect(await kinds(of.lead)).toEqual([...found('AGENDA_ITEM'), ...found('UNSCHEDULED_ITEM')]);
    expect(await kinds(delegate)).toEqual(found('AGENDA_ITEM'));
  });

  it('finds people in each project in which they have a part, by the name that they have', async () => {
    const leadPartner = { slug: 'norrkoping', name: 'Norrköping', town: 'Norrköping', country: 'SE' };
    const { createProject } = await of.lead.ask(
      `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id leadPartner { id } } } }`,
      { input: { slug: 'second', acronym: 'SECOND', title: 'Second', languages: ['en'], leadPartner } },
    );
    const lead = await of.as('lead@norrkoping.example');
    const inBoth = async (text: string) =>
      Promise.all(
        ['evolaq', 'second'].map(async (project) => headings(await search(lead, text, { project }))),
      );
    expect(await inBoth('delegate daugavpils')).toEqual([['Delegate, Daugavpils'], []]);
    const member = {
      role: 'DELEGATE',
      name: 'Delegate, Daugavpils',
      email: 'delegate@daugavpils.example',
      language: 'lv',
    };
    await lead.ask(
      `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { userErrors { code } } }`,
      { input: { partnerId: createProject.project.leadPartner.id, ...member } },
    );
    expect(await inBoth('delegate daugavpils')).toEqual([['Delegate, Daugavpils'], ['Delegate, Daugavpils']]);
    const personId = of.personIds['delegate@daugavpils.example'];
    await tavola.sql(`update person set name = 'Zaiga Ozola' where id = $1`, [personId]);
    expect(await inBoth('zaiga')).toEqual([['Zaiga Ozola'], ['Zaiga Ozola']]);
    expect(await inBoth('delegate daugavpils')).toEqual([[], []]);
    const kept = async () =>
      (await tavola.sql('select project_id from search_document where subject_id = $1', [personId])).length;
    expect(await kept()).toBe(2);
    await tavola.sql(
      'delete from membership where person_id = $1 and project_id = $2',
      [personId, createProject.project.id],
      tavola.database.superuserUrl,
    );
    expect(await kept()).toBe(1);
  });
});
