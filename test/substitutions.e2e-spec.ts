import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Messages } from '../src/platform/i18n/messages.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const REPLACE = `mutation ($input: ReplaceDelegateInput!) { replaceDelegate(input: $input) {
  registration { id state version person { name } } userErrors { code field changes { version fields } } } }`;
const READ = `query ($id: ID!) { registration(id: $id) {
  id version state person { name } replacedBy { person { name } } replaces { person { name } } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { state } userErrors { code } } }`;

describe('a delegate who does not come', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let skovde: GraphqlClient;
  let anna: string;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    anna = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 1 });
    skovde = await of.as('coordinator@skovde.example');
  });
  afterAll(() => tavola.stop());

  const versionOf = async (id: string): Promise<number> =>
    (await of.lead.ask(READ, { id })).registration.version;
  const delegate = (name: string) => ({
    name,
    email: `${name.toLowerCase()}@skovde.example`,
    language: 'sv',
  });
  const replace = async (
    client: GraphqlClient,
    registrationId: string,
    name: string,
    expectedVersion?: number,
  ) => {
    const version = expectedVersion ?? (await versionOf(registrationId));
    const input = { registrationId, expectedVersion: version, delegate: delegate(name) };
    return (await client.ask(REPLACE, { input })).replaceDelegate;
  };
  const codes = async (answer: Promise<{ userErrors: { code: string; field: string[] }[] }>) =>
    (await answer).userErrors.map(({ code, field }) => [code, field.at(-1)]);
  const taken = async () =>
    (await tavola.sql('select taken from invitation where meeting_id = $1', [meetingId]))[0]?.['taken'];

  it('gives his seat to somebody else, though there is no other', async () => {
    const answer = await replace(skovde, anna, 'Bo');
    expect(answer).toEqual({
      registration: { id: expect.any(String), state: 'INVITED', version: 1, person: { name: 'Bo' } },
      userErrors: [],
    });
    expect(await taken()).toBe(1);
    const { registration } = await skovde.ask(READ, { id: anna });
    expect(registration).toEqual({
      id: anna,
      version: 2,
      state: 'WITHDRAWN',
      person: { name: 'Anna' },
      replacedBy: { person: { name: 'Bo' } },
      replaces: [],
    });
    expect((await skovde.ask(READ, { id: answer.registration.id })).registration.replaces).toEqual([
      { person: { name: 'Anna' } },
    ]);
  });

  it('is told so, and who comes instead is asked', async () => {
    const say = (key: string) =>
      new Messages().say('sv', key, { project: 'EVOLAQ', meeting: 'Final meeting' });
    await tavola.mailTo('anna@skovde.example', (text) => text.includes('någon annan'));
    const [told, asked] = await Promise.all([
      tavola.mailTo('anna@skovde.example', (text) => text.includes('någon annan')),
      tavola.mailTo('bo@skovde.example'),
    ]);
    expect(told.subject).toBe(say('mail.delegateReplaced.subject'));
    expect(told.text).not.toContain('Bo');
    expect(asked.subject).toBe(say('mail.delegateNamed.subject'));
    const bo = (await tavola.sql('select replaced_by_id as id from registration where id = $1', [anna]))[0];
    const link = await participationLink(tavola, 'bo@skovde.example', bo?.['id'] as string);
    expect((await link.answer('answer=yes')).status).toBe(200);
  });

  const current = async (): Promise<string> => {
    const [row] = await tavola.sql(
      `select id from registration where meeting_id = $1 and state in ('INVITED', 'CONFIRMED')`,
      [meetingId],
    );
    return row?.['id'] as string;
  };

  it('is replaced by his own coordinator and the lead partner, and by nobody else', async () => {
    const bo = await current();
    // The host organises the meeting, but sends nobody from Skövde.
    const host = await of.as('coordinator@cervia.example');
    expect(await codes(replace(host, bo, 'Cecilia'))).toEqual([['FORBIDDEN', 'registrationId']]);
    const own = await of.as('delegate@skovde.example');
    const others = await of.as('coordinator@daugavpils.example');
    const input = { registrationId: bo, expectedVersion: await versionOf(bo), delegate: delegate('Eve') };
    for (const client of [own, others]) {
      const { errors } = await client.send(REPLACE, { input });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    }
    const EDIT = `mutation ($input: UpdateRegistrationInput!) { updateRegistration(input: $input) { userErrors { code } } }`;
    const edit = { id: bo, expectedVersion: await versionOf(bo), residenceTown: 'Riga' };
    const { errors } = await others.send(EDIT, { input: edit });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND']);
    expect(await tavola.sql(`select from person where name in ('Eve', 'Cecilia')`)).toEqual([]);
  });

  it('takes nobody from another partner, nor anybody who comes already', async () => {
    const bo = await current();
    const input = { registrationId: bo, expectedVersion: await versionOf(bo) };
    const asks = async (email: string) =>
      codes(
        skovde
          .ask(REPLACE, { input: { ...input, delegate: { ...delegate('X'), email } } })
          .then(({ replaceDelegate }) => replaceDelegate),
      );
    expect(await asks('delegate@daugavpils.example')).toEqual([['OF_ANOTHER_PARTNER', 'email']]);
    expect(await asks('bo@skovde.example')).toEqual([['ALREADY_REGISTERED', 'delegate']]);
    expect(await asks('no address')).toEqual([['INVALID', 'email']]);
    expect(await taken()).toBe(1);
    expect((await skovde.ask(READ, { id: bo })).registration.state).toBe('CONFIRMED');
  });

  it('is replaced once by whoever sends the same again, and by one alone of two at once', async () => {
    const bo = await current();
    const version = await versionOf(bo);
    const [first, again] = [
      await replace(skovde, bo, 'Cecilia', version),
      await replace(skovde, bo, 'Cecilia', version),
    ];
    expect(again).toEqual(first);
    const cecilia = first.registration.id;
    const rivals = await Promise.all(['David', 'Erik'].map((name) => replace(skovde, cecilia, name, 1)));
    expect(rivals.flatMap(({ userErrors }) => userErrors)).toEqual([
      { code: 'CONFLICT', field: ['input', 'expectedVersion'], changes: [{ version: 2, fields: ['state'] }] },
    ]);
    expect(await taken()).toBe(1);
  });

  it('can come into the place of whoever came into his', async () => {
    const now = await current();
    const back = await replace(skovde, now, 'Anna');
    expect(back.registration).toMatchObject({ id: anna, state: 'INVITED' });
    const { registration } = await skovde.ask(READ, { id: anna });
    expect(registration.replacedBy).toBeNull();
    expect(registration.replaces).toHaveLength(1);
    expect(await codes(replace(skovde, now, 'Frida'))).toEqual([['NOT_COMING', 'registrationId']]);
  });

  it('gives back his places in workshops', async () => {
    const item = await agendaItem(of, meetingId, { capacity: 1 });
    await publish(of, meetingId);
    await skovde.ask('mutation ($id: ID!) { confirmParticipation(id: $id) { userErrors { code } } }', {
      id: anna,
    });
    await skovde.ask(SIGN_UP, { input: { registrationId: anna, agendaItemId: item.id } });
    await replace(skovde, anna, 'Gustav');
    expect(await tavola.sql('select state from sign_up')).toEqual([{ state: 'CANCELLED' }]);
  });

  it('keeps his seat from everybody else while he is replaced', async () => {
    const rivals = await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const email = `rival${number}@skovde.example`;
        await tavola.person(email);
        await tavola.sql(
          `insert into membership (id, person_id, project_id, partner_id, role, since)
           select gen_random_uuid(), id, $2, $3, 'DELEGATE', now() from person where email = $1`,
          [email, of.projectId, of.partnerIds['skovde']],
        );
        return of.as(email);
      }),
    );
    const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code } } }`;
    const before = await current();
    const [replaced, ...others] = await Promise.all([
      replace(skovde, before, 'Hanna'),
      ...rivals.map(async (rival) => (await rival.ask(REGISTER, { input: { meetingId } })).register),
    ]);
    expect(replaced.userErrors).toEqual([]);
    expect(others.flatMap(({ userErrors }) => userErrors)).toEqual(rivals.map(() => ({ code: 'NO_SEATS' })));
    expect(await taken()).toBe(1);
  });

  it('is replaced by the lead partner alone when registration is closed', async () => {
    await of.lead.ask(step('closeRegistration'), { id: meetingId });
    const now = await current();
    expect(await codes(replace(skovde, now, 'Ivar'))).toEqual([['CLOSED', 'registrationId']]);
    expect(await codes(replace(of.lead, now, 'Ivar'))).toEqual([]);
  });
});
