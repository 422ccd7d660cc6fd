import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Partnership,
  agendaItem,
  invite,
  openMeeting,
  partnership,
  publish,
} from './factories/partnership.js';
import { HOME, PLANE, TRAIN, addLeg, traveller } from './factories/travel.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { inputOf } from './setup/input-of.js';
import { Tavola } from './setup/tavola.js';

const LEGS = `query ($id: ID!) { registration(id: $id) { version arrivesAtLocal leavesAtLocal travelLegs {
  number departsAt departsAtLocal arrivesAt arrivesAtLocal dueAt dueAtLocal } } }`;

describe('travel', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let delegate: GraphqlClient;
  let registrationId: string;
  const legs: Record<string, { id: string; version: number }> = {};

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    ({ client: delegate, registrationId } = await traveller(of, meetingId, 'skovde'));
  });
  afterAll(() => tavola.stop());

  const does = async (client: GraphqlClient, mutation: string, input: object, selection = '') =>
    (
      await client.ask(
        `mutation ($input: ${inputOf(mutation)}!) { ${mutation}(input: $input) {
          ${selection} userErrors { code field } } }`,
        { input },
      )
    )[mutation];
  const takes = async (client: GraphqlClient, mutation: string, id: string) =>
    (await client.ask(`mutation ($id: ID!) { ${mutation}(id: $id) { userErrors { code field } } }`, { id }))[
      mutation
    ].userErrors;
  const stay = async (client = delegate) => {
    const { registration } = await client.ask(LEGS, { id: registrationId });
    return [registration.arrivesAtLocal, registration.leavesAtLocal];
  };

  it('is said leg by leg, each time on the wall where it is, in the order of instants', async () => {
    legs['plane'] = await addLeg(delegate, registrationId, PLANE);
    legs['train'] = await addLeg(delegate, registrationId, TRAIN);
    const coordinator = await of.as('coordinator@skovde.example');
    legs['home'] = await addLeg(coordinator, registrationId, HOME);
    const { registration } = await delegate.ask(LEGS, { id: registrationId });
    expect(registration.travelLegs).toEqual([
      {
        number: 'X2 443',
        departsAt: '2017-12-10T05:10:00+00:00',
        departsAtLocal: '2017-12-10T06:10:00',
        arrivesAt: '2017-12-10T09:40:00+00:00',
        arrivesAtLocal: '2017-12-10T10:40:00',
        dueAt: '2017-12-10T09:40:00+00:00',
        dueAtLocal: '2017-12-10T10:40:00',
      },
      {
        number: 'SK 1681',
        departsAt: '2017-12-10T11:15:00+00:00',
        departsAtLocal: '2017-12-10T12:15:00',
        arrivesAt: '2017-12-10T13:30:00+00:00',
        arrivesAtLocal: '2017-12-10T14:30:00',
        dueAt: '2017-12-10T13:30:00+00:00',
        dueAtLocal: '2017-12-10T14:30:00',
      },
      {
        number: 'BT 634',
        departsAt: '2017-12-13T16:00:00+00:00',
        departsAtLocal: '2017-12-13T17:00:00',
        arrivesAt: '2017-12-13T18:45:00+00:00',
        arrivesAtLocal: '2017-12-13T20:45:00',
        dueAt: '2017-12-13T16:00:00+00:00',
        dueAtLocal: '2017-12-13T17:00:00',
      },
    ]);
  });

  it('says when somebody is there, and nobody can say otherwise while it does', async () => {
    expect(await stay()).toEqual(['2017-12-10T14:30:00', '2017-12-13T17:00:00']);
    const { registration } = await delegate.ask(LEGS, { id: registrationId });
    const edit = { id: registrationId, expectedVersion: registration.version };
    for (const [field, local] of Object.entries({
      arrivesAtLocal: '2017-12-10T16:00',
      leavesAtLocal: '2017-12-13T15:00',
    }))
      expect((await does(delegate, 'updateRegistration', { ...edit, [field]: local })).userErrors).toEqual([
        { code: 'FOLLOWS_TRAVEL', field: ['input', field] },
      ]);
    expect(await stay()).toEqual(['2017-12-10T14:30:00', '2017-12-13T17:00:00']);
    // Control: without the trigger there are two truths.
    const byHand = (at: string) =>
      tavola.sql('update registration set arrives_at_local = $2 where id = $1', [registrationId, at]);
    const trigger = (word: string) =>
      tavola.sql(
        `alter table registration ${word} trigger stay_follows_travel`,
        [],
        tavola.database.ownerUrl,
      );
    await expect(byHand('2017-12-10T16:00:00')).rejects.toThrow('follows from his travel');
    await trigger('disable');
    await byHand('2017-12-10T16:00:00');
    expect((await stay())[0]).toBe('2017-12-10T16:00:00');
    await byHand('2017-12-10T14:30:00');
    await trigger('enable');
    // What a form repeats is no change.
    const same = {
      arrivesAtLocal: '2017-12-10T14:30',
      leavesAtLocal: '2017-12-13T17:00',
      photoConsent: true,
    };
    expect((await does(delegate, 'updateRegistration', { ...edit, ...same })).userErrors).toEqual([]);
  });

  it('is what conflicts of the agenda go by', async () => {
    await agendaItem(of, meetingId, {
      kind: 'DISCUSSION',
      title: 'Farewell',
      startsAtLocal: '2017-12-13T16:30',
      endsAtLocal: '2017-12-13T17:30',
      speakerIds: [of.personIds['delegate@skovde.example']],
    });
    await publish(of, meetingId);
    const conflicts = async () => {
      const { meeting } = await of.lead.ask(
        'query ($id: ID!) { meeting(id: $id) { agenda { conflicts { code } } } }',
        { id: meetingId },
      );
      return meeting.agenda.conflicts.map(({ code }: { code: string }) => code);
    };
    expect(await conflicts()).toContain('OUTSIDE_STAY');
    const later = { departsAtLocal: '2017-12-13T18:00', arrivesAtLocal: '2017-12-13T21:45' };
    const edit = { id: legs['home']?.id, expectedVersion: 1, ...later };
    const updated = await does(delegate, 'updateTravelLeg', edit, 'travelLeg { version dueAtLocal }');
    expect(updated).toEqual({ travelLeg: { version: 2, dueAtLocal: '2017-12-13T18:00:00' }, userErrors: [] });
    expect(await stay()).toEqual(['2017-12-10T14:30:00', '2017-12-13T18:00:00']);
    expect(await conflicts()).not.toContain('OUTSIDE_STAY');
  });

  it('cannot arrive before it departs, nor at a time that clocks do not show, nor take a week', async () => {
    const add = async (leg: object) =>
      (await does(delegate, 'addTravelLeg', { registrationId, ...TRAIN, ...leg })).userErrors;
    // The same hour on the wall, in a zone that is an hour ahead.
    const riga = {
      fromTimeZone: 'Europe/Rome',
      toTimeZone: 'Europe/Riga',
      departsAtLocal: '2017-12-09T10:00',
    };
    expect(await add({ ...riga, arrivesAtLocal: '2017-12-09T11:00' })).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'arrivesAtLocal'] },
    ]);
    expect(await add({ arrivesAtLocal: '2018-01-10T10:00' })).toEqual([
      { code: 'INVALID', field: ['input', 'arrivesAtLocal'] },
    ]);
    expect(await add({ toTimeZone: 'Europe/Atlantis' })).toEqual([
      { code: 'UNKNOWN_TIME_ZONE', field: ['input', 'toTimeZone'] },
    ]);
    const march = { departsAtLocal: '2018-03-25T02:30', arrivesAtLocal: '2018-03-25T10:00' };
    expect(await add(march)).toEqual([{ code: 'NONEXISTENT_TIME', field: ['input', 'departsAtLocal'] }]);
    const october = { departsAtLocal: '2017-10-29T00:30', arrivesAtLocal: '2017-10-29T02:30' };
    expect(await add(october)).toEqual([{ code: 'AMBIGUOUS_TIME', field: ['input', 'arrivesAtLocal'] }]);
    const later = await addLeg(delegate, registrationId, {
      ...TRAIN,
      ...october,
      arrivalOccurrence: 'LATER',
    });
    // The one that was chosen stays when something else is changed.
    const edit = { id: later.id, expectedVersion: 1, number: 'X2 444' };
    const { travelLeg } = await does(delegate, 'updateTravelLeg', edit, 'travelLeg { arrivesAt number }');
    expect(travelLeg).toEqual({ arrivesAt: '2017-10-29T01:30:00+00:00', number: 'X2 444' });
    expect(await takes(delegate, 'removeTravelLeg', later.id)).toEqual([]);
  });

  it('is changed by one of two, and removed once however often that is sent', async () => {
    const edit = { id: legs['train']?.id, expectedVersion: 1 };
    expect((await does(delegate, 'updateTravelLeg', { ...edit, number: 'X2 445' })).userErrors).toEqual([]);
    expect((await does(of.lead, 'updateTravelLeg', { ...edit, number: 'X2 446' })).userErrors).toEqual([
      { code: 'CONFLICT', field: ['input', 'expectedVersion'] },
    ]);
    const extra = await addLeg(delegate, registrationId, { ...TRAIN, departsAtLocal: '2017-12-10T05:00' });
    expect(await takes(delegate, 'removeTravelLeg', extra.id)).toEqual([]);
    expect(await takes(delegate, 'removeTravelLeg', extra.id)).toEqual([]);
    const [events] = await tavola.sql(
      `select count(*)::int from event where kind = 'travelLeg.removed' and subject_id = $1`,
      [extra.id],
    );
    expect(events).toEqual({ count: 1 });
    await expect(takes(of.lead, 'removeTravelLeg', extra.id)).rejects.toThrow('Not found.');
  });

  it('is no business of other delegates, of the auditor, nor of another coordinator', async () => {
    const id = legs['plane']?.id;
    const seen = async (client: GraphqlClient) =>
      (await client.ask('query ($id: ID!) { travelLeg(id: $id) { id } }', { id })).travelLeg !== null;
    const others = await Promise.all(
      ['delegate@daugavpils.example', 'coordinator@daugavpils.example', 'delegate@cervia.example'].map(
        async (email) => seen(await of.as(email)),
      ),
    );
    expect(others).toEqual([false, false, false]);
    const those = [
      delegate,
      await of.as('coordinator@skovde.example'),
      await of.as('coordinator@cervia.example'),
    ];
    expect(await Promise.all([...those, of.lead].map(seen))).toEqual([true, true, true, true]);
  });

  it('is told no more when its last leg is removed', async () => {
    const { id } = await addLeg(delegate, registrationId, {
      ...PLANE,
      mode: 'BUS',
      fromPlace: 'Bologna BLQ',
      fromTimeZone: 'Europe/Rome',
      departsAtLocal: '2017-12-10T15:00',
      toPlace: 'Cervia',
      arrivesAtLocal: '2017-12-10T16:30',
    });
    expect((await stay())[0]).toBe('2017-12-10T16:30:00');
    for (const leg of [id, legs['plane']?.id, legs['train']?.id])
      expect(await takes(delegate, 'removeTravelLeg', leg as string)).toEqual([]);
    expect(await stay()).toEqual([null, '2017-12-13T18:00:00']);
    const { registration } = await delegate.ask(LEGS, { id: registrationId });
    const byHand = {
      id: registrationId,
      expectedVersion: registration.version,
      arrivesAtLocal: '2017-12-11T08:00',
    };
    expect((await does(delegate, 'updateRegistration', byHand)).userErrors).toEqual([]);
    expect((await stay())[0]).toBe('2017-12-11T08:00:00');
    // Nobody leaves before he has come.
    const early = { ...HOME, departsAtLocal: '2017-12-11T07:00', arrivesAtLocal: '2017-12-11T11:00' };
    expect((await does(delegate, 'addTravelLeg', { registrationId, ...early })).userErrors).toEqual([
      { code: 'END_BEFORE_START', field: ['input', 'departsAtLocal'] },
    ]);
  });

  it('has no more legs than one list shows, and none of who does not come', async () => {
    const other = await traveller(of, meetingId, 'daugavpils');
    for (let day = 1; day <= 20; day += 1) {
      const on = `2017-11-${String(day).padStart(2, '0')}`;
      const times = { departsAtLocal: `${on}T08:00`, arrivesAtLocal: `${on}T09:00` };
      await addLeg(other.client, other.registrationId, { ...TRAIN, ...times });
    }
    const { registrationId: id } = other;
    expect((await does(other.client, 'addTravelLeg', { registrationId: id, ...TRAIN })).userErrors).toEqual([
      { code: 'TOO_MUCH_TRAVEL', field: ['input', 'registrationId'] },
    ]);
    expect(await takes(other.client, 'withdrawRegistration', id)).toEqual([]);
    expect((await does(other.client, 'addTravelLeg', { registrationId: id, ...TRAIN })).userErrors).toEqual([
      { code: 'NOT_COMING', field: ['input', 'registrationId'] },
    ]);
    // Another partner who names him is not told how he would have come for the first one.
    await invite(of, meetingId, 'norrkoping', 1);
    const delegates = [{ name: 'x', email: 'delegate@daugavpils.example', language: 'lv' }];
    const named = { meetingId, partnerId: of.partnerIds['norrkoping'], delegates };
    const { registrations } = await does(
      of.lead,
      'nameDelegates',
      named,
      'registrations { id arrivesAtLocal travelLegs { id } }',
    );
    expect(registrations).toEqual([{ id, arrivesAtLocal: null, travelLegs: [] }]);
  });
});
