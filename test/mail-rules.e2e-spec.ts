import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applicationDataSource } from '../src/data-source.js';
import { Notifier } from '../src/notifications/notifier.js';
import { ScheduledMails } from '../src/notifications/scheduled-mails.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { MaterialReminders } from '../src/presentations/material-reminders.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import {
  type Partnership,
  agendaItem,
  openMeeting,
  partnership,
  publish,
  step,
} from './factories/partnership.js';
import { HOME, PLANE, TRAIN, addLeg, traveller } from './factories/travel.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { patched } from './setup/patched.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const RULES = 'kind daysBefore isOwn';
const READ = `query ($id: ID!) { meeting(id: $id) { version mailRules { ${RULES} } project { version mailRules { ${RULES} } } } }`;
const SET = `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) {
  meeting { mailRules { ${RULES} } } userErrors { code field } } }`;
const SET_IN_PROJECT = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { userErrors { code field } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { state } userErrors { code } } }`;
const BOOK = `mutation ($input: AddHotelStayInput!) { addHotelStay(input: $input) { userErrors { code } } }`;
const ARRANGE = `mutation ($input: ArrangePickUpInput!) { arrangePickUp(input: $input) { userErrors { code } } }`;

const OFF = ['MATERIAL_MISSING', 'ANSWER_MISSING', 'TRAVEL_MISSING', 'PRACTICAL_INFORMATION'].map((kind) => ({
  kind,
  daysBefore: [] as number[],
}));
/** One rule, and no other. */
const only = (kind: string, ...daysBefore: number[]) => [
  ...OFF.filter((rule) => rule.kind !== kind),
  { kind, daysBefore },
];

type Recall = (...values: never[]) => unknown;

describe('mails that leave by the calendar', () => {
  const clock = new FixedClock('2017-11-20T09:00:00Z');
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let meetingId: string;
  let run: () => Promise<number>;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    clock.set('2017-11-20T09:00:00Z');
    tavola = await Tavola.start({ clock });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
    meetingId = await openMeeting(of);
    const dataSource = await applicationDataSource(tavola.database.url).initialize();
    const jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
    const material = new MaterialReminders(dataSource, clock, jobs);
    run = () => new ScheduledMails(dataSource, clock, jobs, material).run();
    stop = async () => {
      await jobs.stop();
      await dataSource.destroy();
    };
  });
  afterEach(async () => {
    await stop();
    await tavola.stop();
  });

  const runAt = (iso: string) => {
    clock.set(iso);
    return run();
  };
  const read = async () => (await of.lead.ask(READ, { id: meetingId })).meeting;
  const set = async (mailRules: object[], by = host, changes: object = {}) => {
    const { version } = await read();
    return (await by.ask(SET, { input: { id: meetingId, expectedVersion: version, mailRules, ...changes } }))
      .updateMeeting;
  };
  /** Everything that has happened is written and sent. */
  const settled = () =>
    until(async () => {
      const [row] = await tavola.sql(`select (select count(*)::int from unnotified_event) as notes,
        (select count(*)::int from email where state in ('QUEUED', 'SENDING')) as mails`);
      return row?.['notes'] === 0 && row['mails'] === 0;
    }, 30_000);
  /** Who got how many mails of a kind; of what was taken back, none. */
  const sent = async (kind: string): Promise<Record<string, number>> => {
    await settled();
    const rows = await tavola.sql(
      `select m.recipient, count(*)::int from email m join event e on e.id = m.event_id
       where e.kind = $1 and m.state = 'SENT' group by 1 order by 1`,
      [kind],
    );
    return Object.fromEntries(rows.map(({ recipient, count }) => [String(recipient).split('.')[0], count]));
  };
  const named = (name: string, partner = 'skovde') =>
    nameDelegate(of, meetingId, { partner, name, seats: 5, language: 'de' });

  it('are set for a meeting, else for its project, else they leave when they usually do', async () => {
    const usual = [
      { kind: 'MATERIAL_MISSING', daysBefore: [14, 7, 2, -1], isOwn: false },
      { kind: 'ANSWER_MISSING', daysBefore: [14, 7], isOwn: false },
      { kind: 'TRAVEL_MISSING', daysBefore: [14, 5], isOwn: false },
      { kind: 'PRACTICAL_INFORMATION', daysBefore: [1], isOwn: false },
    ];
    const rules = async () => {
      const { mailRules, project } = await read();
      return [mailRules, project.mailRules];
    };
    expect(await rules()).toEqual([usual, usual]);
    await set([{ kind: 'TRAVEL_MISSING', daysBefore: [3, 10] }]);
    const inProject = { id: of.projectId, expectedVersion: 1 };
    const mailRules = [
      { kind: 'TRAVEL_MISSING', daysBefore: [] },
      { kind: 'PRACTICAL_INFORMATION', daysBefore: [2] },
    ];
    await of.lead.ask(SET_IN_PROJECT, { input: { ...inProject, mailRules } });
    expect(await rules()).toEqual([
      [
        ...usual.slice(0, 2),
        { kind: 'TRAVEL_MISSING', daysBefore: [10, 3], isOwn: true },
        { kind: 'PRACTICAL_INFORMATION', daysBefore: [2], isOwn: false },
      ],
      [
        ...usual.slice(0, 2),
        { kind: 'TRAVEL_MISSING', daysBefore: [], isOwn: true },
        { kind: 'PRACTICAL_INFORMATION', daysBefore: [2], isOwn: true },
      ],
    ]);
    await set([{ kind: 'TRAVEL_MISSING', daysBefore: null }]);
    expect((await rules())[0]?.[2]).toEqual({ kind: 'TRAVEL_MISSING', daysBefore: [], isOwn: false });
  });

  it('are refused after the first day, too early, too often, and to others than organisers', async () => {
    const code = async (daysBefore: number[], kind = 'ANSWER_MISSING') =>
      (await set([{ kind, daysBefore }])).userErrors.map((error: { code: string }) => error.code);
    expect(await code([-1])).toEqual(['INVALID']);
    expect(await code([91])).toEqual(['INVALID']);
    expect(await code([7, 7])).toEqual(['INVALID']);
    expect(await code([1, 2, 3, 4, 5, 6, 7])).toEqual(['INVALID']);
    expect(await code([-8], 'MATERIAL_MISSING')).toEqual(['INVALID']);
    expect(await code([-7], 'MATERIAL_MISSING')).toEqual([]);
    const skovde = await of.as('coordinator@skovde.example');
    expect((await set(OFF, skovde)).userErrors).toEqual([{ code: 'FORBIDDEN', field: ['input', 'id'] }]);
  });

  it('leave at nine where they meet, once, to those who have not answered', async () => {
    await set(only('ANSWER_MISSING', 14, 7));
    const anna = await named('Anna');
    await named('Bo');
    const link = await participationLink(tavola, 'anna@skovde.example', anna);
    await link.answer('answer=yes');
    expect(await runAt('2017-11-27T07:59:59Z')).toBe(0);
    clock.set('2017-11-27T08:00:00Z');
    // Of two workers one takes the step.
    expect((await Promise.all([run(), run()])).toSorted()).toEqual([0, 1]);
    expect(await run()).toBe(0);
    expect(await sent('answers.reminded')).toEqual({ 'bo@skovde': 1 });
    const mail = await tavola.mailTo('bo@skovde.example', (text) => text.includes('noch nicht gesagt'));
    expect(mail.subject).toBe('EVOLAQ: Kommen Sie? Final meeting');
    const { pathname, search } = new URL(/http:\S+participation\S+/.exec(mail.text)?.[0] as string);
    expect((await fetch(tavola.url + pathname + search)).status).toBe(200);
    // Who is asked less than a day before it is due has not forgotten.
    clock.set('2017-12-03T09:00:00Z');
    await named('Cia');
    expect(await runAt('2017-12-04T08:00:00Z')).toBe(1);
    expect(await sent('answers.reminded')).toEqual({ 'bo@skovde': 2 });
  });

  it('leave at nine on both sides of a change of the clock', async () => {
    // On 25 March 2018 the clocks of Rome are put forward at two.
    await set(only('PRACTICAL_INFORMATION', 2, 1), host, { startsOn: '2018-03-26', endsOn: '2018-03-27' });
    expect(await runAt('2018-03-24T07:59:59Z')).toBe(0);
    expect(await runAt('2018-03-24T08:00:00Z')).toBe(1);
    expect(await runAt('2018-03-25T06:59:59Z')).toBe(0);
    expect(await runAt('2018-03-25T07:00:00Z')).toBe(1);
  });

  it('ask guests for their journey who have told none, and neither the host nor those who say no', async () => {
    await set(only('TRAVEL_MISSING', 5));
    const { client, registrationId } = await traveller(of, meetingId, 'skovde');
    await addLeg(client, registrationId, PLANE);
    await traveller(of, meetingId, 'daugavpils');
    await traveller(of, meetingId, 'cervia');
    await named('Bo');
    expect(await runAt('2017-12-06T08:00:00Z')).toBe(1);
    expect(await sent('travel.reminded')).toEqual({ 'delegate@daugavpils': 1 });
    await tavola.mailTo('delegate@daugavpils.example', (text) => text.includes('lai Comune di Cervia'));
  });

  it('are not all made up for after days without a worker: the newest of each is', async () => {
    await named('Bo');
    await traveller(of, meetingId, 'daugavpils');
    expect(await runAt('2017-12-10T20:00:00Z')).toBe(3);
    expect(await sent('answers.reminded')).toEqual({ 'bo@skovde': 1 });
    expect(await sent('travel.reminded')).toEqual({ 'delegate@daugavpils': 1 });
    expect(await sent('meeting.approached')).toEqual({ 'delegate@daugavpils': 1 });
    expect(await runAt('2017-12-11T22:59:59Z')).toBe(0);
  });

  it('are none of a meeting that has begun, or was called off', async () => {
    await named('Bo');
    expect(await runAt('2017-12-11T23:00:00Z')).toBe(0);
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    expect(await runAt('2017-12-10T20:00:00Z')).toBe(0);
    expect(await sent('answers.reminded')).toEqual({});
  });

  it('move with the meeting: what left more than a week before its new day leaves again', async () => {
    await set(only('PRACTICAL_INFORMATION', 1));
    await traveller(of, meetingId, 'daugavpils');
    expect(await runAt('2017-12-10T08:00:00Z')).toBe(1);
    expect(await sent('meeting.approached')).toEqual({ 'delegate@daugavpils': 1 });
    await set([], host, { startsOn: '2017-12-12' });
    expect(await runAt('2017-12-11T08:00:00Z')).toBe(0);
    await set([], host, { startsOn: '2018-01-15', endsOn: '2018-01-16' });
    expect(await runAt('2018-01-14T07:59:59Z')).toBe(0);
    expect(await runAt('2018-01-14T08:00:00Z')).toBe(1);
    expect(await sent('meeting.approached')).toEqual({ 'delegate@daugavpils': 2 });
  });

  it('do not leave to whoever has answered while the mail server was down', async () => {
    await set(only('ANSWER_MISSING', 14, 7));
    /** The reminder is written, and waits until it was answered. */
    const answerMeanwhile = async (name: string, due: string, recall: (original: Recall) => Recall) => {
      clock.set('2017-11-21T09:00:00Z');
      const email = `${name.toLowerCase()}@skovde.example`;
      const link = await participationLink(tavola, email, await named(name));
      await settled();
      let up = () => undefined as void;
      const isUp = new Promise<void>((resolve) => (up = resolve));
      const down = (original: Recall): Recall =>
        async function (this: unknown, ...id) {
          await isUp;
          return recall(original).apply(this, id);
        };
      await patched(Notifier.prototype, 'recall', down, async () => {
        expect(await runAt(due)).toBe(1);
        const written = `select from email m join event e on e.id = m.event_id
          where e.kind = 'answers.reminded' and m.recipient = $1`;
        await until(async () => (await tavola.sql(written, [email])).length === 1);
        await link.answer('answer=no');
        up();
        await settled();
      });
      return (await sent('answers.reminded'))[`${name.toLowerCase()}@skovde`] ?? 0;
    };
    expect(await answerMeanwhile('Dan', '2017-11-27T08:00:00Z', (original) => original)).toBe(0);
    // The control: nobody asks once more whether it is wanted.
    expect(await answerMeanwhile('Eva', '2017-12-04T08:00:00Z', () => async () => undefined)).toBe(1);
  });

  it('say the day before what somebody needs to know, of what he may read', async () => {
    await set(only('PRACTICAL_INFORMATION', 1));
    await agendaItem(of, meetingId, {
      kind: 'SESSION',
      title: 'Welcome',
      startsAtLocal: '2017-12-11T14:00',
      endsAtLocal: '2017-12-11T15:00',
      place: 'Teatro comunale',
    });
    const { id: workshop } = await agendaItem(of, meetingId, { capacity: 9, place: 'Magazzini del sale' });
    await publish(of, meetingId);
    const { client, registrationId } = await traveller(of, meetingId, 'skovde');
    await client.ask(SIGN_UP, { input: { agendaItemId: workshop, registrationId } });
    await addLeg(client, registrationId, TRAIN);
    const plane = await addLeg(client, registrationId, { ...PLANE, wantsPickUp: true });
    await addLeg(client, registrationId, HOME);
    await host.ask(ARRANGE, { input: { meetingId, legIds: [plane.id], pickUp: 'Marco, white van' } });
    await client.ask(BOOK, {
      input: { registrationId, hotel: 'Hotel Aurelia', firstNight: '2017-12-10', lastNight: '2017-12-12' },
    });
    await tavola.sql(`update person set language = 'en' where email = 'delegate@skovde.example'`);
    expect(await runAt('2017-12-10T08:00:00Z')).toBe(1);
    await settled();
    const { text } = await tavola.mailTo('delegate@skovde.example', (body) => body.includes('It begins'));
    // A range of days has thin spaces.
    expect(text.replaceAll('\u2009', ' ').split('\n\n').slice(1, -1)).toEqual([
      'The meeting “Final meeting” takes place on 11 – 13 December 2017. This is what is known for you.',
      'It begins\n- Monday, 11 December 2017, 14:00: Welcome\n- Teatro comunale\n- Cervia, Italy',
      [
        'Your journey',
        '- X2 443: Skövde C, 10 December 2017 at 06:10 CET → København H, 10 December 2017 at 10:40 CET',
        '- SK 1681: København CPH, 10 December 2017 at 12:15 CET → Bologna BLQ, 10 December 2017 at 14:30 CET',
        '- You are fetched or taken: Marco, white van',
        '- BT 634: Bologna BLQ, 13 December 2017 at 17:00 CET → Rīga RIX, 13 December 2017 at 20:45 EET',
      ].join('\n'),
      'Where you sleep\n- Hotel Aurelia: 10 – 13 December 2017',
      'Your places\n- Recruiting volunteers: Tuesday, 12 December 2017, 10:00, Magazzini del sale',
      // The address of somebody of another partner is not for him.
      'Who can help\n- Coordinator, Cervia, Comune di Cervia',
      'See the agenda: http://localhost/p/evolaq/cervia/agenda?lang=en',
    ]);
  });
});
