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
import { Tavola } from './setup/tavola.js';

const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) {
  signUp { id state position } userErrors { code field } } }`;
const CANCEL = `mutation ($id: ID!) { cancelSignUp(id: $id) { signUp { state } userErrors { code field } } }`;
const PLACES = `query ($id: ID!) { meeting(id: $id) { workshops { id places { capacity confirmed free waiting } } } }`;
const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { version } userErrors { code field message } } }`;

describe('places in a workshop', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let itemId: string;
  let host: GraphqlClient;
  let delegate: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    itemId = (await agendaItem(of, meetingId, { capacity: 2 })).id;
    await publish(of, meetingId);
    host = await of.as('coordinator@cervia.example');
    delegate = await of.as('delegate@skovde.example');
    await invite(of, meetingId, 'skovde', 5);
  });
  afterAll(() => tavola.stop());

  const guest = async (name: string): Promise<string> =>
    (await host.ask(WALK_IN, { input: { meetingId, name, town: 'Cervia' } })).registerWalkIn.registration.id;
  const signUp = async (registrationId: string | null, client = host, agendaItemId = itemId) =>
    (await client.ask(SIGN_UP, { input: { agendaItemId, registrationId } })).signUp;
  const places = async () => (await of.lead.ask(PLACES, { id: meetingId })).meeting.workshops[0].places;

  it('are for those who come', async () => {
    expect((await signUp(null, delegate)).userErrors).toEqual([
      { code: 'NOT_COMING', field: ['input', 'registrationId'] },
    ]);
    await delegate.ask(
      `mutation ($id: ID!) { register(input: { meetingId: $id }) { registration { id } } }`,
      {
        id: meetingId,
      },
    );
    expect((await signUp(null, delegate)).signUp).toEqual({
      id: expect.any(String),
      state: 'CONFIRMED',
      position: null,
    });
    expect(
      (await signUp(await guest('Guest 0'), delegate).catch((error: Error) => error.message)) as unknown,
    ).toBe('Not found.');
  });

  it('end in a waiting list, in the order of coming where nobody of a partner waits', async () => {
    const [first, second, third] = [await guest('Guest 1'), await guest('Guest 2'), await guest('Guest 3')];
    expect((await signUp(first)).signUp.state).toBe('CONFIRMED');
    expect((await signUp(second)).signUp).toEqual({
      id: expect.any(String),
      state: 'WAITLISTED',
      position: 1,
    });
    expect((await signUp(third)).signUp.position).toBe(2);
    expect((await signUp(second)).signUp.position).toBe(1);
    expect(await places()).toEqual({ capacity: 2, confirmed: 2, free: 0, waiting: 2 });
  });

  it('go to the next in line when one is given back', async () => {
    const { meeting } = await delegate.ask(
      'query ($id: ID!) { meeting(id: $id) { myRegistration { signUps { id } } } }',
      { id: meetingId },
    );
    const { id } = meeting.myRegistration.signUps[0];
    expect((await delegate.ask(CANCEL, { id })).cancelSignUp).toEqual({
      signUp: { state: 'CANCELLED' },
      userErrors: [],
    });
    expect((await delegate.ask(CANCEL, { id })).cancelSignUp.signUp.state).toBe('CANCELLED');
    expect(await places()).toEqual({ capacity: 2, confirmed: 2, free: 0, waiting: 1 });
    // Of his partner nobody has a place now.
    expect((await signUp(null, delegate)).signUp).toEqual({ id, state: 'WAITLISTED', position: 1 });
  });

  it('are given to all who wait when there are more, and the person is told', async () => {
    const { meeting } = await of.lead.ask(
      'query ($id: ID!) { meeting(id: $id) { agenda { items { version } } } }',
      { id: meetingId },
    );
    const { version } = meeting.agenda.items[0];
    const change = async (capacity: number, expectedVersion: number) =>
      (await of.lead.ask(UPDATE, { input: { id: itemId, expectedVersion, capacity } })).updateAgendaItem;
    expect((await change(1, version)).userErrors).toEqual([
      {
        code: 'TOO_FEW_PLACES',
        field: ['input', 'capacity'],
        message: '2 people have a place here already. Cancel places first, or keep that many.',
      },
    ]);
    expect((await change(4, version)).userErrors).toEqual([]);
    expect(await places()).toEqual({ capacity: 4, confirmed: 4, free: 0, waiting: 0 });
    await tavola.mailTo('delegate@skovde.example', (text) => text.includes('Recruiting volunteers'));
  });

  it('are given back by whoever does not come', async () => {
    const late = await guest('Guest 4');
    expect((await signUp(late)).signUp.state).toBe('WAITLISTED');
    const { viewer } = await delegate.ask('{ viewer { registrations { id } } }');
    await delegate.ask(`mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }`, {
      id: viewer.registrations[0].id,
    });
    expect(await places()).toEqual({ capacity: 4, confirmed: 4, free: 0, waiting: 0 });
  });

  it('never number more than there are, however many come at once', async () => {
    const { id } = await agendaItem(of, meetingId, { capacity: 3, kind: 'SITE_VISIT', title: 'Canteen' });
    await publish(of, meetingId);
    const guests = await Promise.all(
      Array.from({ length: 12 }, (_, index) => guest(`Guest at once ${index}`)),
    );
    const answers = await Promise.all(guests.map((registrationId) => signUp(registrationId, host, id)));
    const waiting = answers.filter(({ signUp: { state } }) => state === 'WAITLISTED');
    expect(answers.length - waiting.length).toBe(3);
    const numbers = await tavola.sql(`select number from sign_up where item_id = $1 order by number`, [id]);
    expect(numbers.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('are never kept by somebody who withdraws at the same moment, nor is anybody held up for ever', async () => {
    const { id, version } = await agendaItem(of, meetingId, {
      capacity: 5,
      kind: 'SITE_VISIT',
      title: 'Salt pans',
    });
    await publish(of, meetingId);
    const WITHDRAW = `mutation ($id: ID!) { withdrawRegistration(id: $id) { userErrors { code } } }`;
    for (let round = 0; round < 5; round += 1) {
      const guests = await Promise.all(
        Array.from({ length: 4 }, (_, index) => guest(`Guest ${round}.${index}`)),
      );
      const input = { id, expectedVersion: version + round, capacity: 6 + round };
      await Promise.all([
        ...guests.map((registrationId) => signUp(registrationId, host, id)),
        ...guests.map((registrationId) => host.ask(WITHDRAW, { id: registrationId })),
        of.lead.ask(UPDATE, { input }),
      ]);
    }
    const kept = `select count(*)::int as kept from sign_up s join registration r on r.id = s.registration_id
      where s.item_id = $1 and s.state <> 'CANCELLED' and r.state <> 'CONFIRMED'`;
    expect(await tavola.sql(kept, [id])).toEqual([{ kept: 0 }]);
  });

  it('are counted by the database when somebody goes around the service', async () => {
    const steal = `update sign_up set state = 'CONFIRMED' where state = 'WAITLISTED'`;
    await expect(tavola.sql(steal)).rejects.toThrow('agenda_item_is_not_overbooked');
    // The control: without the constraint everybody is in.
    await tavola.sql(
      'alter table agenda_item drop constraint agenda_item_is_not_overbooked',
      [],
      tavola.database.ownerUrl,
    );
    await tavola.sql(steal);
    expect(await tavola.sql('select taken from agenda_item where capacity = 3')).toEqual([{ taken: 12 }]);
  });
});
