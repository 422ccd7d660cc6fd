import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestMaterial } from './factories/material.js';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const SEEN = `query ($id: ID!) { meeting(id: $id) { number slug title place timeZone startsOn endsOn mode state agendaIsPublic translations { text }
  country { code } hostPartner { slug } rooms { name isExclusive }
  unscheduledItems { title minutes }
  agenda(draft: true) { items { title startsAt startsAtLocal endsAtLocal parent { title } room { name }
    speakers { name } partners { slug } } }
  materialRequests { kind dueAt dueAtLocal state partner { slug } agendaItem { title } }
  invitations { seats } registrations { totalCount } } }`;

describe('a meeting like another one', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  /** Cervia in December: a session with a part in the hall, lunch, something that waits, and what is due a month before. */
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await meeting(of, { agendaIsPublic: false });
    const { room } = await does(
      'addRoom',
      { meetingId, name: 'Great hall', isExclusive: true },
      'room { id }',
    );
    const times = { startsAtLocal: '2017-12-12T09:00', endsAtLocal: '2017-12-12T11:00' };
    const session = await agendaItem(of, meetingId, { title: 'Session', roomId: room.id, ...times });
    const part = await agendaItem(of, meetingId, {
      title: 'Part',
      parentId: session.id,
      speakerIds: [of.personIds['delegate@skovde.example']],
      partnerIds: [of.partnerIds['skovde']],
      ...times,
    });
    await does(
      'addUnscheduledItem',
      { meetingId, kind: 'MEAL', title: 'Dinner', minutes: 90 },
      'agendaItem { id }',
    );
    await requestMaterial(of, meetingId, {
      dueAtLocal: '2017-11-11T12:00',
      partnerIds: [of.partnerIds['skovde']],
      agendaItemId: part.id,
    });
  });
  afterAll(() => tavola.stop());

  const does = async (mutation: string, input: object, payload: string, by = of.lead) =>
    (
      await by.ask(
        `mutation ($input: ${inputOf(mutation)}!) { it: ${mutation}(input: $input) {
          ${payload} userErrors { code field } } }`,
        { input },
      )
    ).it;
  const seen = async (id: string) => (await of.lead.ask(SEEN, { id })).meeting;
  const count = async () => (await tavola.sql('select count(*)::int from meeting'))[0]?.['count'];

  it('has its agenda and deadlines as far from its first day, also where a clock is changed in between', async () => {
    const input = { meetingId, number: 10, slug: 'spring', startsOn: '2018-04-09' };
    const { meeting: made, userErrors } = await does('cloneMeeting', input, 'meeting { id }');
    expect(userErrors).toEqual([]);
    expect((await does('cloneMeeting', input, 'meeting { id }')).userErrors).toMatchObject([
      { code: 'DUPLICATE' },
    ]);
    expect(await seen(made.id)).toEqual({
      number: 10,
      slug: 'spring',
      title: 'Final meeting',
      place: 'Cervia',
      timeZone: 'Europe/Rome',
      startsOn: '2018-04-09',
      endsOn: '2018-04-11',
      mode: 'ON_SITE',
      state: 'DRAFT',
      agendaIsPublic: false,
      translations: [{ text: 'Final meeting' }],
      country: { code: 'IT' },
      hostPartner: { slug: 'cervia' },
      rooms: [{ name: 'Great hall', isExclusive: true }],
      unscheduledItems: [{ title: 'Dinner', minutes: 90 }],
      agenda: {
        items: [
          {
            title: 'Session',
            startsAt: '2018-04-10T07:00:00+00:00',
            startsAtLocal: '2018-04-10T09:00:00',
            endsAtLocal: '2018-04-10T11:00:00',
            parent: null,
            room: { name: 'Great hall' },
            speakers: [],
            partners: [],
          },
          {
            title: 'Part',
            startsAt: '2018-04-10T07:00:00+00:00',
            startsAtLocal: '2018-04-10T09:00:00',
            endsAtLocal: '2018-04-10T11:00:00',
            parent: { title: 'Session' },
            room: null,
            speakers: [{ name: 'Delegate, Skövde' }],
            partners: [{ slug: 'skovde' }],
          },
        ],
      },
      materialRequests: [
        {
          kind: 'PRESENTATION',
          dueAt: '2018-03-10T11:00:00+00:00',
          dueAtLocal: '2018-03-10T12:00:00',
          state: expect.any(String),
          partner: { slug: 'skovde' },
          // Its line is not published yet.
          agendaItem: null,
        },
      ],
      invitations: [],
      registrations: { totalCount: 0 },
    });
  });

  it('leaves rooms and place behind when another partner hosts it, in its own zone', async () => {
    const input = {
      meetingId,
      number: 11,
      slug: 'skovde',
      startsOn: '2018-06-04',
      hostPartnerId: of.partnerIds['skovde'],
      place: 'Skövde',
      country: 'SE',
      timeZone: 'Europe/Helsinki',
    };
    const { meeting: made } = await does('cloneMeeting', input, 'meeting { id }');
    const { rooms, place, country, hostPartner, agenda, materialRequests } = await seen(made.id);
    expect({ rooms, place, country, hostPartner }).toEqual({
      rooms: [],
      place: 'Skövde',
      country: { code: 'SE' },
      hostPartner: { slug: 'skovde' },
    });
    expect(agenda.items[0]).toMatchObject({ startsAt: '2018-06-05T06:00:00+00:00', room: null });
    // What waits finds its time there, too.
    const ids = 'query ($id: ID!) { meeting(id: $id) { unscheduledItems { id version } } }';
    const [{ id, version: expectedVersion }] = (await of.lead.ask(ids, { id: made.id })).meeting
      .unscheduledItems;
    const move = { id, expectedVersion, startsAtLocal: '2018-06-04T13:00' };
    expect(await does('moveAgendaItem', move, 'agendaItem { endsAtLocal }')).toEqual({
      agendaItem: { endsAtLocal: '2018-06-04T14:30:00' },
      userErrors: [],
    });
    // The country of a place is none of an online meeting.
    const { meeting: read } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: made.id,
    });
    const online = { id: made.id, expectedVersion: read.version, mode: 'ONLINE' };
    await does('updateMeeting', online, 'meeting { id }');
    const again = { ...input, meetingId: made.id, number: 14, slug: 'online' };
    expect((await does('cloneMeeting', again, 'meeting { id }')).userErrors).toEqual([
      { code: 'ONLINE_COUNTRY', field: ['input', 'country'] },
    ]);
    expect(materialRequests[0].dueAt).toBe('2018-05-05T09:00:00+00:00');
  });

  it('is refused where its time does not exist on the new day, and nothing is left of it', async () => {
    await agendaItem(of, meetingId, {
      title: 'Night walk',
      startsAtLocal: '2017-12-13T02:30',
      endsAtLocal: '2017-12-13T04:00',
    });
    const before = await count();
    const refused = async (changes: object, by = of.lead) =>
      (
        await does(
          'cloneMeeting',
          { meetingId, number: 12, slug: 'night', startsOn: '2018-03-23', ...changes },
          'meeting { id }',
          by,
        )
      ).userErrors;
    expect(await refused({})).toEqual([{ code: 'NONEXISTENT_TIME', field: ['input', 'startsOn'] }]);
    expect(await refused({ slug: 'cervia' })).toEqual([{ code: 'DUPLICATE', field: ['input', 'slug'] }]);
    for (const startsOn of ['2018-02-30', '0001-01-01', '9999-12-20'])
      expect(await refused({ startsOn })).toEqual([{ code: 'INVALID', field: ['input', 'startsOn'] }]);
    expect(await refused({ startsOn: '2018-04-01' }, await of.as('coordinator@cervia.example'))).toEqual([
      { code: 'FORBIDDEN', field: ['input', 'meetingId'] },
    ]);
    expect(await count()).toBe(before);
  });

  it('can be all meetings of a project that is a template, with deadlines for the partners that there are', async () => {
    const { project } = await does(
      'createProject',
      {
        slug: 'next',
        acronym: 'NEXT',
        title: 'The next project',
        languages: ['en'],
        leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
      },
      'project { id }',
    );
    const partner = { slug: 'cervia', name: 'Comune di Cervia', town: 'Cervia', country: 'IT' };
    await does('addPartner', { projectId: project.id, ...partner }, 'partner { id }');
    const input = { fromProjectId: of.projectId, projectId: project.id, startsOn: '2019-12-09' };
    const { meetings, userErrors } = await does(
      'cloneMeetings',
      input,
      'meetings { slug startsOn hostPartner { slug } }',
    );
    expect(userErrors).toEqual([]);
    expect(meetings).toEqual([
      { slug: 'cervia', startsOn: '2019-12-09', hostPartner: { slug: 'cervia' } },
      { slug: 'spring', startsOn: '2020-04-06', hostPartner: { slug: 'cervia' } },
      { slug: 'skovde', startsOn: '2020-06-01', hostPartner: { slug: 'norrkoping' } },
    ]);
    const { project: made } = await of.lead.ask(
      `{ project(slug: "next") { meeting(slug: "spring") { agenda(draft: true) { items { title speakers { name } } }
        materialRequests { dueAtLocal dueAt partner { slug } } } } }`,
    );
    expect(made.meeting.agenda.items.map(({ speakers }: { speakers: unknown }) => speakers)).toEqual([
      [],
      [],
    ]);
    expect(made.meeting.materialRequests).toEqual(
      ['cervia', 'norrkoping'].map((slug) => ({
        dueAtLocal: '2020-03-07T12:00:00',
        dueAt: '2020-03-07T11:00:00+00:00',
        partner: { slug },
      })),
    );
    expect((await does('cloneMeetings', input, 'meetings { slug }')).userErrors).toEqual([
      { code: 'DUPLICATE', field: ['input', 'projectId'] },
    ]);
    const itself = { ...input, projectId: of.projectId };
    expect((await does('cloneMeetings', itself, 'meetings { slug }')).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'fromProjectId'] },
    ]);
  });

  it('owes in another project what most partners owed, of as many the earliest', async () => {
    const lead = { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' };
    const began = async (slug: string, acronym: string): Promise<string> =>
      (
        await does(
          'createProject',
          { slug, acronym, title: slug, languages: ['en'], leadPartner: lead },
          'project { id }',
        )
      ).project.id;
    const from = await began('template', 'TEMPLATE');
    const partnerIds: string[] = [];
    for (const slug of ['cervia', 'skovde', 'daugavpils', 'torino'])
      partnerIds.push(
        (
          await does(
            'addPartner',
            { projectId: from, slug, name: slug, town: slug, country: 'IT' },
            'partner { id }',
          )
        ).partner.id,
      );
    const id = await meeting({ ...of, projectId: from, partnerIds: { cervia: partnerIds[0] as string } });
    const owes = async (kind: string, title: string, day: string, who: readonly number[]) => {
      const ids = who.map((index) => partnerIds[index]);
      await requestMaterial(of, id, { kind, title, dueAtLocal: `2017-11-${day}T12:00`, partnerIds: ids });
    };
    await owes('PRESENTATION', 'By one', '02', [0]);
    await owes('PRESENTATION', 'By two', '20', [1, 2]);
    await owes('PRESENTATION', 'By the last', '28', [3]);
    await owes('BIOGRAPHY', 'Later', '10', [0, 1]);
    await owes('BIOGRAPHY', 'Sooner', '08', [2, 3]);
    const projectId = await began('after', 'AFTER');
    const { userErrors } = await does(
      'cloneMeetings',
      { fromProjectId: from, projectId, startsOn: '2017-12-11' },
      'meetings { slug }',
    );
    expect(userErrors).toEqual([]);
    const { project } = await of.lead.ask(
      '{ project(slug: "after") { meeting(slug: "cervia") { materialRequests { kind title dueAtLocal } } } }',
    );
    expect(project.meeting.materialRequests).toEqual([
      { kind: 'BIOGRAPHY', title: 'Sooner', dueAtLocal: '2017-11-08T12:00:00' },
      { kind: 'PRESENTATION', title: 'By two', dueAtLocal: '2017-11-20T12:00:00' },
    ]);
  });
});
