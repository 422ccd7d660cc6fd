import { answer, datePoll, inPoll, takeInPoll } from '../factories/date-polls.js';
import type { Partnership } from '../factories/partnership.js';
import type { Tavola } from '../setup/tavola.js';
import { ADDRESSES, type Actors, type Person } from './people.js';

const LATER = { answersUntilLocal: '2017-12-20T18:00', quorum: 1, place: 'Cervia' };
const DAYS = [{ startsOn: '2018-02-05' }, { startsOn: '2018-02-06', endsOn: '2018-02-07' }];

const person = (who: Person) => ({ name: who, email: ADDRESSES[who], language: 'en' });

/** In the first project: one that is answered, one that has become a meeting, and one that was given up. */
export async function datePolls(
  of: Partnership,
  { lead, host, delegate, formerDelegate }: Actors,
): Promise<{ polls: Record<string, string>; meeting: string }> {
  const { partnerIds } = of;
  const norrkoping = { partnerId: partnerIds['norrkoping'] };
  const cervia = { partnerId: partnerIds['cervia'], people: [person('host')] };
  const asked = await datePoll(of, {
    ...LATER,
    days: DAYS,
    partners: [
      norrkoping,
      cervia,
      { partnerId: partnerIds['skovde'], people: [person('delegate'), person('formerDelegate')] },
      { partnerId: partnerIds['daugavpils'], people: [person('otherCoordinator')] },
    ],
  });
  await answer(host.browser, asked, 'YES NO');
  await answer(delegate.browser, asked, 'IF_NEED_BE NO', { comment: 'By train' });
  await answer(formerDelegate.browser, asked, 'NO NO');
  const times = [{ startsAtLocal: '2018-03-05T09:00', endsAtLocal: '2018-03-06T12:00' }];
  const polled = await datePoll(of, {
    ...LATER,
    days: null,
    times,
    partners: [
      norrkoping,
      cervia,
      { partnerId: partnerIds['skovde'], people: [person('formerDelegate')] },
      { partnerId: partnerIds['daugavpils'], people: [person('otherCoordinator')] },
    ],
  });
  await answer(host.browser, polled, 'IF_NEED_BE');
  await answer(formerDelegate.browser, polled, 'NO');
  await answer(lead.browser, polled, 'YES');
  const choice = { optionId: polled.options[0].id, number: 10, slug: 'polled' };
  const { datePoll: chosen } = await inPoll(lead.browser, 'chooseDateOption', choice);
  const ofLead = await datePoll(of, { ...LATER, days: DAYS, hostPartnerId: null, partners: [norrkoping] });
  await takeInPoll(lead.browser, 'cancelDatePoll', ofLead.id);
  return {
    polls: { asked: asked.id, polled: polled.id, ofLead: ofLead.id },
    meeting: chosen.meeting.id,
  };
}

/** In the other project. */
export async function otherPoll(other: Partnership, { stranger }: Actors): Promise<Record<string, string>> {
  const partners = [{ partnerId: other.partnerIds['turku'] }];
  const poll = await datePoll(other, { ...LATER, hostPartnerId: null, days: DAYS.slice(0, 1), partners });
  await answer(stranger.browser, poll, 'YES');
  return { other: poll.id };
}

/** Names of what belongs to polls. A reminder is of the worker's, so nobody has sent one. */
export async function partsOfPolls(
  tavola: Tavola,
  polls: Readonly<Record<string, string>>,
): Promise<Record<string, Record<string, string>>> {
  await tavola.sql('update date_poll_partner set reminded_at = invited_at where poll_id = $1', [
    polls['asked'],
  ]);
  const nameOf = Object.fromEntries(Object.entries(polls).map(([name, id]) => [id, name]));
  const people = Object.fromEntries(Object.entries(ADDRESSES).map(([name, email]) => [email, name]));
  const named = async (text: string) =>
    Object.fromEntries(
      (await tavola.sql(text)).map(({ id, poll_id: pollId, rest }) => [
        `${nameOf[pollId as string]} ${people[rest as string] ?? String(rest)}`,
        id as string,
      ]),
    );
  return {
    DatePoll: { ...polls },
    DateOption: await named(`select id, poll_id, row_number() over (partition by poll_id
      order by starts_on, starts_at) as rest from date_option`),
    DatePollPartner: await named(`select i.id, i.poll_id, p.slug as rest from date_poll_partner i
      join partner p on p.id = i.partner_id`),
    DatePollInvitee: await named(`select i.id, i.poll_id, p.email as rest from date_poll_invitee i
      join person p on p.id = i.person_id`),
  };
}
