import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer, datePoll, finalMeeting, inPoll, readPoll } from './factories/date-polls.js';
import { type Partnership, agendaItem, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const AVAILABLE = `
select to_char(a.day, 'YYYY-MM-DD') as day, to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as "from",
  to_char(a.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as "to", a.answer
from availability a join person p on p.id = a.person_id
where a.poll_id = $1 and p.email = $2 order by a.starts_at`;

/** Lines of the draft that a person said he cannot come to, as a conflict would find them. */
const UNAVAILABLE = `
select i.id from agenda_item i join availability a on a.meeting_id = i.meeting_id
where i.meeting_id = $1 and a.answer = 'NO' and a.starts_at < i.ends_at and i.starts_at < a.ends_at`;

describe('the dates of a poll', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
  });
  afterAll(() => tavola.stop());

  const lead = 'lead@norrkoping.example';
  const times = (startsAtLocal: string, endsAtLocal: string, occurrence?: string) => ({
    days: null,
    times: [{ startsAtLocal, endsAtLocal, occurrence }],
  });
  const alone = () => ({
    hostPartnerId: null,
    quorum: 1,
    partners: [{ partnerId: of.partnerIds['norrkoping'] }],
  });
  const choose = (optionId: string, number: number) =>
    inPoll(of.lead, 'chooseDateOption', {
      optionId,
      number,
      slug: `meeting-${number}`,
      hostPartnerId: of.partnerIds['cervia'],
    });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Sao_Paulo', 'Europe/Rome'])(
    'are the same days of the calendar for everybody, also in a poll of %s',
    async (timeZone) => {
      // In São Paulo the 15th of October has no midnight.
      const day = { startsOn: '2017-10-15', endsOn: '2017-10-15' };
      const poll = await datePoll(of, { ...alone(), timeZone, days: [day] });
      expect(poll.options[0]).toMatchObject(day);
      expect((await readPoll(of.lead, poll.id)).options[0]).toMatchObject({ ...day, startsAt: null });
      const [row] = await tavola.sql(
        'select starts_on::text, ends_on::text from date_option where poll_id = $1',
        [poll.id],
      );
      expect(row).toEqual({ starts_on: '2017-10-15', ends_on: '2017-10-15' });
    },
  );

  it('become the days of the meeting as they are', async () => {
    const poll = await datePoll(of, { ...alone(), timeZone: 'Pacific/Auckland' });
    await answer(of.lead, poll, 'YES YES YES');
    const { datePoll: now } = await choose(poll.options[1].id, 21);
    const { meeting } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { startsOn endsOn timeZone } }`,
      {
        id: now.meeting.id,
      },
    );
    expect(meeting).toEqual({ startsOn: '2017-12-11', endsOn: '2017-12-13', timeZone: 'Pacific/Auckland' });
  });

  it('are times on the wall of the zone, in summer and in winter', async () => {
    const poll = await datePoll(of, {
      ...alone(),
      days: null,
      times: [
        { startsAtLocal: '2017-10-27T20:00', endsAtLocal: '2017-10-28T00:00' },
        { startsAtLocal: '2017-10-30T09:00', endsAtLocal: '2017-10-30T10:30' },
      ],
    });
    expect(
      poll.options.map(({ startsAt, endsAt, startsAtLocal }: Record<string, string>) => [
        startsAt,
        endsAt,
        startsAtLocal,
      ]),
    ).toEqual([
      ['2017-10-27T18:00:00+00:00', '2017-10-27T22:00:00+00:00', '2017-10-27T20:00:00'],
      ['2017-10-30T08:00:00+00:00', '2017-10-30T09:30:00+00:00', '2017-10-30T09:00:00'],
    ]);
    await answer(of.lead, poll, 'YES NO');
    expect(await tavola.sql(AVAILABLE, [poll.id, lead])).toEqual([
      { day: null, from: '2017-10-27T18:00', to: '2017-10-27T22:00', answer: 'YES' },
      { day: null, from: '2017-10-30T08:00', to: '2017-10-30T09:30', answer: 'NO' },
    ]);
    // What ends at midnight does not take the next day.
    const { datePoll: now } = await choose(poll.options[0].id, 22);
    const { meeting } = await of.lead.ask(
      `query ($id: ID!) { meeting(id: $id) { startsOn endsOn agenda(draft: true) {
        draftVersion items { title startsAtLocal endsAtLocal } } } }`,
      { id: now.meeting.id },
    );
    // The hour that was asked about is where its agenda begins.
    const item = {
      title: 'Final meeting',
      startsAtLocal: '2017-10-27T20:00:00',
      endsAtLocal: '2017-10-28T00:00:00',
    };
    expect(meeting).toEqual({
      startsOn: '2017-10-27',
      endsOn: '2017-10-27',
      agenda: { draftVersion: 2, items: [item] },
    });
  });

  it('are told with their hours to coordinators who are invited, in one mail, and to nobody who was not asked', async () => {
    const poll = await datePoll(of, {
      ...alone(),
      ...times('2017-11-06T20:00', '2017-11-06T21:30'),
      title: 'Evening call',
      partners: ['norrkoping', 'daugavpils'].map((slug) => ({ partnerId: of.partnerIds[slug] })),
    });
    await answer(of.lead, poll, 'YES');
    const { datePoll: now } = await choose(poll.options[0].id, 23);
    await until(async () => {
      const [row] = await tavola.sql(
        `select count(*)::int as open from unnotified_event u join event e on e.id = u.event_id where e.meeting_id = $1`,
        [now.meeting.id],
      );
      return row?.['open'] === 0;
    });
    const mails = await tavola.sql(
      `select m.recipient, e.kind, m.text from email m join event e on e.id = m.event_id
       where e.meeting_id = $1 or e.subject_id = $2 and e.kind = 'datePoll.chosen' order by 1, 2`,
      [now.meeting.id, poll.id],
    );
    expect(mails.map(({ recipient, kind }) => [recipient, kind])).toEqual([
      ['coordinator@daugavpils.example', 'partner.invited'],
      ['lead@norrkoping.example', 'partner.invited'],
    ]);
    expect(mails.at(-1)?.['text']).toContain('(Mon, 6 November 2017, 20:00–21:30 CET, Cervia)');
  });

  it.each([
    [
      'a time that does not exist',
      times('2018-03-25T02:30', '2018-03-25T04:00'),
      'NONEXISTENT_TIME',
      'times.0.startsAtLocal',
      '2018-03-25T03:30',
    ],
    [
      'a time that comes twice',
      times('2017-10-29T02:30', '2017-10-29T04:00'),
      'AMBIGUOUS_TIME',
      'times.0.startsAtLocal',
      'occurrence',
    ],
    [
      'an end before the start',
      times('2017-10-30T10:00', '2017-10-30T09:00'),
      'END_BEFORE_START',
      'times.0.endsAtLocal',
      'later',
    ],
    [
      'a time that has passed',
      times('2017-09-01T09:00', '2017-09-01T10:00'),
      'IN_THE_PAST',
      'times.0.startsAtLocal',
      'later',
    ],
    [
      'a deadline that does not exist',
      { answersUntilLocal: '2018-03-25T02:30' },
      'NONEXISTENT_TIME',
      'answersUntilLocal',
      '2018-03-25T03:30',
    ],
  ])('are not %s', async (_what, changes, code, field, says) => {
    const before = await tavola.sql('select count(*)::int from date_poll');
    const { userErrors } = await inPoll(of.lead, 'createDatePoll', finalMeeting(of, changes));
    expect(userErrors[0]).toEqual({
      code,
      field: ['input', ...field.split('.')],
      message: expect.stringContaining(says),
    });
    expect(await tavola.sql('select count(*)::int from date_poll')).toEqual(before);
  });

  it('may be that of two which is meant', async () => {
    const late = await datePoll(of, {
      ...alone(),
      ...times('2017-10-29T02:30', '2017-10-29T04:00', 'LATER'),
    });
    expect(late.options[0].startsAt).toBe('2017-10-29T01:30:00+00:00');
    const early = await datePoll(of, {
      ...alone(),
      ...times('2017-10-29T02:30', '2017-10-29T04:00', 'EARLIER'),
    });
    expect(early.options[0].startsAt).toBe('2017-10-29T00:30:00+00:00');
  });

  it('may begin in the first of two equal hours and end in the second, and so does the meeting then', async () => {
    const night = { startsAtLocal: '2017-10-29T02:45', endsAtLocal: '2017-10-29T02:15' };
    const which = { occurrence: 'EARLIER', endOccurrence: 'LATER' };
    const poll = await datePoll(of, { ...alone(), days: null, times: [{ ...night, ...which }] });
    await answer(of.lead, poll, 'YES');
    const { datePoll: now } = await choose(poll.options[0].id, 29);
    const { meeting } = await of.lead.ask(
      'query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { items { startsAt endsAt } } } }',
      { id: now.meeting.id },
    );
    expect(meeting.agenda.items).toEqual([
      { startsAt: '2017-10-29T00:45:00+00:00', endsAt: '2017-10-29T01:15:00+00:00' },
    ]);
  });

  it('are all days or all times', async () => {
    const poll = await datePoll(of, alone());
    const added = await inPoll(of.lead, 'addDateOptions', {
      datePollId: poll.id,
      times: [{ startsAtLocal: '2017-10-30T09:00', endsAtLocal: '2017-10-30T10:00' }],
    });
    expect(added.userErrors[0]).toMatchObject({ code: 'INVALID', field: ['input', 'times'] });
  });

  it('tell day by day when a person can come, by the best that he said of any option with that day', async () => {
    const days = [
      { startsOn: '2017-10-28', endsOn: '2017-10-29' },
      { startsOn: '2017-10-29', endsOn: '2017-10-30' },
    ];
    const poll = await datePoll(of, { ...alone(), days });
    await answer(of.lead, poll, 'NO IF_NEED_BE');
    // The 29th has 25 hours in Rome.
    expect(await tavola.sql(AVAILABLE, [poll.id, lead])).toEqual([
      { day: '2017-10-28', from: '2017-10-27T22:00', to: '2017-10-28T22:00', answer: 'NO' },
      { day: '2017-10-29', from: '2017-10-28T22:00', to: '2017-10-29T23:00', answer: 'IF_NEED_BE' },
      { day: '2017-10-30', from: '2017-10-29T23:00', to: '2017-10-30T23:00', answer: 'IF_NEED_BE' },
    ]);
  });

  it('show which lines of the agenda somebody cannot come to, in the zone of the meeting', async () => {
    const skovde = await of.as('coordinator@skovde.example');
    const days = [
      { startsOn: '2017-12-11', endsOn: '2017-12-12' },
      { startsOn: '2017-12-12', endsOn: '2017-12-12' },
    ];
    const partners = ['norrkoping', 'skovde'].map((slug) => ({ partnerId: of.partnerIds[slug] }));
    const poll = await datePoll(of, { ...alone(), days, partners });
    await answer(of.lead, poll, 'YES YES');
    await answer(skovde, poll, 'NO YES');
    const { datePoll: now } = await choose(poll.options[0].id, 24);
    const item = (startsAtLocal: string, endsAtLocal: string) =>
      agendaItem(of, now.meeting.id, { startsAtLocal, endsAtLocal });
    const first = await item('2017-12-11T22:00', '2017-12-11T23:30');
    await item('2017-12-12T00:00', '2017-12-12T01:00');
    expect(await tavola.sql(UNAVAILABLE, [now.meeting.id])).toEqual([{ id: first.id }]);
  });
});
