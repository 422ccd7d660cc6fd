import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  meeting,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { Actor } from './setup/actor.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { code field } } }`;
const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id gender photoConsent needs { diet } } userErrors { code field } } }`;

describe('what must never be', () => {
  const clock = new FixedClock('2017-12-01T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let host: Actor;
  let skovde: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await invite(of, meetingId, 'skovde', 40);
    await invite(of, meetingId, 'daugavpils', 40);
    host = new Actor(await of.as('coordinator@cervia.example'));
    skovde = await of.as('coordinator@skovde.example');
  });
  afterAll(() => tavola.stop());

  const guest = async (name: string): Promise<string> =>
    (await host.does('registerWalkIn', { meetingId, name, town: 'Cervia' }, 'registration { id }'))
      .registration.id;
  const name = async (client: GraphqlClient, partner: string, ...emails: string[]) => {
    const delegates = emails.map((email) => ({ name: 'Somebody', email, language: 'en' }));
    const input = { meetingId, partnerId: of.partnerIds[partner], delegates };
    return (await client.ask(NAME, { input })).nameDelegates;
  };
  const owner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);

  it('a draft that is cancelled is shown to nobody who did not know of it', async () => {
    const id = await meeting(of, { number: 20, slug: 'secret', title: 'Secret' });
    await of.lead.ask(step('cancelMeeting'), { id });
    const query = 'query ($id: ID!) { meeting(id: $id) { title } }';
    expect(await skovde.ask(query, { id })).toEqual({ meeting: null });
    expect(await of.lead.ask(query, { id })).toEqual({ meeting: { title: 'Secret' } });
  });

  it('what somebody told one partner is not read by another that names him later', async () => {
    await of.lead.ask(
      `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code } } }`,
      { input: { id: of.projectId, expectedVersion: 1, asks: ['GENDER'] } },
    );
    const delegate = new Actor(await of.as('delegate@daugavpils.example'));
    const answers = { gender: 'OTHER', photoConsent: true, needs: { diet: 'halal' } };
    const { registration } = await delegate.does(
      'register',
      { meetingId, ...answers },
      'registration { id }',
    );
    await delegate.takes('withdrawRegistration', registration.id);
    const named = await name(of.lead, 'skovde', 'delegate@daugavpils.example');
    expect(named.registrations).toEqual([
      { id: registration.id, gender: null, photoConsent: null, needs: null },
    ]);
    expect(await tavola.sql('select * from needs where registration_id = $1', [registration.id])).toEqual([]);
  });

  it('a partner takes somebody who belongs to another one', async () => {
    const taken = [{ code: 'OF_ANOTHER_PARTNER', field: ['input', 'delegates', '0', 'email'] }];
    expect((await name(skovde, 'skovde', 'coordinator@daugavpils.example')).userErrors).toEqual(taken);
    const member = {
      partnerId: of.partnerIds['skovde'],
      role: 'DELEGATE',
      name: 'Somebody',
      email: 'coordinator@daugavpils.example',
      language: 'en',
    };
    const invited = async (client: GraphqlClient) =>
      (await client.ask(INVITE, { input: member })).inviteMember.userErrors;
    expect(await invited(skovde)).toEqual([{ code: 'OF_ANOTHER_PARTNER', field: ['input', 'email'] }]);
    const nothing = `select from membership m join partner p on p.id = m.partner_id join person h on h.id = m.person_id
      where p.slug = 'skovde' and h.email = 'coordinator@daugavpils.example'`;
    expect(await tavola.sql(nothing)).toEqual([]);
    // The lead partner may, and then both may name him.
    expect(await invited(of.lead)).toEqual([]);
    expect((await name(skovde, 'skovde', 'coordinator@daugavpils.example')).userErrors).toEqual([]);
  });

  it('of two partners who name somebody new at once both get him', async () => {
    const daugavpils = await of.as('coordinator@daugavpils.example');
    for (let round = 0; round < 4; round += 1) {
      const answers = await Promise.all([
        name(skovde, 'skovde', `wanted${round}@x.example`),
        name(daugavpils, 'daugavpils', `wanted${round}@x.example`),
      ]);
      const errors = answers.flatMap(({ userErrors }) => userErrors as { code: string }[]);
      expect(errors.map(({ code }) => code)).toEqual(['OF_ANOTHER_PARTNER']);
    }
  });

  it('two who name the same people at once wait for each other for ever', async () => {
    for (let round = 0; round < 4; round += 1) {
      const people = Array.from({ length: 4 }, (_, index) => `new${round}${index}@x.example`);
      const answers = await Promise.all([
        name(of.lead, 'skovde', ...people),
        name(of.lead, 'daugavpils', ...people.toReversed()),
      ]);
      const errors = answers.flatMap(({ userErrors }) => userErrors as { code: string }[]);
      expect(errors.map(({ code }) => code)).toEqual(['ALREADY_REGISTERED']);
    }
  });

  it('a mistake is shown where it was not made', async () => {
    expect((await name(skovde, 'skovde', 'good@x.example', 'not an address')).userErrors).toEqual([
      { code: 'INVALID', field: ['input', 'delegates', '1', 'email'] },
    ]);
    const walkIn = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { userErrors { code field } } }`;
    const input = { meetingId, name: 'Guest', town: 'Cervia', country: 'QX' };
    expect((await host.asks(walkIn, { input })).registerWalkIn.userErrors).toEqual([
      { code: 'UNKNOWN_COUNTRY', field: ['input', 'country'] },
    ]);
  });

  it('a membership that is over stands in the way of another one', async () => {
    const auditor = {
      projectId: of.projectId,
      role: 'AUDITOR',
      name: 'Auditor',
      email: 'auditor@eu.example',
      language: 'en',
    };
    const ask = async (endsOn: string) =>
      (await of.lead.ask(INVITE, { input: { ...auditor, endsOn } })).inviteMember;
    expect((await ask('2017-11-30')).userErrors).toEqual([{ code: 'INVALID', field: ['input', 'endsOn'] }]);
    expect((await ask('2017-12-02')).userErrors).toEqual([]);
    expect((await ask('2017-12-31')).userErrors).toEqual([{ code: 'DUPLICATE', field: ['input', 'email'] }]);
    clock.set('2017-12-03T09:00:00Z');
    expect((await ask('2017-12-31')).userErrors).toEqual([]);
  });

  it('a project is left without anybody who runs it', async () => {
    const { viewer } = await of.lead.ask('{ viewer { memberships { id } } }');
    const END = `mutation ($id: ID!) { endMembership(id: $id) { userErrors { code field } } }`;
    expect((await of.lead.ask(END, { id: viewer.memberships[0].id })).endMembership.userErrors).toEqual([
      { code: 'LAST_COORDINATOR', field: ['id'] },
    ]);
  });

  it('somebody signs up for a break, or keeps a place and does not come', async () => {
    const times = { startsAtLocal: '2017-12-11T10:00', endsAtLocal: '2017-12-11T10:30' };
    const coffee = await agendaItem(of, meetingId, { kind: 'BREAK', title: 'Coffee', ...times });
    const workshop = await agendaItem(of, meetingId, { capacity: 5 });
    await publish(of, meetingId);
    const registrationId = await guest('Guest 1');
    await expect(
      host.does('signUp', { agendaItemId: coffee.id, registrationId }, 'signUp { id }'),
    ).rejects.toThrow('NO_SIGN_UP');
    await host.does('signUp', { agendaItemId: workshop.id, registrationId }, 'signUp { id }');
    const leave = `update registration set state = 'WITHDRAWN' where id = '${registrationId}'`;
    await expect(tavola.sql(leave)).rejects.toThrow('who does not come keeps a place');
    // The control: without the trigger he keeps it.
    await owner('alter table registration disable trigger registration_gives_back_its_places');
    await tavola.sql(leave);
    const kept = `select count(*)::int from sign_up where registration_id = '${registrationId}' and state = 'CONFIRMED'`;
    expect(await tavola.sql(kept)).toEqual([{ count: 1 }]);
  });

  it('attendance lies on a day that its meeting or agenda item no longer has', async () => {
    const workshop = await agendaItem(of, meetingId, { title: 'With attendance' });
    await publish(of, meetingId);
    const registrationId = await guest('Guest 2');
    await host.does(
      'checkIn',
      { registrationId, agendaItemId: workshop.id },
      'record { id }',
      'AttendanceInput',
    );
    const to = { id: workshop.id, expectedVersion: workshop.version, startsAtLocal: '2017-12-13T10:00' };
    await expect(host.does('moveAgendaItem', to, 'agendaItem { id }')).rejects.toThrow('HAS_ATTENDANCE');
    await expect(host.takes('removeAgendaItem', workshop.id)).rejects.toThrow('HAS_ATTENDANCE');
    await expect(
      tavola.sql(`update meeting set starts_on = '2017-12-13' where id = $1`, [meetingId]),
    ).rejects.toThrow('the agenda does not fit the meeting');
    await owner('alter table agenda_item disable trigger user');
    await tavola.sql('update agenda_item set removed_at = now() where meeting_id = $1', [meetingId]);
    await owner('alter table agenda_item enable trigger user');
    await expect(
      tavola.sql(`update meeting set starts_on = '2017-12-13' where id = $1`, [meetingId]),
    ).rejects.toThrow('attendance lies outside its meeting');
  });

  it('a partner of another project is invited, registered or counted', async () => {
    const strangers = `with p as (
      insert into project (id, slug, acronym, title, languages) values (gen_random_uuid(), 'other', 'O', '{"en":"O"}', '{en}')
      returning id)
      insert into partner (id, project_id, slug, role, name, town, country_code)
      select gen_random_uuid(), id, 'stranger', 'PARTNER', 'S', 'S', 'IT' from p returning id`;
    const [stranger] = await tavola.sql(strangers);
    const partnerId = stranger?.['id'];
    const stated = {
      id: meetingId,
      expectedVersion: 1,
      stated: [{ partnerId, text: '1', exact: 1, source: 'x' }],
    };
    await expect(host.does('updateMeeting', stated, 'meeting { id }')).rejects.toThrow('INVALID');
    const insert = `insert into invitation (id, meeting_id, partner_id, seats, invited_at)
      values (gen_random_uuid(), $1, $2, 1, now())`;
    await expect(tavola.sql(insert, [meetingId, partnerId])).rejects.toThrow(
      'the partner is of another project',
    );
  });
});
