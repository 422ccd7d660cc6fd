import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { datePoll, finalMeeting, inPoll, readPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

describe('a date poll', () => {
  let tavola: Tavola;
  let of: Partnership;
  let cervia: GraphqlClient;
  let outsider: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-09-01T08:00:00Z') });
    of = await partnership(tavola);
    cervia = await of.as('coordinator@cervia.example');
    outsider = await of.as('delegate@daugavpils.example');
  });
  afterAll(() => tavola.stop());

  const written = () =>
    tavola.sql(`select (select count(*)::int from date_poll) as polls, (select count(*)::int from date_option) as options,
      (select count(*)::int from date_poll_invitee) as invitees, (select count(*)::int from event) as events,
      (select count(*)::int from person) as people`);

  it.each([
    [
      'a deadline that has passed',
      { answersUntilLocal: '2017-09-01T09:00' },
      'IN_THE_PAST',
      'answersUntilLocal',
    ],
    ['a quorum of more than are asked', { quorum: 5 }, 'QUORUM_TOO_LARGE', 'quorum'],
    ['a zone that is none', { timeZone: 'Europe/Cervia' }, 'UNKNOWN_TIME_ZONE', 'timeZone'],
    ['no date', { days: null }, 'INVALID', 'days'],
    [
      'days and times',
      { times: [{ startsAtLocal: '2017-12-11T09:00', endsAtLocal: '2017-12-11T10:00' }] },
      'INVALID',
      'times',
    ],
    ['a day that has passed', { days: [{ startsOn: '2017-08-31' }] }, 'IN_THE_PAST', 'days.0.startsOn'],
    [
      'an end before the start',
      { days: [{ startsOn: '2017-12-11', endsOn: '2017-12-10' }] },
      'END_BEFORE_START',
      'days.0.endsOn',
    ],
    ['a day that there is not', { days: [{ startsOn: '2017-11-31' }] }, 'INVALID', 'days.0.startsOn'],
    [
      'more than a month',
      { days: [{ startsOn: '2017-12-01', endsOn: '2018-01-01' }] },
      'INVALID',
      'days.0.endsOn',
    ],
    ['nobody', { partners: [] }, 'INVALID', 'partners'],
  ])('refuses %s, and keeps nothing of it', async (_what, changes, code, field) => {
    const before = await written();
    const { datePoll: none, userErrors } = await inPoll(
      of.lead,
      'createDatePoll',
      finalMeeting(of, { answersUntilLocal: '2017-10-01T18:00', ...changes }),
    );
    expect([none, userErrors[0]]).toEqual([
      null,
      { code, field: ['input', ...field.split('.')], message: expect.any(String) },
    ]);
    expect(await written()).toEqual(before);
  });

  it('refuses a host that is not asked, and new people by whoever may name none', async () => {
    const { partners, ...rest } = finalMeeting(of, { answersUntilLocal: '2017-10-01T18:00' });
    const create = async (input: object) =>
      (await inPoll(of.lead, 'createDatePoll', { ...rest, ...input })).userErrors[0];
    const before = await written();
    const withoutHost = partners.filter(({ partnerId }) => partnerId !== of.partnerIds['cervia']);
    expect(await create({ partners: withoutHost })).toMatchObject({
      code: 'HOST_NOT_ASKED',
      field: ['input', 'hostPartnerId'],
    });
    expect(await written()).toEqual(before);
    const open = await datePoll(of, { answersUntilLocal: '2017-10-01T18:00' });
    const ask = (person: object) => ({
      datePollId: open.id,
      partners: [{ partnerId: of.partnerIds['daugavpils'], people: [person] }],
    });
    const nobody = { name: 'Nobody', email: 'nobody@daugavpils.example', language: 'lv' };
    expect((await inPoll(cervia, 'inviteToDatePoll', ask(nobody))).userErrors[0]).toMatchObject({
      code: 'FORBIDDEN',
      field: ['input', 'partners', '0', 'people', '0', 'email'],
    });
    const known = { name: 'Delegate', email: 'delegate@daugavpils.example', language: 'lv' };
    expect((await inPoll(cervia, 'inviteToDatePoll', ask(known))).datePoll.invitees).toHaveLength(8);
    expect(await readPoll(outsider, open.id)).not.toBeNull();
  });
});
