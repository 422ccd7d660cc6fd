import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DECEMBER,
  answer,
  answersOf,
  datePoll,
  finalMeeting,
  inPoll,
  readPoll,
  takeInPoll,
} from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const slugs = (partners: { slug: string }[]): string => partners.map(({ slug }) => slug).join(' ');

// What is asked is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Poll = any;

/** yes / if need be / no / open, of each date. */
const counted = ({ options }: Poll): string[] =>
  options.map(
    (option: Poll) =>
      `${slugs(option.partnersYes)} / ${slugs(option.partnersIfNeedBe)} / ${slugs(option.partnersNo)} / ${slugs(option.partnersOpen)}`,
  );

describe('EVOLAQ seeks a date for its final meeting', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let cervia: GraphqlClient;
  let skovde: GraphqlClient;
  let skovdeDelegate: GraphqlClient;
  let daugavpils: GraphqlClient;
  let outsider: GraphqlClient;
  let stranger: GraphqlClient;
  let poll: Poll;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock, worker: true });
    of = await partnership(tavola);
    cervia = await of.as('coordinator@cervia.example');
    skovde = await of.as('coordinator@skovde.example');
    skovdeDelegate = await of.as('delegate@skovde.example');
    daugavpils = await of.as('coordinator@daugavpils.example');
    outsider = await of.as('delegate@daugavpils.example');
    await tavola.person('stranger@elsewhere.example');
    stranger = await of.as('stranger@elsewhere.example');
  });
  afterAll(() => tavola.stop());

  const written = () =>
    tavola.sql(`select (select count(*)::int from date_poll) as polls, (select count(*)::int from date_option) as options,
      (select count(*)::int from date_poll_invitee) as invitees, (select count(*)::int from date_answer) as answers,
      (select count(*)::int from meeting) as meetings, (select count(*)::int from event) as events,
      (select count(*)::int from person) as people`);
  const choose = (client: GraphqlClient, optionId: string, changes: object = {}) =>
    inPoll(client, 'chooseDateOption', { optionId, number: 9, slug: 'cervia', country: 'IT', ...changes });

  it('by asking four partners about three dates, once however often that is sent', async () => {
    const input = finalMeeting(of, { idempotencyKey: 'the final meeting' });
    const [first, again] = [
      await inPoll(of.lead, 'createDatePoll', input),
      await inPoll(of.lead, 'createDatePoll', input),
    ];
    expect(first.userErrors).toEqual([]);
    expect(again).toEqual(first);
    poll = first.datePoll;
    expect(poll).toMatchObject({ state: 'OPEN', kind: 'DAYS', quorum: 3, completedAt: null, meeting: null });
    expect(poll.answersUntil).toBe('2017-09-15T16:00:00+00:00');
    expect(poll.options.map(({ startsOn, endsOn }: Poll) => ({ startsOn, endsOn }))).toEqual(DECEMBER);
    expect(poll.partners.map((one: Poll) => [one.partner.slug, one.seats, one.hasAnswered])).toEqual([
      ['norrkoping', 4, false],
      ['cervia', 2, false],
      ['skovde', 3, false],
      ['daugavpils', 2, false],
    ]);
    expect(poll.invitees).toHaveLength(7);
  });

  it('which is seen by those who are asked and their coordinators, and of single people by fewer', async () => {
    expect(await readPoll(stranger, poll.id)).toBeNull();
    expect(await readPoll(outsider, poll.id)).toBeNull();
    expect((await readPoll(cervia, poll.id)).invitees).toHaveLength(7);
    expect((await readPoll(skovde, poll.id)).invitees).toHaveLength(3);
    expect((await readPoll(skovdeDelegate, poll.id)).invitees).toHaveLength(1);
  });

  it('where three people of one partner count once, by the best that one of them says', async () => {
    await answer(skovde, poll, 'NO NO NO', { comment: 'Budget week' });
    await answer(skovdeDelegate, poll, 'NO IF_NEED_BE NO');
    const anna = poll.invitees.find(({ person }: Poll) => person.name === 'Anna');
    const { datePoll: now } = await answer(skovde, poll, 'NO YES IF_NEED_BE', { inviteeId: anna.id });
    expect(counted(now)).toEqual([
      ' /  / skovde / cervia daugavpils norrkoping',
      'skovde /  /  / cervia daugavpils norrkoping',
      ' / skovde /  / cervia daugavpils norrkoping',
    ]);
    expect(
      now.options.map((option: Poll) => [option.canCome, option.reachesQuorum, option.hostCanCome]),
    ).toEqual([
      [0, false, null],
      [1, false, null],
      [1, false, null],
    ]);
    expect(now.partners[2].hasAnswered).toBe(true);
  });

  it('where saying the same again changes nothing, and another word does', async () => {
    const before = await written();
    await answer(skovde, poll, 'NO NO NO', { comment: 'Budget week' });
    expect(await written()).toEqual(before);
    // What is left out stays as it was said.
    const part = { answers: answersOf(poll, 'YES') };
    const { datePoll: now } = await inPoll(skovde, 'answerDatePoll', { datePollId: poll.id, ...part });
    expect(
      now.invitees
        .find(({ comment }: Poll) => comment === 'Budget week')
        .answers.map((one: Poll) => one.answer),
    ).toEqual(['YES', 'NO', 'NO']);
    await answer(skovde, poll, 'NO NO NO');
  });

  it('where nobody answers in part, for another date, or for others', async () => {
    const before = await written();
    const other = await datePoll(of, { idempotencyKey: 'other', title: 'Another' });
    const start = await written();
    const refused = async (client: GraphqlClient, input: object) =>
      (await inPoll(client, 'answerDatePoll', { datePollId: poll.id, ...input })).userErrors[0];
    expect(await refused(daugavpils, { answers: answersOf(poll, 'YES YES') })).toMatchObject({
      code: 'ANSWER_MISSING',
      field: ['input', 'answers'],
    });
    expect(await refused(daugavpils, { answers: answersOf(other, 'YES') })).toMatchObject({
      code: 'INVALID',
      field: ['input', 'answers', '0', 'optionId'],
    });
    const anna = poll.invitees.find(({ person }: Poll) => person.name === 'Anna');
    const forAnna = { datePollId: poll.id, inviteeId: anna.id, answers: answersOf(poll, 'NO NO NO') };
    await expect(inPoll(skovdeDelegate, 'answerDatePoll', forAnna)).rejects.toThrow('Not found.');
    for (const client of [stranger, outsider])
      await expect(answer(client, poll, 'YES YES YES')).rejects.toThrow('Not found.');
    expect(await written()).toEqual(start);
    expect(start).not.toEqual(before);
  });

  it('where no date is chosen on which the host cannot come, or has not said so', async () => {
    const [, second, third] = poll.options;
    const before = await written();
    expect((await choose(of.lead, second.id)).userErrors[0]).toMatchObject({
      code: 'HOST_CANNOT',
      message: 'Comune di Cervia, the host, has not answered for that date. Ask it first.',
    });
    expect(await written()).toEqual(before);
    await answer(cervia, poll, 'IF_NEED_BE YES NO');
    expect((await choose(of.lead, third.id, { confirmBelowQuorum: true })).userErrors[0]).toMatchObject({
      code: 'HOST_CANNOT',
      message: 'Comune di Cervia, the host, cannot come on that date. Choose another one.',
    });
    // The control: of another date nothing but the quorum is wanting.
    expect((await choose(of.lead, second.id)).userErrors[0].code).toBe('NO_QUORUM');
  });

  it('where fewer than asked for must be wanted by name', async () => {
    expect((await choose(of.lead, poll.options[1].id)).userErrors).toEqual([
      {
        code: 'NO_QUORUM',
        field: ['input', 'confirmBelowQuorum'],
        message:
          'Only 2 of the 3 partners that are needed can come. These cannot, or have not answered: ' +
          'Daugavpils pilsētas dome, Norrköpings kommun. Choose the date all the same with confirmBelowQuorum.',
      },
    ]);
  });

  it('which a date that somebody adds lets be answered anew, and one that is withdrawn no more', async () => {
    await answer(daugavpils, poll, 'NO IF_NEED_BE YES');
    const { datePoll: complete } = await answer(of.lead, poll, 'YES YES YES');
    expect(complete.completedAt).toBe('2017-09-01T08:00:00+00:00');
    const days = [{ startsOn: '2018-01-08' }, DECEMBER[0]];
    const { datePoll: more } = await inPoll(cervia, 'addDateOptions', { datePollId: poll.id, days });
    expect(more.options.map(({ startsOn, endsOn }: Poll) => [startsOn, endsOn]).at(-1)).toEqual([
      '2018-01-08',
      '2018-01-08',
    ]);
    expect([more.options.length, more.completedAt, more.version]).toEqual([4, null, poll.version + 1]);
    expect(slugs(more.options[3].partnersOpen)).toBe('cervia daugavpils norrkoping skovde');
    const { datePoll: less } = await takeInPoll(cervia, 'withdrawDateOption', more.options[3].id);
    expect([less.options.length, less.completedAt]).toEqual([3, '2017-09-01T08:00:00+00:00']);
    // Brought back it is the same date as before.
    const back = await inPoll(of.lead, 'addDateOptions', { datePollId: poll.id, days: days.slice(0, 1) });
    expect(back.datePoll.options[3].id).toBe(more.options[3].id);
    await takeInPoll(of.lead, 'withdrawDateOption', more.options[3].id);
  });

  it('and takes no answer after the deadline, until there is a later one', async () => {
    clock.set('2017-09-15T16:00:00Z');
    const { userErrors } = await answer(skovde, poll, 'YES YES YES');
    expect(userErrors[0]).toMatchObject({ code: 'POLL_ENDED', field: ['input', 'datePollId'] });
    const { version } = await readPoll(of.lead, poll.id);
    const edit = { id: poll.id, expectedVersion: version, answersUntilLocal: '2017-09-20T18:00', quorum: 4 };
    const { datePoll: later } = await inPoll(cervia, 'updateDatePoll', edit);
    expect([later.quorum, later.answersUntilLocal]).toEqual([4, '2017-09-20T18:00:00']);
    expect((await answer(skovde, poll, 'NO NO YES')).userErrors).toEqual([]);
    const { datePoll: closed } = await takeInPoll(cervia, 'closeDatePoll', poll.id);
    expect(closed.answersUntil).toBe('2017-09-15T16:00:00+00:00');
    expect((await answer(skovde, poll, 'NO NO NO')).userErrors[0].code).toBe('POLL_ENDED');
    const before = await written();
    await takeInPoll(cervia, 'closeDatePoll', poll.id);
    expect(await written()).toEqual(before);
  });

  it('until a date becomes a meeting with its invitations, once', async () => {
    const chosen = poll.options[1].id;
    expect((await choose(cervia, chosen)).userErrors[0].code).toBe('FORBIDDEN');
    const { datePoll: now, userErrors } = await choose(of.lead, chosen);
    expect(userErrors).toEqual([]);
    expect(now).toMatchObject({ state: 'CHOSEN', chosenOption: { id: chosen } });
    const { meeting } = await skovde.ask(
      `query ($id: ID!) { meeting(id: $id) { state title place timeZone startsOn endsOn number slug
        hostPartner { slug } country { code } invitations { seats partner { slug } } datePoll { id chosenOption { startsOn } } } }`,
      { id: now.meeting.id },
    );
    expect(meeting).toEqual({
      state: 'ANNOUNCED',
      title: 'Final meeting',
      place: 'Cervia',
      timeZone: 'Europe/Rome',
      startsOn: '2017-12-11',
      endsOn: '2017-12-13',
      number: 9,
      slug: 'cervia',
      hostPartner: { slug: 'cervia' },
      country: { code: 'IT' },
      invitations: [
        { seats: 4, partner: { slug: 'norrkoping' } },
        { seats: 2, partner: { slug: 'cervia' } },
        { seats: 3, partner: { slug: 'skovde' } },
        { seats: 2, partner: { slug: 'daugavpils' } },
      ],
      datePoll: { id: poll.id, chosenOption: { startsOn: '2017-12-11' } },
    });
    const before = await written();
    expect((await choose(of.lead, chosen, { number: 10, slug: 'again' })).datePoll.meeting).toEqual(
      now.meeting,
    );
    expect((await choose(of.lead, poll.options[2].id)).userErrors[0].code).toBe('ALREADY_CHOSEN');
    expect((await takeInPoll(of.lead, 'cancelDatePoll', poll.id)).userErrors[0].code).toBe('POLL_ENDED');
    expect(await written()).toEqual(before);
  });

  it('or is given up', async () => {
    const given = await datePoll(of, { answersUntilLocal: '2017-10-01T18:00' });
    expect((await takeInPoll(of.lead, 'cancelDatePoll', given.id)).datePoll.state).toBe('CANCELLED');
    const before = await written();
    expect((await takeInPoll(of.lead, 'cancelDatePoll', given.id)).datePoll.state).toBe('CANCELLED');
    expect((await answer(of.lead, given, 'YES YES YES')).userErrors[0].code).toBe('POLL_ENDED');
    expect((await choose(of.lead, given.options[0].id)).userErrors[0].code).toBe('POLL_ENDED');
    expect(await written()).toEqual(before);
  });

  it('and makes no meeting of a date on which nobody comes, or whose number is taken', async () => {
    const own = { hostPartnerId: null, answersUntilLocal: '2017-10-01T18:00', quorum: 1 };
    const sought = await datePoll(of, { ...own, title: 'Next meeting' });
    await answer(of.lead, sought, 'NO YES NO');
    await answer(cervia, sought, 'NO NO NO');
    const before = await written();
    const host = { hostPartnerId: of.partnerIds['skovde'], confirmBelowQuorum: true };
    expect((await choose(of.lead, sought.options[0].id, host)).userErrors[0].code).toBe('NOBODY_CAN');
    const atCervia = { ...host, hostPartnerId: of.partnerIds['cervia'] };
    expect((await choose(of.lead, sought.options[1].id, atCervia)).userErrors[0].code).toBe('HOST_CANNOT');
    expect((await choose(of.lead, sought.options[1].id)).userErrors[0]).toMatchObject({
      code: 'INVALID',
      field: ['input', 'hostPartnerId'],
    });
    expect((await choose(of.lead, sought.options[1].id, host)).userErrors[0]).toMatchObject({
      code: 'DUPLICATE',
      field: ['input', expect.stringMatching(/slug|number/)],
    });
    expect(await written()).toEqual(before);
    const { datePoll: now } = await choose(of.lead, sought.options[1].id, {
      ...host,
      number: 10,
      slug: 'next',
    });
    expect(now.state).toBe('CHOSEN');
  });
});
