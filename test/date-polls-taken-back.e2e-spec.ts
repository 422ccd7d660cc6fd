import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, answersOf, datePoll, inPoll, readPoll, takeInPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { Notifier } from '../src/notifications/notifier.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

// What is asked is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Poll = any;

const oneDay = { days: [{ startsOn: '2017-12-11' }], hostPartnerId: null, quorum: 1 };
const slugs = (partners: { slug: string }[]) => partners.map(({ slug }) => slug);
const saidYes = ({ options: [option] }: Poll) => slugs(option.partnersYes);
const names = ({ invitees }: Poll) => invitees.map((one: Poll) => one.person.name).toSorted();

describe('who is asked no more in a date poll', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    skovde = await of.as('coordinator@skovde.example');
  });
  afterAll(() => tavola.stop());

  const partner = (slug: string, ...people: object[]) => ({
    partnerId: of.partnerIds[slug],
    ...(people.length > 0 && { people }),
  });

  it('completes the poll when the only silent one is taken back, of which the organiser hears', async () => {
    const title = 'Silent';
    const poll = await datePoll(of, { ...oneDay, title, partners: [partner('skovde'), partner('cervia')] });
    await answer(skovde, poll, 'YES');
    const { id } = poll.partners.find((one: Poll) => one.partner.slug === 'cervia');
    const { datePoll: now } = await takeInPoll(of.lead, 'withdrawDatePollPartner', id);
    expect(now.completedAt).not.toBeNull();
    const subject = 'EVOLAQ: all partners have answered: Silent';
    await until(async () =>
      tavola.mailsTo('lead@norrkoping.example').some((mail) => mail.subject === subject),
    );
  });

  it('hears of the end of a poll only where he had heard of its beginning', async () => {
    const outsider = { name: 'Outsider', email: 'outsider@elsewhere.example', language: 'en' };
    const asked = async (title: string) =>
      datePoll(of, { ...oneDay, title, partners: [partner('skovde', outsider)] });
    const mails = async (pollId: string) => {
      await until(async () => {
        const [row] = await tavola.sql(
          `select count(*)::int as open from event e left join unnotified_event u on u.event_id = e.id
           left join email m on m.event_id = e.id
           where e.subject_id = $1 and (u.event_id is not null or m.state in ('QUEUED', 'SENDING'))`,
          [pollId],
        );
        return row?.['open'] === 0;
      });
      return tavola.sql(
        `select e.kind, m.state from email m join event e on e.id = m.event_id where e.subject_id = $1 order by e.id`,
        [pollId],
      );
    };
    const known = await asked('Known');
    await mails(known.id);
    await takeInPoll(of.lead, 'cancelDatePoll', known.id);
    expect(await mails(known.id)).toEqual([
      { kind: 'datePoll.created', state: 'SENT' },
      { kind: 'datePoll.cancelled', state: 'SENT' },
    ]);
    // The worker comes to the question only when the poll is given up already.
    const given = await patched(
      Notifier.prototype,
      'notify',
      (original) =>
        async function (this: unknown, ...values: never[]) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          return original.apply(this, values);
        },
      async () => {
        const unknown = await asked('Unknown');
        await takeInPoll(of.lead, 'cancelDatePoll', unknown.id);
        return mails(unknown.id);
      },
    );
    expect(given).toEqual([]);
  });

  let poll: Poll;
  const partnerIn = (slug: string): string => poll.partners.find((one: Poll) => one.partner.slug === slug).id;
  beforeAll(async () => {
    const anna = { name: 'Anna', email: 'anna@skovde.example', language: 'sv' };
    const coordinator = { name: 'Coordinator', email: 'coordinator@skovde.example', language: 'sv' };
    poll = await datePoll(of, {
      ...oneDay,
      title: 'Taken back',
      quorum: 2,
      hostPartnerId: of.partnerIds['norrkoping'],
      partners: [partner('norrkoping'), partner('skovde', coordinator, anna), partner('cervia')],
    });
  });

  it('as a person: what he said counts no more, and his link opens nothing', async () => {
    const mail = await tavola.mailTo('anna@skovde.example', (text) => text.includes('/date-poll/'));
    const { pathname, search } = new URL(/http:\S+date-poll\S+/.exec(mail.text)?.[0] as string);
    const anna = poll.invitees.find((one: Poll) => one.person.name === 'Anna');
    const page = async () => (await fetch(tavola.url + pathname + search)).status;
    expect(await page()).toBe(200);
    const said = { inviteeId: anna.id, answers: answersOf(poll, 'YES') };
    await inPoll(skovde, 'answerDatePoll', { datePollId: poll.id, ...said });
    expect(saidYes(await readPoll(of.lead, poll.id))).toEqual(['skovde']);
    const { datePoll: now } = await takeInPoll(of.lead, 'withdrawDatePollInvitee', anna.id);
    expect([saidYes(now), names(now).includes('Anna')]).toEqual([[], false]);
    expect(await page()).toBe(404);
    const { userErrors: none } = await takeInPoll(of.lead, 'withdrawDatePollInvitee', anna.id);
    expect(none).toEqual([]);
    const days = await tavola.sql('select day from availability where poll_id = $1', [poll.id]);
    expect(days).toEqual([]);
  });

  it('as a partner, unless too few are left or it is the host, and can be asked again', async () => {
    const refused = async (slug: string) =>
      (await takeInPoll(of.lead, 'withdrawDatePollPartner', partnerIn(slug))).userErrors;
    expect(await refused('norrkoping')).toMatchObject([{ code: 'HOST_NOT_ASKED', field: ['id'] }]);
    const { datePoll: less } = await takeInPoll(of.lead, 'withdrawDatePollPartner', partnerIn('cervia'));
    expect(less.partners.map((one: Poll) => one.partner.slug)).toEqual(['norrkoping', 'skovde']);
    expect(await refused('skovde')).toMatchObject([{ code: 'QUORUM_TOO_LARGE', field: ['id'] }]);
    expect(await refused('cervia')).toEqual([]);
    const cervia = await of.as('coordinator@cervia.example');
    expect(await readPoll(cervia, poll.id)).toBeNull();
    const before = tavola.mailsTo('coordinator@cervia.example').length;
    const { datePoll: again } = await inPoll(of.lead, 'inviteToDatePoll', {
      datePollId: poll.id,
      partners: [partner('cervia')],
    });
    expect(again.partners.map((one: Poll) => one.partner.slug)).toEqual(['norrkoping', 'skovde', 'cervia']);
    await tavola.mailTo('coordinator@cervia.example', (text) => text.includes('Taken back'));
    expect(before).toBeGreaterThan(0);
    expect((await readPoll(cervia, poll.id)).invitees).toHaveLength(1);
  });

  it('after which the meeting that is made invites only who is still asked', async () => {
    await takeInPoll(of.lead, 'withdrawDatePollPartner', partnerIn('cervia'));
    for (const client of [of.lead, skovde]) await answer(client, poll, 'YES');
    const { datePoll: now } = await inPoll(of.lead, 'chooseDateOption', {
      optionId: poll.options[0].id,
      number: 10,
      slug: 'taken-back',
      country: 'SE',
    });
    const invited = await tavola.sql(
      'select p.slug from invitation i join partner p on p.id = i.partner_id where i.meeting_id = $1 order by 1',
      [now.meeting.id],
    );
    expect(invited.map(({ slug }) => slug)).toEqual(['norrkoping', 'skovde']);
  });
});
