import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { fill } from '../bench/data.js';
import { type Case, type Work, M1, Q1, Q2, Q3, delegates, readers } from '../bench/works.js';
import { applicationDataSource } from '../src/data-source.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { Delivery } from '../src/platform/email/delivery.js';
import { Sweep } from '../src/platform/email/sweep.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { ScheduledMails } from '../src/notifications/scheduled-mails.js';
import { MaterialReminders } from '../src/presentations/material-reminders.js';
import { accessesOf, growing } from './setup/plans.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';

const PROJECTS = 12;
/** For each statement, by what it finds the rows of each table. */
const WHO_ASKS = ['membership by person_id', 'partner by id', 'person by id', 'session by token_hash'];
const AGENDA = [
  'agenda_item by id',
  'agenda_item by meeting_id',
  'agenda_item_speaker by item_id',
  'agenda_release by id',
  'agenda_release by meeting_id, number',
  'agenda_release_line by release_id',
  'country by code',
  'material_request by agenda_item_id',
  'material_request by id',
  'meeting by id',
  'membership by person_id',
  'partner by id',
  'person by id',
  'presentation by request_id',
  'registration by person_id',
];
const FIGURES = [
  'country by code',
  'meeting by project_id',
  'partner by id',
  'partner by project_id',
  'project by slug',
  'registration by meeting_id',
];
const REGISTRATIONS = [
  'country by code',
  'meeting by id',
  'membership by person_id',
  'partner by id',
  'person by id',
  'registration by meeting_id',
  'registration by person_id',
];
const REGISTER = [
  ['meeting by id'],
  // By either, whichever promises fewer rows.
  [
    expect.stringMatching(/^partner by (id|project_id)$/),
    'project by id',
    'registration by meeting_id, person_id',
  ],
  ['registration by meeting_id, person_id'],
  [],
  [],
  ['queue by name'],
];
const REGISTERED = [
  'meeting by id',
  'membership by person_id',
  'person by id',
  'registration by id',
  'registration by person_id',
];
const SWEEP = [
  ['unnotified_event by event_id'],
  ['queue by name'],
  ['mail_hold by held'],
  ['email through email_waiting'],
  ['email by id'],
  ['queue by name'],
];
const SEALING = [
  ['unsealed_event whole'],
  [],
  ['unsealed_event by project_id'],
  ['seal by project_id'],
  [
    'agenda_release by id',
    'agenda_release_line by release_id',
    'attendance_record by id',
    'carried_out_agenda by meeting_id',
    'closing by id',
    'event by id',
    'form_field by form_id',
    'invitation_letter by id',
    'registration_form by id',
    'seat_move by id',
  ],
  [],
  ['unsealed_event by event_id'],
  [],
  ['unsealed_event by project_id'],
];
const REMINDERS = [
  ['mail_hold by held'],
  ['meeting by starts_on', 'project by id'],
  ['material_request by due_at', 'meeting by id', 'presentation by request_id, number', 'project by id'],
];
const DELIVERY = [
  ['email by id', 'email by person_id, calendar_id'],
  ['email by id', 'mail_hold whole'],
  ['email by id'],
  ['mail_hold by held'],
];

const MAILS_IN_TROUBLE = `query ($slug: String!) { project(slug: $slug) { mailsInTrouble { totalCount
  nodes { kind subject address person { name } partner { name } meeting { title } } } } }`;

/** Bare ones, since of an empty table no plan tells anything. */
const CLOSINGS = `insert into closing
    (id, meeting_id, version, closed_at, closed_by_id, signatory, figures, document, sha256)
  select gen_random_uuid(), m.id, v, now(), gen_random_uuid(), 'x', '{}', '', encode(sha256(''), 'hex')
  from meeting m, generate_series(1, 10) v; analyze closing;
  insert into carried_out_agenda (meeting_id, release_id, started_at, started_by_id)
  select distinct on (meeting_id) meeting_id, id, now(), gen_random_uuid() from agenda_release; analyze carried_out_agenda;
  insert into seat_move (id, meeting_id, to_partner_id, seats, moved_by_id, moved_at)
  select gen_random_uuid(), i.meeting_id, i.partner_id, 1, (select id from person limit 1), now() from invitation i;
  analyze seat_move;
  insert into invitation_letter (id, project_id, registration_id, number, language, issued_at)
  select gen_random_uuid(), m.project_id, r.id, row_number() over (partition by m.project_id), 'en', now()
  from registration r join meeting m on m.id = r.meeting_id; analyze invitation_letter;
  insert into registration_form (id, meeting_id, number, published_at)
  select gen_random_uuid(), m.id, n, now() from meeting m, generate_series(1, 3) n; analyze registration_form;
  insert into form_field
  select id, 'size', 1, 'TEXT', '{"en": "x"}', null, '{"en": "x"}', '[]', false, false, 'PROJECT', null, null
  from registration_form; analyze form_field`;

const isPlanned = (text: string): boolean => /^\s*(select|insert|update|delete|with)/i.test(text);

/**
 * Times depend on the machine; how the database is asked, by what it finds the rows, and how long the answers are does
 * not. The same questions and data as in `npm run bench` (docs/performance.md).
 */
describe('what is quick today stays quick', () => {
  let tavola: Tavola;
  let statements: Statements;
  let dataSource: DataSource;
  let jobs: Jobs;

  beforeAll(async () => {
    statements = new Statements();
    tavola = await Tavola.start({ worker: false });
    await fill(tavola.database.superuserUrl, 1, PROJECTS);
    await tavola.sql(CLOSINGS, [], tavola.database.superuserUrl);
    dataSource = await applicationDataSource(tavola.database.url).initialize();
    jobs = new Jobs(tavola.database.url, () => undefined);
    await jobs.start();
  });
  afterAll(async () => {
    statements.stop();
    await jobs.stop();
    await dataSource.destroy();
    await tavola.stop();
  });

  const ask = async (work: Work, { session, ...of }: Case): Promise<string> => {
    const response = await fetch(`${tavola.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `tavola_session=${session}` },
      body: JSON.stringify({ query: work.tavola, variables: work.variables({ session, ...of }) }),
    });
    return response.text();
  };
  const oneOf = (work: Work): Case =>
    (work === M1 ? delegates(PROJECTS).next().value : readers(work, PROJECTS)[2]) as Case;

  /** How each statement of it, after that which finds who asks, gets at its tables. */
  const accesses = async (work: () => Promise<unknown>): Promise<string[][]> => {
    const asked = (await statements.during(work)).filter(isPlanned);
    return Promise.all(asked.map((text) => accessesOf(tavola.database.superuserUrl, text)));
  };

  it('the answers are as long as they were', async () => {
    const lengths = new Map<string, number>();
    for (const work of [Q1, Q2, Q3]) lengths.set(work.name, (await ask(work, oneOf(work))).length);
    expect(Object.fromEntries(lengths)).toEqual({ Q1: 33_527, Q2: 2_529, Q3: 16_714 });
  });

  it.each([
    [Q1.what, Q1, [WHO_ASKS, AGENDA]],
    [Q2.what, Q2, [WHO_ASKS, FIGURES]],
    [Q3.what, Q3, [WHO_ASKS, REGISTRATIONS]],
    [M1.what, M1, [WHO_ASKS, ...REGISTER, WHO_ASKS, REGISTERED]],
  ])('%s: all is found by an index', async (_what, work, expected) => {
    const found = await accesses(() => ask(work, oneOf(work)));
    expect(found).toEqual(expected);
    expect(found.flatMap(growing)).toEqual([]);
  });

  it('mails in trouble: all is found by an index', async () => {
    const found = await accesses(() => ask({ ...Q2, tavola: MAILS_IN_TROUBLE }, oneOf(Q2)));
    expect(found).toEqual([
      WHO_ASKS,
      [
        'email by project_id',
        'email by resend_of',
        'event by id',
        'meeting by id',
        'membership by person_id',
        'partner by id',
        'person by id',
        'project by slug',
        'registration by person_id',
      ],
    ]);
    expect(found.flatMap(growing)).toEqual([]);
  });

  it.each([
    ['sweep', () => new Sweep(dataSource, jobs, new SystemClock()).run(), SWEEP],
    ['sealing', () => new Sealing(dataSource, new SystemClock()).run(), SEALING],
    ['reminders', () => scheduled().run(), REMINDERS],
    ['delivery', () => deliverNothing(), DELIVERY],
  ])('the %s of the worker: all is found by an index', async (_what, run, expected) => {
    const found = await accesses(run);
    expect(found).toEqual(expected);
    expect(found.flatMap(growing)).toEqual([]);
  });

  const scheduled = (): ScheduledMails =>
    new ScheduledMails(
      dataSource,
      new SystemClock(),
      jobs,
      new MaterialReminders(dataSource, new SystemClock(), jobs),
    );

  const deliverNothing = (): Promise<void> =>
    new Delivery(dataSource, new SystemClock(), new Secrets('a key of at least 32 characters, for a test'), {
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'tavola@bench.example',
      replyAddress: 'tavola@norrkoping.example',
      areRepliesRead: true,
      baseUrl: 'http://localhost',
    }).deliver('00000000-0000-0000-0000-000000000000');

  it('the control: without an index, the table is read whole', async () => {
    await tavola.sql('drop index material_request_by_item', [], tavola.database.superuserUrl);
    const found = await accesses(() => ask(Q1, oneOf(Q1)));
    expect(found.flatMap(growing)).toEqual(['material_request whole']);
  });
});
