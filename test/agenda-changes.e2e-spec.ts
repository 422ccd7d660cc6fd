import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { WRITTEN } from '../src/platform/events/written.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const CHANGES = `query ($id: ID!, $since: Int!, $until: Int, $draft: Boolean, $partnerId: ID, $personId: ID) {
  meeting(id: $id) {
    agendaChanges(since: $since, until: $until, draft: $draft, partnerId: $partnerId, personId: $personId) {
      kinds
      before { title startsAtLocal place speakers { name } partners { name } }
      after { title startsAtLocal place speakers { name } partners { name } } } } }`;
const MOVE = `mutation ($input: MoveAgendaItemInput!) { moveAgendaItem(input: $input) { userErrors { code } } }`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { code } } }`;
const REMOVE = `mutation ($id: ID!) { removeAgendaItem(id: $id) { userErrors { code } } }`;
const REGISTER = `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id } } }`;
const REPUBLISH = `mutation ($input: RepublishAgendaInput!) { republishAgenda(input: $input) {
  meeting { agenda { release } } userErrors { code field } } }`;
const SHORTEN = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code } } }`;
const SIGN_UP = `mutation ($id: ID!) { signUp(input: { agendaItemId: $id }) { userErrors { code } } }`;

describe('what has changed in an agenda', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let delegate: GraphqlClient;
  /** By title. */
  const items: Record<string, { id: string; version: number }> = {};

  /** Release 1: a talk of Cervia, a workshop that a delegate of Skövde has a place in, a visit, and lunch for all. */
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const speakerIds = [of.personIds['delegate@cervia.example']];
    const add = async (title: string, changes: object) => {
      items[title] = await agendaItem(of, meetingId, { title, ...changes });
    };
    await add('Talk', {
      kind: 'PRESENTATION',
      startsAtLocal: '2017-12-11T09:00',
      endsAtLocal: '2017-12-11T09:30',
      capacity: 80,
      speakerIds,
    });
    await add('Workshop', { capacity: 2 });
    await add('Visit', {
      kind: 'SITE_VISIT',
      startsAtLocal: '2017-12-12T12:00',
      endsAtLocal: '2017-12-12T12:30',
      capacity: 20,
      partnerIds: [of.partnerIds['daugavpils']],
    });
    await add('Lunch', {
      kind: 'MEAL',
      startsAtLocal: '2017-12-12T13:00',
      endsAtLocal: '2017-12-12T14:00',
      place: 'Canteen',
    });
    await publish(of, meetingId);
    await invite(of, meetingId, 'skovde', 5);
    delegate = await of.as('delegate@skovde.example');
    await delegate.ask(REGISTER, { id: meetingId });
    await delegate.ask(SIGN_UP, { id: items['Workshop']?.id });
  });
  afterAll(() => tavola.stop());

  const changes = async (by: GraphqlClient, asked: object) =>
    (await by.ask(CHANGES, { id: meetingId, ...asked })).meeting.agendaChanges as Answer[];
  /** What differs, by title, as one line each. */
  const said = async (by: GraphqlClient, asked: object): Promise<string[]> =>
    (await changes(by, asked)).map(
      ({ kinds, before, after }) => `${(after ?? before)?.title}: ${kinds.join(', ')}`,
    );
  /** With the version that it has by now. */
  const edit = (mutation: string, title: string, input: object) => {
    const item = items[title] as { id: string; version: number };
    item.version += 1;
    return of.lead.ask(mutation, { input: { id: item.id, expectedVersion: item.version - 1, ...input } });
  };
  const move = (title: string, startsAtLocal: string) => edit(MOVE, title, { startsAtLocal });
  const update = (title: string, input: object) => edit(UPDATE, title, input);
  const republish = async (release: number, id = meetingId) =>
    (await of.lead.ask(REPUBLISH, { input: { meetingId: id, release } })).republishAgenda;

  it('is nothing where nothing has, and nothing of a release that is not there', async () => {
    expect(await changes(of.lead, { since: 1 })).toEqual([]);
    expect(await changes(of.lead, { since: 7 })).toEqual([]);
  });

  it('is told of the draft to its organisers alone', async () => {
    await move('Workshop', '2017-12-12T14:00');
    await update('Lunch', { place: 'Beach' });
    await update('Talk', { speakerIds: [of.personIds['delegate@daugavpils.example']] });
    await of.lead.ask(REMOVE, { id: items['Visit']?.id });
    items['Dinner'] = await agendaItem(of, meetingId, {
      title: 'Dinner',
      kind: 'MEAL',
      startsAtLocal: '2017-12-12T20:00',
      endsAtLocal: '2017-12-12T22:00',
    });
    const all = ['Talk: SPEAKERS', 'Visit: REMOVED', 'Lunch: PLACE', 'Workshop: TIME', 'Dinner: ADDED'];
    expect(await said(of.lead, { since: 1, draft: true })).toEqual(all);
    expect(await said(await of.as('coordinator@cervia.example'), { since: 1, draft: true })).toEqual(all);
    expect(await said(delegate, { since: 1, draft: true })).toEqual([]);
  });

  it('keeps who spoke in a release, whoever speaks in the draft', async () => {
    const { meeting } = await delegate.ask(
      `query ($id: ID!) { meeting(id: $id) { agenda { items { title speakers { name } } } } }`,
      { id: meetingId },
    );
    expect(meeting.agenda.items[0]).toEqual({ title: 'Talk', speakers: [{ name: 'Delegate, Cervia' }] });
  });

  it('is told line by line, as it was and as it is', async () => {
    await publish(of, meetingId);
    const [talk, visit, lunch] = await changes(delegate, { since: 1 });
    expect([talk?.before?.speakers, talk?.after?.speakers]).toEqual([
      [{ name: 'Delegate, Cervia' }],
      [{ name: 'Delegate, Daugavpils' }],
    ]);
    expect(visit).toEqual({
      kinds: ['REMOVED'],
      before: {
        title: 'Visit',
        startsAtLocal: '2017-12-12T12:00:00',
        place: null,
        speakers: [],
        partners: [{ name: 'Daugavpils pilsētas dome' }],
      },
      after: null,
    });
    expect([lunch?.before?.place, lunch?.after?.place]).toEqual(['Canteen', 'Beach']);
  });

  it('can be asked back as well as forth', async () => {
    const back = ['Talk: SPEAKERS', 'Workshop: TIME', 'Visit: ADDED', 'Lunch: PLACE', 'Dinner: REMOVED'];
    expect(await said(delegate, { since: 2, until: 1 })).toEqual(back);
  });

  it('concerns a partner by who speaks, answers or has a place; what is for all concerns all', async () => {
    const of2 = async (partner: string, by: GraphqlClient) =>
      said(by, { since: 1, partnerId: of.partnerIds[partner] });
    const forAll = ['Lunch: PLACE', 'Dinner: ADDED'];
    expect(await of2('cervia', delegate)).toEqual(['Talk: SPEAKERS', ...forAll]);
    expect(await of2('daugavpils', delegate)).toEqual(['Talk: SPEAKERS', 'Visit: REMOVED', ...forAll]);
    expect(await of2('skovde', delegate)).toEqual(['Lunch: PLACE', 'Workshop: TIME', 'Dinner: ADDED']);
  });

  it('does not tell others who has a place', async () => {
    const stranger = await of.as('delegate@daugavpils.example');
    const forAll = ['Lunch: PLACE', 'Dinner: ADDED'];
    expect(await said(stranger, { since: 1, partnerId: of.partnerIds['skovde'] })).toEqual(forAll);
    const personId = of.personIds['delegate@skovde.example'];
    expect(await said(stranger, { since: 1, personId })).toEqual(forAll);
    expect(await said(delegate, { since: 1, personId })).toEqual([
      'Lunch: PLACE',
      'Workshop: TIME',
      'Dinner: ADDED',
    ]);
  });

  it('is taken back by publishing an old release anew, as often as that is sent, and the draft stays', async () => {
    const draft = () => said(of.lead, { since: 2, draft: true });
    await move('Lunch', '2017-12-12T12:30');
    expect(await draft()).toEqual(['Lunch: TIME']);
    const atOnce = await Promise.all(Array.from({ length: 5 }, () => republish(1)));
    expect(atOnce).toEqual(atOnce.map(() => ({ meeting: { agenda: { release: 3 } }, userErrors: [] })));
    expect(await said(delegate, { since: 1 })).toEqual([]);
    expect((await said(delegate, { since: 2 })).toSorted()).toEqual([
      'Dinner: REMOVED',
      'Lunch: PLACE',
      'Talk: SPEAKERS',
      'Visit: ADDED',
      'Workshop: TIME',
    ]);
    // People can take part in it again, so it is in the draft again.
    expect(await draft()).toEqual(['Visit: ADDED', 'Lunch: TIME']);
    const { signUp } = await delegate.ask(SIGN_UP, { id: items['Visit']?.id });
    expect(signUp.userErrors).toEqual([]);
    await publish(of, meetingId);
    expect(await said(delegate, { since: 2 })).toEqual(['Visit: ADDED', 'Lunch: TIME']);
  });

  it('concerns all where all must be there, or need not any more', async () => {
    const daugavpils = { since: 4, partnerId: of.partnerIds['daugavpils'] };
    await update('Workshop', { isMandatory: true });
    await publish(of, meetingId);
    expect(await said(delegate, daugavpils)).toEqual(['Workshop: MANDATORY']);
    const personId = of.personIds['delegate@cervia.example'];
    expect(await said(delegate, { since: 5, until: 4, personId })).toEqual(['Workshop: MANDATORY']);
    await move('Workshop', '2017-12-12T15:00');
    await publish(of, meetingId);
    expect(await said(delegate, { ...daugavpils, since: 5 })).toEqual(['Workshop: TIME']);
    await update('Workshop', { isMandatory: false });
    await publish(of, meetingId);
    expect(await said(delegate, { ...daugavpils, since: 6 })).toEqual(['Workshop: MANDATORY']);
  });

  it('is not taken back to what is not there, or lies outside the meeting by now', async () => {
    expect((await republish(9)).userErrors).toEqual([{ code: 'INVALID', field: ['input', 'release'] }]);
    const other = await openMeeting(of, { number: 8, slug: 'moved' });
    const { id, version } = await agendaItem(of, other, {
      title: 'Late',
      startsAtLocal: '2017-12-13T10:00',
      endsAtLocal: '2017-12-13T11:00',
    });
    await publish(of, other);
    await of.lead.ask(MOVE, { input: { id, expectedVersion: version, startsAtLocal: '2017-12-12T10:00' } });
    await publish(of, other);
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', { id: other });
    await of.lead.ask(SHORTEN, {
      input: { id: other, expectedVersion: meeting.version, endsOn: '2017-12-12' },
    });
    expect((await republish(1, other)).userErrors).toEqual([
      { code: 'OUTSIDE_MEETING', field: ['input', 'release'] },
    ]);
  });

  it('reads of a release from when people were not fixed who speaks by now, under the seal that it had', async () => {
    const before = await changes(delegate, { since: 1 });
    await tavola.sql(
      `update agenda_release_line set speaker_ids = null, partner_ids = null
       where release_id = (select id from agenda_release where meeting_id = $1 and number = 1)`,
      [meetingId],
      tavola.database.superuserUrl,
    );
    const [talk] = before;
    expect((await changes(delegate, { since: 1 })).map(({ kinds }) => kinds)).toEqual(
      before.filter((change) => change !== talk).map(({ kinds }) => kinds),
    );
    const sealed = await tavola.sql(
      `select distinct content ? 'speaker_ids' as has from ${WRITTEN} w join agenda_release r on w.name like '%line ' || r.id || '%'
       where r.meeting_id = $1 and r.number = 1`,
      [meetingId],
    );
    expect(sealed).toEqual([{ has: false }]);
  });
});

interface Line {
  readonly title: string;
  readonly place: string | null;
  readonly speakers: readonly { name: string }[];
}
interface Answer {
  readonly kinds: readonly string[];
  readonly before: Line | null;
  readonly after: Line | null;
}
