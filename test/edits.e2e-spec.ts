import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { FixedClock } from './setup/fixed-clock.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

type Answer = { userErrors: { code: string; field: string[] }[] };

const MUTATION = (name: string, selection: string) =>
  `mutation ($input: ${inputOf(name)}!) { ${name}(input: $input) { ${selection} userErrors { code field } } }`;

describe('an edit', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let delegate: GraphqlClient;
  let registrationId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-10-01T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of, { startsOn: '2017-10-28', endsOn: '2017-10-30' });
    await invite(of, meetingId, 'skovde', 2);
    delegate = await of.as('delegate@skovde.example');
    const { register } = await delegate.ask(MUTATION('register', 'registration { id }'), {
      input: { meetingId },
    });
    registrationId = register.registration.id;
  });
  afterAll(() => tavola.stop());

  const item = (changes: object = {}) =>
    agendaItem(of, meetingId, {
      startsAtLocal: '2017-10-29T10:00',
      endsAtLocal: '2017-10-29T11:00',
      ...changes,
    });
  const does = async (name: string, input: object, client = of.lead, selection = ''): Promise<Answer> =>
    (await client.ask(MUTATION(name, selection), { input }))[name];
  const CONFLICT = [{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }];

  it('that is stale is refused, also where it changes nothing in the row itself', async () => {
    const { id } = await item();
    const stale = { expectedVersion: 99 };
    const move = { id, ...stale, startsAtLocal: '2017-10-29T12:00' };
    expect((await does('moveAgendaItem', move)).userErrors).toEqual(CONFLICT);
    const people = { id, ...stale, speakerIds: [Object.values(of.personIds)[0]] };
    expect((await does('updateAgendaItem', people)).userErrors).toEqual(CONFLICT);
    const stated = { id: meetingId, ...stale, stated: [{ text: '3', exact: 3, source: 'brief' }] };
    expect((await does('updateMeeting', stated)).userErrors).toEqual(CONFLICT);
    const needs = { id: registrationId, ...stale, needs: { diet: 'no nuts' } };
    expect((await does('updateRegistration', needs, delegate)).userErrors).toEqual(CONFLICT);
  });

  it('whose answer was lost is told to be done, to the same person and for the same input only', async () => {
    const needs = { id: registrationId, expectedVersion: 1, needs: { diet: 'no nuts' } };
    expect((await does('updateRegistration', needs, delegate)).userErrors).toEqual([]);
    expect((await does('updateRegistration', needs, delegate)).userErrors).toEqual([]);
    expect((await does('updateRegistration', needs, of.lead)).userErrors).toEqual(CONFLICT);
    const other = { ...needs, needs: { diet: 'vegan' } };
    expect((await does('updateRegistration', other, delegate)).userErrors).toEqual(CONFLICT);
    const version = 'select version from registration where id = $1';
    expect(await tavola.sql(version, [registrationId])).toEqual([{ version: 2 }]);
  });

  it('of needs leaves what is left out, also to somebody who does not see it', async () => {
    const coordinator = await of.as('coordinator@skovde.example');
    const input = { id: registrationId, expectedVersion: 2, needs: { access: 'wheelchair' } };
    expect((await does('updateRegistration', input, coordinator)).userErrors).toEqual([]);
    const { registration } = await delegate.ask(
      `query ($id: ID!) { registration(id: $id) { needs { diet access } } }`,
      { id: registrationId },
    );
    expect(registration.needs).toEqual({ diet: 'no nuts', access: 'wheelchair' });
  });

  it('of a title leaves an hour that comes twice the one that was chosen', async () => {
    const chosen = {
      startsAtLocal: '2017-10-29T02:15',
      endsAtLocal: '2017-10-29T02:45',
      occurrence: 'LATER',
    };
    const { id } = await item(chosen);
    const at = async () =>
      (
        await tavola.sql(`select starts_at = '2017-10-29T01:15Z' as later from agenda_item where id = $1`, [
          id,
        ])
      )[0];
    const meetingVersion = async () =>
      (await tavola.sql('select version from meeting where id = $1', [meetingId]))[0]?.['version'];
    expect(await at()).toEqual({ later: true });
    for (const change of [{ title: 'Another title' }, { endsOn: '2017-10-31' }]) {
      const input = { id: meetingId, expectedVersion: await meetingVersion(), ...change };
      expect((await does('updateMeeting', input)).userErrors).toEqual([]);
      expect(await at()).toEqual({ later: true });
    }
  });

  it('of the zone makes a draft that can be published', async () => {
    await publish(of, meetingId);
    const [row] = await tavola.sql('select version from meeting where id = $1', [meetingId]);
    const input = { id: meetingId, expectedVersion: row?.['version'], timeZone: 'Europe/Helsinki' };
    expect((await does('updateMeeting', input)).userErrors).toEqual([]);
    await publish(of, meetingId);
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { agenda { release } } }', {
      id: meetingId,
    });
    expect(meeting.agenda.release).toBe(2);
  });

  it('in another language stands beside what was written first', async () => {
    const { id } = await item({ title: 'Opening' });
    const swedish = await of.as('lead@norrkoping.example', 'sv');
    await does('updateAgendaItem', { id, expectedVersion: 1, title: 'Öppnande' }, swedish);
    const { meeting } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items { id title translations { field language text } } } } }`,
      { id: meetingId },
    );
    const found = meeting.agenda.items.find((line: { id: string }) => line.id === id);
    expect(found).toEqual({
      id,
      title: 'Opening',
      translations: [
        { field: 'title', language: 'en', text: 'Opening' },
        { field: 'title', language: 'sv', text: 'Öppnande' },
      ],
    });
  });

  it('cannot make an item a part of itself', async () => {
    const { id, version } = await item();
    const input = { id, expectedVersion: version, startsAtLocal: '2017-10-29T10:00', parentId: id };
    expect((await does('moveAgendaItem', input)).userErrors).toEqual([
      { code: 'OUTSIDE_PARENT', field: ['input', 'parentId'] },
    ]);
  });

  it.each([
    ['a NUL character', 'a\u0000b'],
    ['half of a character', 'a\ud800'],
  ])('with %s is refused as bad input, not as a fault of ours', async (_what, title) => {
    const { errors } = await of.lead.send(MUTATION('addAgendaItem', ''), {
      input: {
        meetingId,
        kind: 'SESSION',
        title,
        startsAtLocal: '2017-10-29T10:00',
        endsAtLocal: '2017-10-29T11:00',
      },
    });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('with a line break in a line is refused', async () => {
    const { id, version } = await item();
    const input = { id, expectedVersion: version, title: 'A\r\nBcc: somebody@else.example' };
    expect((await does('updateAgendaItem', input)).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'title'] },
    ]);
  });
});
