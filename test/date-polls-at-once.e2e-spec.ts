import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from 'typeorm';
import { MeetingsService } from '../src/meetings/meetings.service.js';
import { answer, datePoll, inPoll, meetingPoint } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';

type Find = (entity: unknown, options: { lock?: object }) => unknown;

/** As if nothing were held: each transaction goes on as if it were alone. */
const withoutLocks = <Result>(work: () => Promise<Result>): Promise<Result> =>
  patched(
    EntityManager.prototype,
    'findOne',
    (original) =>
      function (this: EntityManager, ...[entity, { lock: _lock, ...options }]: Parameters<Find>) {
        return (original as Find).call(this, entity, options);
      },
    work,
  );

/** Both are at the same place of the same method, where the lock lets them come there together. */
const together = <Result>(service: object, method: string, work: () => Promise<Result>): Promise<Result> => {
  const come = meetingPoint(2);
  return patched(
    service,
    method,
    (original) =>
      async function (this: unknown, ...values: never[]) {
        await come();
        return original.apply(this, values);
      },
    work,
  );
};

/** Both have looked whether they are the last, where the lock lets them, before either is done. */
const lookingTogether = <Result>(work: () => Promise<Result>): Promise<Result> => {
  const come = meetingPoint(2);
  return patched(
    EntityManager.prototype,
    'query',
    (original) =>
      async function (this: unknown, ...values: never[]) {
        const answered = await original.apply(this, values);
        if (String(values[0]).includes('as is_complete')) await come();
        return answered;
      },
    work,
  );
};

describe('of a date poll at the same moment', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let daugavpils: GraphqlClient;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    skovde = await of.as('coordinator@skovde.example');
    daugavpils = await of.as('coordinator@daugavpils.example');
  });
  afterAll(() => tavola.stop());

  let number = 0;
  const meetings = async (pollId: string) =>
    (
      await tavola.sql(
        `select count(*)::int as count from event where kind = 'meeting.scheduled'
           and id > (select id from event where subject_id = $1 and kind = 'datePoll.created')`,
        [pollId],
      )
    )[0]?.['count'];

  /** The lead partner chooses two dates at once, of which it knows nothing of each other. */
  const chooseTwo = async () => {
    const poll = await datePoll(of, { hostPartnerId: null, quorum: 1 });
    await answer(of.lead, poll, 'YES YES YES');
    const host = { hostPartnerId: of.partnerIds['cervia'] };
    const chosen = await together(MeetingsService.prototype, 'scheduleIn', () =>
      Promise.all(
        poll.options.slice(0, 2).map((option: { id: string }) => {
          number += 1;
          const meeting = { number, slug: `at-once-${number}`, ...host };
          const choice = inPoll(of.lead, 'chooseDateOption', { optionId: option.id, ...meeting });
          // A poll with two chosen dates cannot be read.
          return choice.catch(() => ({ userErrors: [] }));
        }),
      ),
    );
    const codes = chosen.map(({ userErrors }) => userErrors[0]?.code ?? 'done').toSorted();
    return { codes, made: await meetings(poll.id) };
  };

  it('two dates are chosen, and one becomes a meeting', async () => {
    expect(await chooseTwo()).toEqual({ codes: ['ALREADY_CHOSEN', 'done'], made: 1 });
  });

  it('two dates are refused by the database where the poll is not held, and by nothing where that is not either', async () => {
    expect(await withoutLocks(chooseTwo)).toEqual({ codes: ['ALREADY_CHOSEN', 'done'], made: 1 });
    await tavola.sql('drop index date_option_chosen_once', [], tavola.database.ownerUrl);
    expect(await withoutLocks(chooseTwo)).toEqual({ codes: ['done', 'done'], made: 2 });
  });

  /** The last two partners answer at once. Returns how often the organiser is told. */
  const answerLast = async () => {
    const partners = ['skovde', 'daugavpils'].map((slug) => ({ partnerId: of.partnerIds[slug] }));
    const poll = await datePoll(of, { hostPartnerId: null, quorum: 1, partners });
    const answered = await lookingTogether(() =>
      Promise.all([answer(skovde, poll, 'YES YES YES'), answer(daugavpils, poll, 'NO NO YES')]),
    );
    expect(answered.map(({ userErrors }) => userErrors)).toEqual([[], []]);
    const told = await tavola.sql(
      `select id from event where subject_id = $1 and kind = 'datePoll.completed'`,
      [poll.id],
    );
    return told.length;
  };

  it('the last two partners answer, and the organiser is told once', async () => {
    expect(await answerLast()).toBe(1);
  });

  it('the organiser is never told where the poll is not held, since each is before the other', async () => {
    expect(await withoutLocks(answerLast)).toBe(0);
  });
});
