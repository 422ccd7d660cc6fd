import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, datePoll, inPoll, readPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { code field } } }`;
const END = `mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }`;

// What is asked is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Poll = any;

const oneDay = { days: [{ startsOn: '2017-12-11' }], hostPartnerId: null, quorum: 1 };
const slugs = (partners: { slug: string }[]) => partners.map(({ slug }) => slug);
const saidYes = ({ options: [option] }: Poll) => slugs(option.partnersYes);
const open = ({ options: [option] }: Poll) => slugs(option.partnersOpen);
const names = ({ invitees }: Poll) => invitees.map((one: Poll) => one.person.name).toSorted();

describe('who speaks for a partner in a date poll', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let bothClient: GraphqlClient;
  let membershipOfBoth: string;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    skovde = await of.as('coordinator@skovde.example');
    await member('both@skovde.example', 'skovde', 'DELEGATE');
    membershipOfBoth = await member('both@skovde.example', 'cervia', 'DELEGATE');
    bothClient = await of.as('both@skovde.example');
  });
  afterAll(() => tavola.stop());

  const member = async (email: string, partner: string, role: string): Promise<string> => {
    const name = email.split('@')[0];
    const input = { partnerId: of.partnerIds[partner], role, name, email, language: 'it' };
    const { inviteMember } = await of.lead.ask(INVITE, { input });
    return inviteMember.membership.id;
  };
  const both = { name: 'both', email: 'both@skovde.example', language: 'it' };
  const partner = (slug: string, ...people: object[]) => ({
    partnerId: of.partnerIds[slug],
    ...(people.length > 0 && { people }),
  });
  const mailsOf = async (email: string, key: string, words: string) => {
    await tavola.mailTo(email, (text) => text.includes(words));
    return tavola.mailsTo(email).filter(({ text }) => text.includes(key) && text.includes(words));
  };

  it('may speak for two, and says it once, by one mail and one page', async () => {
    const title = 'Asked for two';
    const poll = await datePoll(of, {
      ...oneDay,
      title,
      partners: [partner('skovde', both), partner('cervia', both), partner('daugavpils')],
    });
    const [mail, ...more] = await mailsOf(both.email, '/date-poll/', title);
    expect(more).toEqual([]);
    expect(mail?.text).toContain('Skövde kommun, Comune di Cervia');
    const { pathname, search } = new URL(/http:\S+date-poll\S+/.exec(mail?.text ?? '')?.[0] as string);
    expect(await (await fetch(tavola.url + pathname + search)).text()).toContain(
      'Skövde kommun, Comune di Cervia',
    );
    const { datePoll: now } = await answer(bothClient, poll, 'YES', { comment: 'By train' });
    expect([saidYes(now), open(now)]).toEqual([['cervia', 'skovde'], ['daugavpils']]);
    expect(now.options[0].canCome).toBe(2);
    expect((await readPoll(of.lead, poll.id)).invitees.map((one: Poll) => one.comment)).toEqual([
      'By train',
      'By train',
      null,
    ]);
  });

  it('has no voice once he has left it, though he is in the project still, and what he said is what it was at the choice', async () => {
    const made = { ...oneDay, partners: [partner('cervia', both), partner('skovde', both)] };
    const poll = await datePoll(of, { ...made, title: 'Left' });
    const chosen = await datePoll(of, { ...made, title: 'Chosen' });
    for (const one of [poll, chosen]) await answer(bothClient, one, 'YES');
    expect((await readPoll(of.lead, poll.id)).completedAt).not.toBeNull();
    const choice = { optionId: chosen.options[0].id, number: 9, slug: 'chosen', country: 'IT' };
    await inPoll(of.lead, 'chooseDateOption', { ...choice, hostPartnerId: of.partnerIds['cervia'] });
    clock.set('2017-09-01T09:00:00Z');
    await of.lead.ask(END, { id: membershipOfBoth });
    const now = await readPoll(of.lead, poll.id);
    expect([saidYes(now), open(now), names(now), now.completedAt]).toEqual([
      ['skovde'],
      ['cervia'],
      ['both'],
      null,
    ]);
    expect(saidYes(await readPoll(of.lead, chosen.id))).toEqual(['cervia', 'skovde']);
    // He says it for the partner that he is of, and its coordinator for the other one.
    await answer(bothClient, poll, 'NO');
    expect(open(await readPoll(of.lead, poll.id))).toEqual(['cervia']);
    const cervia = await of.as('coordinator@cervia.example');
    const { datePoll: again } = await answer(cervia, poll, 'YES');
    expect([saidYes(again), again.completedAt]).toEqual([['cervia'], '2017-09-01T09:00:00+00:00']);
    const organiser = await tavola.sql(
      `select count(*)::int from event where kind = 'datePoll.completed' and subject_id = $1`,
      [poll.id],
    );
    expect(organiser).toEqual([{ count: 2 }]);
  });

  it('is whoever was of it when the date was chosen, and nobody who came back afterwards', async () => {
    const name = 'back';
    const back = { name, email: 'back@cervia.example', language: 'it' };
    const first = await member(back.email, 'cervia', 'DELEGATE');
    const client = await of.as(back.email);
    const poll = await datePoll(of, {
      ...oneDay,
      title: 'Back',
      partners: [partner('cervia', back), partner('skovde')],
    });
    await answer(client, poll, 'YES');
    await answer(skovde, poll, 'YES');
    await of.lead.ask(END, { id: first });
    clock.set('2017-09-01T09:30:00Z');
    const choice = { optionId: poll.options[0].id, number: 11, slug: 'back', country: 'SE' };
    await inPoll(of.lead, 'chooseDateOption', { ...choice, hostPartnerId: of.partnerIds['skovde'] });
    clock.set('2017-09-01T10:00:00Z');
    await member(back.email, 'cervia', 'DELEGATE');
    expect(saidYes(await readPoll(of.lead, poll.id))).toEqual(['skovde']);
  });

  it('is its coordinator, too, who is asked for another one: he answers for both, and is reminded of what is open', async () => {
    await member('hats@skovde.example', 'skovde', 'DELEGATE');
    await member('hats@skovde.example', 'daugavpils', 'COORDINATOR');
    const hats = { name: 'hats', email: 'hats@skovde.example', language: 'sv' };
    const delegate = { name: 'Delegate', email: 'delegate@daugavpils.example', language: 'lv' };
    const poll = await datePoll(of, {
      ...oneDay,
      title: 'Two hats',
      partners: [partner('skovde', hats), partner('daugavpils', delegate)],
    });
    const { datePoll: now } = await answer(await of.as(hats.email), poll, 'YES');
    expect(saidYes(now)).toEqual(['daugavpils', 'skovde']);
  });

  it('is nobody whose last day has passed: he is not asked, and a partner of such people alone is not', async () => {
    await tavola.sql(
      `update membership set ends_on = '2017-08-31' where role = 'COORDINATOR' and partner_id = $1`,
      [of.partnerIds['daugavpils']],
    );
    const { datePoll: none, userErrors } = await inPoll(of.lead, 'createDatePoll', {
      ...oneDay,
      projectId: of.projectId,
      title: 'Nobody',
      timeZone: 'Europe/Riga',
      answersUntilLocal: '2017-09-15T18:00',
      partners: [partner('daugavpils')],
    });
    expect([none, userErrors.map(({ code, field }: Poll) => [code, field.join('.')])]).toEqual([
      null,
      [['INVALID', 'input.partners.0.people']],
    ]);
    await tavola.sql('update membership set ends_on = null where partner_id = $1', [
      of.partnerIds['daugavpils'],
    ]);
  });

  it('comes with as many as was said at first, when another person is asked', async () => {
    const poll = await datePoll(of, {
      ...oneDay,
      title: 'Seats',
      partners: [{ ...partner('skovde'), seats: 5 }, partner('cervia')],
    });
    const seats = ({ partners }: Poll) => partners.map((one: Poll) => one.seats);
    expect(seats(poll)).toEqual([5, 2]);
    const invite = async (more: object) =>
      (await inPoll(of.lead, 'inviteToDatePoll', { datePollId: poll.id, partners: [more] })).datePoll;
    expect(seats(await invite(partner('skovde', both)))).toEqual([5, 2]);
    expect(seats(await invite({ ...partner('skovde'), seats: 3 }))).toEqual([3, 2]);
  });

  it('has no say of a day that is over', async () => {
    const made = { ...oneDay, answersUntilLocal: '2017-09-03T18:00', days: [{ startsOn: '2017-09-04' }] };
    const poll = await datePoll(of, { ...made, title: 'Over', partners: [partner('skovde')] });
    await answer(skovde, poll, 'YES');
    clock.set('2017-09-05T08:00:00Z');
    const choice = { optionId: poll.options[0].id, number: 12, slug: 'over', country: 'SE' };
    const { userErrors } = await inPoll(of.lead, 'chooseDateOption', {
      ...choice,
      hostPartnerId: of.partnerIds['skovde'],
    });
    expect(userErrors).toMatchObject([{ code: 'IN_THE_PAST', field: ['input', 'optionId'] }]);
    clock.set('2017-09-01T11:00:00Z');
  });
});
