import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DECEMBER, datePoll, inPoll } from './factories/date-polls.js';
import { type Partnership, agendaItem, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const CONFLICTS = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { conflicts {
  code message items { title } person { name } partner { slug } } } } }`;

describe('who said in the poll that he cannot come', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  /** All can come from 11 to 13 December, but for one delegate of Skövde, who is free from 12 to 14. */
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-08-01T08:00:00Z') });
    of = await partnership(tavola);
    const poll = await datePoll(of);
    const optionIds: string[] = poll.options.map(({ id }: { id: string }) => id);
    const says = async (email: string, ...answers: string[]) => {
      const given = {
        datePollId: poll.id,
        answers: answers.map((answer, n) => ({ optionId: optionIds[n], answer })),
      };
      expect((await inPoll(await of.as(email), 'answerDatePoll', given)).userErrors).toEqual([]);
    };
    for (const partner of ['cervia', 'skovde', 'daugavpils'])
      await says(`coordinator@${partner}.example`, 'YES', 'YES', 'YES');
    await says('delegate@skovde.example', 'NO', 'NO', 'YES');
    const choice = { optionId: optionIds[1], number: 9, slug: 'cervia', country: 'IT' };
    const { datePoll: chosen, userErrors } = await inPoll(of.lead, 'chooseDateOption', choice);
    if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
    meetingId = chosen.meeting.id;
  });
  afterAll(() => tavola.stop());

  const item = (title: string, day: string, changes: object = {}) =>
    agendaItem(of, meetingId, {
      title,
      startsAtLocal: `${day}T09:00`,
      endsAtLocal: `${day}T10:00`,
      ...changes,
    });

  it('is told of where he is to speak on that day, and of no other day', async () => {
    const speakerIds = [of.personIds['delegate@skovde.example']];
    await item('First day', DECEMBER[1]?.startsOn as string, { speakerIds });
    await item('Second day', DECEMBER[2]?.startsOn as string, { speakerIds });
    const { conflicts } = (await of.lead.ask(CONFLICTS, { id: meetingId })).meeting.agenda;
    expect(conflicts.filter(({ code }: { code: string }) => code === 'OUTSIDE_AVAILABILITY')).toEqual([
      {
        code: 'OUTSIDE_AVAILABILITY',
        message:
          'Delegate, Skövde said in the date poll not to be available when “First day” takes place. Agenda items concerned: 1.',
        items: [{ title: 'First day' }],
        person: { name: 'Delegate, Skövde' },
        partner: null,
      },
    ]);
  });

  it('of several times that overlap is taken by his better answer', async () => {
    const at = (from: string, to: string) => ({
      startsAtLocal: `2017-12-11T${from}`,
      endsAtLocal: `2017-12-11T${to}`,
    });
    const times = [at('09:00', '12:00'), at('11:00', '17:00'), at('18:00', '19:00')];
    const poll = await datePoll(of, { days: null, times });
    const says = async (email: string, ...answers: string[]) => {
      const given = {
        datePollId: poll.id,
        answers: answers.map((answer, n) => ({ optionId: poll.options[n].id, answer })),
      };
      expect((await inPoll(await of.as(email), 'answerDatePoll', given)).userErrors).toEqual([]);
    };
    for (const partner of ['cervia', 'skovde', 'daugavpils'])
      await says(`coordinator@${partner}.example`, 'YES', 'YES', 'YES');
    const choice = { optionId: poll.options[1].id, number: 10, slug: 'times', country: 'IT' };
    // Both say no to the morning, but one of them could come to what begins before noon.
    await says('delegate@skovde.example', 'NO', 'IF_NEED_BE', 'NO');
    await says('delegate@cervia.example', 'NO', 'NO', 'NO');
    const { datePoll: chosen, userErrors } = await inPoll(of.lead, 'chooseDateOption', choice);
    expect(userErrors).toEqual([]);
    const { id } = chosen.meeting;
    const speakerIds = ['skovde', 'cervia'].map((partner) => of.personIds[`delegate@${partner}.example`]);
    await agendaItem(of, id, { title: 'Early', speakerIds, ...at('09:00', '10:00') });
    await agendaItem(of, id, { title: 'Late', speakerIds, ...at('18:00', '18:30') });
    const { conflicts } = (await of.lead.ask(CONFLICTS, { id })).meeting.agenda;
    const told = (conflicts as { code: string; items: { title: string }[]; person: { name: string } }[])
      .filter(({ code }) => code === 'OUTSIDE_AVAILABILITY')
      .map(({ items, person }) => `${person.name}: ${items.map(({ title }) => title).join(', ')}`);
    expect(told.toSorted()).toEqual(['Delegate, Cervia: Early, Late', 'Delegate, Skövde: Late']);
  });
});
