import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { Notifier } from '../src/notifications/notifier.js';
import { NOTICES } from '../src/notifications/notices/notices.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { DatePollReminders } from '../src/polls/date-poll-reminders.js';
import { answer, datePoll, inPoll, readPoll, takeInPoll } from './factories/date-polls.js';
import { type Partnership, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

// What is asked is known to the test alone.
// oxlint-disable-next-line typescript/no-explicit-any
type Poll = any;

type Recall = (...values: never[]) => unknown;

describe('reminders of a date poll', () => {
  const clock = new FixedClock('2017-09-01T08:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let skovde: GraphqlClient;
  let daugavpils: GraphqlClient;
  let poll: Poll;
  let run: () => Promise<number>;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    skovde = await of.as('coordinator@skovde.example');
    daugavpils = await of.as('coordinator@daugavpils.example');
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    const jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
    run = () => new DatePollReminders(dataSource, clock, jobs).run();
    stop = async () => {
      await jobs.stop();
      await dataSource.destroy();
    };
    // Only a delegate is asked for Daugavpils.
    const delegate = { name: 'Delegate', email: 'delegate@daugavpils.example', language: 'lv' };
    const partners = [
      { partnerId: of.partnerIds['norrkoping'] },
      { partnerId: of.partnerIds['cervia'] },
      { partnerId: of.partnerIds['skovde'] },
      { partnerId: of.partnerIds['daugavpils'], people: [delegate] },
    ];
    poll = await datePoll(of, { partners });
  });
  afterAll(async () => {
    await stop();
    await tavola.stop();
  });

  /** Everything that has happened is written and sent. */
  const settled = () =>
    until(async () => {
      const [row] = await tavola.sql(`select (select count(*)::int from unnotified_event) as notes,
        (select count(*)::int from email where state in ('QUEUED', 'SENDING')) as mails`);
      return row?.['notes'] === 0 && row['mails'] === 0;
    }, 30_000);
  const reminders = async () => {
    await settled();
    const rows =
      await tavola.sql(`select m.recipient, count(*)::int from email m join event e on e.id = m.event_id
      where e.kind = 'datePoll.reminded' group by 1 order by 1`);
    return Object.fromEntries(
      rows.map(({ recipient, count }) => [(recipient as string).split('.')[0], count]),
    );
  };
  /** A last reminder to all who are asked, and to the coordinators. */
  const oneMore = (before: Record<string, unknown>) => {
    const asked = ['lead@norrkoping', 'coordinator@cervia', 'coordinator@skovde', 'delegate@daugavpils'];
    const all = [...asked, 'coordinator@daugavpils'];
    return Object.fromEntries(all.map((who) => [who, Number(before[who] ?? 0) + 1]));
  };
  const completions = async () => {
    await settled();
    return (
      await tavola.sql(`select m.recipient, m.subject, m.text from email m join event e on e.id = m.event_id
        where e.kind = 'datePoll.completed' order by m.queued_at`)
    ).map(({ recipient, subject, text }) => ({ recipient, subject, text: text as string }));
  };

  it('come three days before the deadline, to the people of partners that have not answered', async () => {
    await answer(skovde, poll, 'YES YES YES');
    clock.set('2017-09-12T15:59:00Z');
    expect(await run()).toBe(0);
    clock.set('2017-09-12T16:00:00Z');
    expect(await run()).toBe(3);
    const first = { 'lead@norrkoping': 1, 'coordinator@cervia': 1, 'delegate@daugavpils': 1 };
    expect(await reminders()).toEqual(first);
    expect((await readPoll(of.lead, poll.id)).partners.map((one: Poll) => one.hasAnswered)).toEqual([
      false,
      false,
      true,
      false,
    ]);
    // Often run, they come once.
    expect([await run(), await run()]).toEqual([0, 0]);
    expect(await reminders()).toEqual(first);
  });

  it('come one day before to the coordinator as well, and not to a partner that answers meanwhile', async () => {
    clock.set('2017-09-14T16:00:00Z');
    const cervia = await of.as('coordinator@cervia.example');
    await answer(cervia, poll, 'NO YES YES');
    expect(await run()).toBe(2);
    expect(await reminders()).toEqual({
      'lead@norrkoping': 2,
      'coordinator@cervia': 1,
      'delegate@daugavpils': 2,
      'coordinator@daugavpils': 1,
    });
    clock.set('2017-09-15T15:00:00Z');
    expect(await run()).toBe(0);
  });

  it('are told in words, with the link of each', async () => {
    const mail = await tavola.mailTo('coordinator@daugavpils.example', (text) =>
      text.includes('/date-poll/'),
    );
    expect(mail.subject).toBe('EVOLAQ: trūkst atbildes: Final meeting');
    const { pathname, search } = new URL(/http:\S+date-poll\S+/.exec(mail.text)?.[0] as string);
    const page = await (await fetch(tavola.url + pathname + search)).text();
    expect(page).toContain('Daugavpils pilsētas dome');
  });

  it('are over once the last partner has answered, of which the organiser hears once, in her language', async () => {
    expect(await completions()).toEqual([]);
    await answer(daugavpils, poll, 'NO IF_NEED_BE NO');
    expect(await completions()).toEqual([]);
    await tavola.sql(`update person set language = 'sv' where email = 'lead@norrkoping.example'`);
    await answer(of.lead, poll, 'YES YES NO');
    const [told, ...more] = await completions();
    expect(more).toEqual([]);
    expect([told?.recipient, told?.subject]).toEqual([
      'lead@norrkoping.example',
      'EVOLAQ: alla partner har svarat: Final meeting',
    ]);
    expect(told?.text).toContain('mån 11 december–ons 13 december 2017: 4 av 4 partner kan komma.');
    // Whoever changes his mind afterwards is no last one.
    await answer(skovde, poll, 'NO YES YES');
    expect(await completions()).toHaveLength(1);
  });

  it('begin anew with a later deadline, and of dates that were added', async () => {
    const { version } = await readPoll(of.lead, poll.id);
    const later = { id: poll.id, expectedVersion: version, answersUntilLocal: '2017-09-20T18:00' };
    await inPoll(of.lead, 'updateDatePoll', later);
    clock.set('2017-09-18T08:00:00Z');
    expect(await run()).toBe(0);
    await inPoll(of.lead, 'addDateOptions', { datePollId: poll.id, days: [{ startsOn: '2018-01-08' }] });
    // Everybody has just been told of the new one.
    expect(await run()).toBe(0);
    clock.set('2017-09-19T08:00:00Z');
    const before = await reminders();
    const anna = { name: 'Anna', email: 'anna@skovde.example', language: 'sv' };
    await inPoll(of.lead, 'inviteToDatePoll', {
      datePollId: poll.id,
      partners: [{ partnerId: of.partnerIds['skovde'], people: [anna] }],
    });
    expect(await run()).toBe(4);
    // Nor is whoever has just been asked.
    expect(await reminders()).toEqual({ ...before, 'anna@skovde': undefined, ...oneMore(before) });
    await takeInPoll(of.lead, 'cancelDatePoll', poll.id);
    clock.set('2017-09-20T07:00:00Z');
    expect(await run()).toBe(0);
  });

  it('are not written to whoever answers between the reminder and its letter', async () => {
    const partners = [{ partnerId: of.partnerIds['skovde'] }];
    const made = { partners, hostPartnerId: null, quorum: 1, answersUntilLocal: '2017-10-01T18:00' };
    /** All of it within one moment of the worker, which looks at the reminder only afterwards. */
    const answerMeanwhile = async () => {
      clock.set('2017-09-20T08:00:00Z');
      const other = await datePoll(of, made);
      await settled();
      const before = (await reminders())['coordinator@skovde'] ?? 0;
      clock.set('2017-09-30T17:00:00Z');
      const hold = new Promise<void>((resolve) => setTimeout(resolve, 300));
      const notice = NOTICES['datePoll.reminded'] as object;
      await patched(
        notice,
        'recipients',
        (original) =>
          async function (...values: never[]) {
            await hold;
            return original(...values);
          },
        async () => {
          expect(await run()).toBe(1);
          await answer(skovde, other, 'YES YES YES');
          await settled();
        },
      );
      return ((await reminders())['coordinator@skovde'] ?? 0) - before;
    };
    expect(await answerMeanwhile()).toBe(0);
    // The control: a notice that does not look again.
    const unaware = patched(
      NOTICES['datePoll.reminded'] as object,
      'words',
      (original) =>
        (...[data, to]: never[]) => {
          const { datePoll: read } = data as unknown as { datePoll: { partners: object[] } };
          const unanswered = read.partners.map((one) => ({ ...one, hasAnswered: false }));
          const unaware = { ...(data as unknown as object), datePoll: { ...read, partners: unanswered } };
          return original(unaware as never, to as never);
        },
      answerMeanwhile,
    );
    expect(await unaware).toBe(1);
  });

  it('do not leave when their partner answers while the mail server is down', async () => {
    const made = { hostPartnerId: null, quorum: 1, answersUntilLocal: '2017-09-28T18:00' };
    /** The reminder is written, and waits until it was answered. */
    const answerMeanwhile = async (recall: (original: Recall) => Recall) => {
      clock.set('2017-09-21T08:00:00Z');
      const other = await datePoll(of, { ...made, partners: [{ partnerId: of.partnerIds['skovde'] }] });
      await settled();
      clock.set('2017-09-27T17:00:00Z');
      let up = () => undefined as void;
      const isUp = new Promise<void>((resolve) => (up = resolve));
      const down = (original: Recall): Recall =>
        async function (this: unknown, ...id) {
          await isUp;
          return recall(original).apply(this, id);
        };
      await patched(Notifier.prototype, 'recall', down, async () => {
        expect(await run()).toBe(1);
        const written = () =>
          tavola.sql(
            `select m.state from email m join event e on e.id = m.event_id
             where e.kind = 'datePoll.reminded' and e.subject_id = $1`,
            [other.id],
          );
        await until(async () => (await written()).length === 1);
        await answer(skovde, other, 'YES YES YES');
        up();
        await settled();
      });
      const [mail] = await tavola.sql(
        `select m.state from email m join event e on e.id = m.event_id
         where e.kind = 'datePoll.reminded' and e.subject_id = $1`,
        [other.id],
      );
      return mail?.['state'];
    };
    expect(await answerMeanwhile((original) => original)).toBe('DISCARDED');
    // The control: nobody asks once more whether it is wanted.
    expect(await answerMeanwhile(() => async () => undefined)).toBe('SENT');
  });
});
