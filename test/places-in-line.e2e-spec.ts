import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const REGISTER = `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id } userErrors { code } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) {
  registration { id } userErrors { code field } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { id state } userErrors { code } } }`;
const CANCEL = `mutation ($id: ID!) { cancelSignUp(id: $id) { userErrors { code } } }`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { userErrors { code } } }`;
const LINE = `query ($id: ID!) { meeting(id: $id) { workshops { id signUps { nodes {
  state position registration { person { name } } } } } } }`;

interface Place {
  readonly state: string;
  readonly position: number | null;
  readonly registration: { readonly person: { readonly name: string } };
}

describe('the line for a place', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  let host: GraphqlClient;
  const signUps: Record<string, string> = {};

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId, { capacity: 1 })).id;
    await publish(of, meetingId);
    host = await of.as('coordinator@cervia.example');
    for (const partner of ['skovde', 'daugavpils', 'cervia']) await invite(of, meetingId, partner, 5);
    for (const who of ['Delegate, Skövde', 'a guest', 'Coordinator, Skövde', 'staff of Cervia'])
      await comes(who);
    for (const who of ['Delegate, Daugavpils', 'Coordinator, Daugavpils', 'Delegate, Cervia'])
      await comes(who);
  });
  afterAll(() => tavola.stop());

  /** He is registered, and asks for a place. */
  async function comes(name: string): Promise<void> {
    const registrationId = await registered(name);
    const { signUp } = (await host.ask(SIGN_UP, { input: { agendaItemId: itemId, registrationId } })).signUp;
    signUps[name] = signUp.id;
  }

  async function registered(name: string): Promise<string> {
    const [role, town] = name.split(', ');
    if (role && town) {
      const email = `${role}@${town.replace('ö', 'o')}.example`.toLowerCase();
      return (await (await of.as(email)).ask(REGISTER, { id: meetingId })).register.registration.id;
    }
    const ofPartner = name.startsWith('staff') ? { kind: 'STAFF', partnerId: of.partnerIds['cervia'] } : {};
    const input = { meetingId, name, town: 'Cervia', ...ofPartner };
    return (await host.ask(WALK_IN, { input })).registerWalkIn.registration.id;
  }

  async function line(): Promise<{ places: string[]; waiting: string[] }> {
    const { meeting } = await host.ask(LINE, { id: meetingId });
    const all: Place[] = meeting.workshops[0].signUps.nodes;
    const nameOf = ({ registration }: Place) => registration.person.name;
    const waiting = all.filter(({ state }) => state === 'WAITLISTED');
    const inOrder = waiting.toSorted((a, b) => Number(a.position) - Number(b.position));
    expect(inOrder.map(({ position }) => position)).toEqual(waiting.map((_, index) => index + 1));
    return {
      places: all.filter(({ state }) => state === 'CONFIRMED').map(nameOf),
      waiting: inOrder.map(nameOf),
    };
  }

  const leaves = (name: string) => host.ask(CANCEL, { id: signUps[name] });

  it('begins with the first of each partner that has no place, and goes on by time', async () => {
    expect(await line()).toEqual({
      places: ['Delegate, Skövde'],
      waiting: [
        'Delegate, Daugavpils',
        'Delegate, Cervia',
        'a guest',
        'Coordinator, Skövde',
        'staff of Cervia',
        'Coordinator, Daugavpils',
      ],
    });
  });

  it('is another one when a partner gives its only place back', async () => {
    await leaves('Delegate, Skövde');
    expect(await line()).toEqual({
      places: ['Coordinator, Skövde'],
      waiting: [
        'Delegate, Daugavpils',
        'Delegate, Cervia',
        'a guest',
        'staff of Cervia',
        'Coordinator, Daugavpils',
      ],
    });
  });

  it('is left in the order in which it is shown, however many places become free', async () => {
    const { places, waiting } = await line();
    const read = await tavola.sql('select version from agenda_item where id = $1', [itemId]);
    for (const [index, next] of waiting.entries()) {
      const input = {
        id: itemId,
        expectedVersion: Number(read[0]?.['version']) + index,
        capacity: 2 + index,
      };
      await of.lead.ask(UPDATE, { input });
      expect((await line()).places.toSorted()).toEqual(
        [...places, ...waiting.slice(0, index)].concat(next).toSorted(),
      );
    }
    expect((await line()).waiting).toEqual([]);
  });

  it('can be a thousand people long', async () => {
    const all = await tavola.sql(
      `with people as (
         insert into person (id, name, language) select gen_random_uuid(), 'w' || n, 'en'
         from generate_series(1, 1000) n returning id),
       registered as (
         insert into registration (id, meeting_id, person_id, kind, state, origin, registered_at)
         select gen_random_uuid(), $1, id, 'LOCAL', 'CONFIRMED', 'WALK_IN', now() from people returning id)
       insert into sign_up (id, meeting_id, item_id, registration_id, state, number, signed_up_at)
       select gen_random_uuid(), $1, $2, id, 'WAITLISTED', 1000 + row_number() over (), now() from registered
       returning id`,
      [meetingId, itemId],
    );
    expect(all.length).toBe(1000);
    const PAGE = `query ($id: ID!) { meeting(id: $id) { workshops { signUps(first: 100) { nodes { state position } } } } }`;
    const { meeting } = await host.ask(PAGE, { id: meetingId });
    const waiting = (meeting.workshops[0].signUps.nodes as Place[]).filter(
      ({ position }) => position !== null,
    );
    expect(waiting.map(({ position }) => position)).toEqual(waiting.map((_, index) => index + 1));
  });
});
