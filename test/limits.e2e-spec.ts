import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { TakingTurns } from '../src/platform/http/taking-turns.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, agendaItem, openMeeting, partnership } from './factories/partnership.js';
import { Actor } from './setup/actor.js';
import { FixedClock } from './setup/fixed-clock.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';

describe('limits', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-01T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
  });
  afterAll(() => tavola.stop());

  it('stop a query that is nested too deep before it is planned', async () => {
    const nested = (depth: number): string => (depth === 0 ? 'id' : `parent { ${nested(depth - 1)} }`);
    const ask = (depth: number) =>
      of.lead.send(`query ($id: ID!) { meeting(id: $id) { workshops { ${nested(depth)} } } }`, {
        id: meetingId,
      });
    expect((await ask(10)).errors).toBeUndefined();
    expect((await ask(200)).errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_LARGE']);
  });

  it('stop a mutation whose answer would be too large before it does anything', async () => {
    const children = (depth: number): string => (depth === 0 ? 'id' : `children { ${children(depth - 1)} }`);
    const rename = (place: string, depth: number) =>
      of.lead.send(
        `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
          meeting { place agenda(draft: true) { items { ${children(depth)} } } } userErrors { code } } }`,
        { input: { id: meetingId, expectedVersion: version, place } },
      );
    const read = async () =>
      (await of.lead.ask(`query ($id: ID!) { meeting(id: $id) { version place } }`, { id: meetingId }))
        .meeting;
    const { version, place } = await read();
    const { data, errors } = await rename('Elsewhere', 3);
    expect(errors?.map(({ extensions, path }) => [extensions.code, path])).toEqual([
      ['QUERY_TOO_LARGE', ['updateMeeting']],
    ]);
    expect(data).toEqual({ updateMeeting: null });
    expect(await read()).toEqual({ version, place });
    const { data: done } = await rename('Elsewhere', 1);
    expect(done.updateMeeting.meeting.place).toBe('Elsewhere');
  });

  it('give one request two connections at most, however many fields it has', async () => {
    let inside = 0;
    let most = 0;
    const counted = (original: (...values: never[]) => unknown) =>
      async function (this: unknown, ...values: never[]) {
        // The queue of jobs asks beside it.
        if (JSON.stringify(values[0]).includes('pgboss')) return original.apply(this, values);
        most = Math.max(most, (inside += 1));
        try {
          return await original.apply(this, values);
        } finally {
          inside -= 1;
        }
      };
    const fields = Array.from({ length: 20 }, (_, n) => `a${n}: meeting(id: "${meetingId}") { id place }`);
    const ask = () => patched(Pool.prototype, 'query', counted, () => of.lead.ask(`{ ${fields.join(' ')} }`));
    expect(Object.keys(await ask())).toHaveLength(20);
    expect(most).toBe(2);
    // The control: nobody waits for himself.
    most = 0;
    await patched(TakingTurns.prototype, 'enter', () => async () => undefined, ask);
    expect(most).toBeGreaterThan(5);
  });

  it('let a meeting be asked for in one way only', async () => {
    const ask = (how: string) => of.lead.send(`{ meeting${how} { id } }`);
    const byBoth = `(id: "${meetingId}", project: "evolaq", slug: "cervia")`;
    for (const how of ['', '(project: "evolaq")', '(slug: "cervia")', byBoth]) {
      const { errors } = await ask(how);
      expect(errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
        ['BAD_USER_INPUT', 'Give either `id`, or `project` and `slug`.'],
      ]);
    }
    expect((await ask(`(id: "${meetingId}")`)).data).toEqual({ meeting: { id: meetingId } });
  });

  it('keep a mailed link from whoever has left the project, and faults from everybody', async () => {
    const id = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 20 });
    const link = await participationLink(tavola, 'anna@skovde.example', id);
    expect((await link.post('answer=yes&diet=a%00b')).status).toBe(200);
    expect((await fetch(`${link.address}&signature=twice`)).status).toBe(404);
    await tavola.sql(
      `update membership set ended_at = now() where person_id = (select id from person where email = $1)`,
      ['anna@skovde.example'],
    );
    expect((await link.get()).status).toBe(404);
    expect((await link.post('answer=no')).status).toBe(404);
  });

  it.each([
    { name: '\u202e\u200b', town: 'Cervia' },
    { name: 'Guest', town: '\u200b' },
    { name: 'Guest, visit https://evil.example', town: 'Cervia' },
  ])('keep out of the lists what nobody sees or should click: %j', async (guest) => {
    const host = new Actor(await of.as('coordinator@cervia.example'));
    const walkIn = (input: object) =>
      host.does('registerWalkIn', { meetingId, ...input }, 'registration { id }');
    await expect(walkIn(guest)).rejects.toThrow('INVALID');
  });

  it('keep people out of what is in the draft only', async () => {
    const { id: agendaItemId } = await agendaItem(of, meetingId, { title: 'Secret draft' });
    const host = new Actor(await of.as('coordinator@cervia.example'));
    const guest = { meetingId, name: 'Guest 1', town: 'Cervia' };
    const { registration } = await host.does('registerWalkIn', guest, 'registration { id }');
    const input = { registrationId: registration.id, agendaItemId };
    await expect(host.does('checkIn', input, 'record { id }', 'AttendanceInput')).rejects.toThrow(
      'NOT_PUBLISHED',
    );
    await expect(host.does('signUp', input, 'signUp { id }')).rejects.toThrow('NOT_PUBLISHED');
  });

  it('hide small groups by the smallest number that a row would tell, also from a token without that right', async () => {
    await of.lead.ask(
      `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code } } }`,
      { input: { id: of.projectId, expectedVersion: 1, asks: ['GENDER'] } },
    );
    const women = await tavola.sql(
      `with people as (
         insert into person (id, name, language) select gen_random_uuid(), 'Woman ' || n, 'sv'
         from generate_series(1, 3) n returning id, name)
       insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, gender, registered_at)
       select gen_random_uuid(), $1, id, $2, 'DELEGATE',
         case when name = 'Woman 1' then 'CONFIRMED' else 'DECLINED' end, 'SELF', 'FEMALE', now() from people
       returning id`,
      [meetingId, of.partnerIds['skovde']],
    );
    expect(women.length).toBe(3);
    const QUERY = `query ($id: ID!) { meeting(id: $id) {
      attendance(groupBy: [GENDER]) { rows { isMerged key { value } registered } } } }`;
    const shape = (answer: { meeting: { attendance: { rows: { isMerged: boolean }[] } } }) =>
      answer.meeting.attendance.rows.map(({ isMerged }) => isMerged);
    const delegate = await of.as('delegate@skovde.example');
    expect(shape(await delegate.ask(QUERY, { id: meetingId }))).toEqual([true]);
    expect(shape(await of.lead.ask(QUERY, { id: meetingId }))).toEqual([false, false]);
    const { createApiToken } = await of.lead.ask(
      `mutation { createApiToken(input: { name: "BI", scopes: [READ] }) { token } }`,
    );
    const response = await fetch(`${tavola.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${createApiToken.token}` },
      body: JSON.stringify({ query: QUERY, variables: { id: meetingId } }),
    });
    expect(shape(((await response.json()) as { data: never }).data)).toEqual([true]);
  });
});
