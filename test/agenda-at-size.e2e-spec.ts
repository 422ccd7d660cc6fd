import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crowd, registered } from './factories/crowd.js';
import { type Partnership, agendaItem, openMeeting, partnership, publish } from './factories/partnership.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';

const ITEMS = 400;
const PEOPLE = 200;

interface Answer {
  readonly agenda: { readonly conflicts: readonly unknown[] };
  readonly agendaChanges: readonly unknown[];
}

/** The largest agenda that there may be: 400 lines in ten rooms on three days, 200 people, each with places. */
describe('an agenda of 400 items', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let statements: Statements;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    await registered(tavola, of, {
      meetingId,
      partner: 'skovde',
      crowd: await crowd(tavola, of, { size: PEOPLE, partner: 'skovde', role: 'DELEGATE' }),
    });
    await agendaItem(of, meetingId, {
      title: 'First',
      startsAtLocal: '2017-12-11T06:00',
      endsAtLocal: '2017-12-11T06:10',
    });
    await tavola.sql(FILL, [meetingId, ITEMS - 1]);
    await publish(of, meetingId);
    await tavola.sql('vacuum analyze', [], tavola.database.ownerUrl);
    statements = new Statements();
  });
  afterAll(async () => {
    statements.stop();
    await tavola.stop();
  });

  /** The best of ten, ms: what else the machine does is not what is asked. */
  const fastest = async (document: string, count: (meeting: Answer) => number): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      const start = performance.now();
      const answer = await of.lead.ask(document, { id: meetingId });
      times.push(performance.now() - start);
      expect(count(answer.meeting)).toBeGreaterThan(50);
    }
    return Math.min(...times.slice(1));
  };
  const draft = async () =>
    (
      await of.lead.ask(
        'query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion items { id } } } }',
        {
          id: meetingId,
        },
      )
    ).meeting.agenda as { draftVersion: number; items: { id: string }[] };

  it('tells its conflicts within 100 ms', async () => {
    const CONFLICTS = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { conflicts {
      code severity message itemIds person { name } partner { slug } room { name } } } } }`;
    const took = await fastest(CONFLICTS, ({ agenda }) => agenda.conflicts.length);
    process.stderr.write(`conflicts of ${ITEMS} items: ${took.toFixed(1)} ms\n`);
    expect(took).toBeLessThan(100);
  });

  it('is compared with a release within 50 ms', async () => {
    await tavola.sql(
      `update agenda_item set place = 'Elsewhere' where meeting_id = $1 and right(id::text, 1) < '4'`,
      [meetingId],
    );
    const DIFF = `query ($id: ID!) { meeting(id: $id) { agendaChanges(since: 1, draft: true) {
      itemId kinds before { title place } after { title place } } } }`;
    const took = await fastest(DIFF, ({ agendaChanges }) => agendaChanges.length);
    process.stderr.write(`what has changed in ${ITEMS} items: ${took.toFixed(1)} ms\n`);
    expect(took).toBeLessThan(50);
  });

  it('is shifted by one statement', async () => {
    const { draftVersion, items } = await draft();
    expect(items).toHaveLength(ITEMS);
    const SHIFT = `mutation ($input: ShiftAgendaInput!) { shiftAgenda(input: $input) { userErrors { code } } }`;
    const input = { meetingId, draftVersion, fromLocal: '2017-12-12T00:00', minutes: 5 };
    const asked = await statements.during(async () => {
      expect((await of.lead.ask(SHIFT, { input })).shiftAgenda).toEqual({ userErrors: [] });
    });
    expect(asked.filter((text) => /^\s*update agenda_item/.test(text))).toHaveLength(1);
    const [moved] = await tavola.sql(
      `select count(*)::int as count from agenda_item where meeting_id = $1 and starts_at_local like '2017-12-12%' and version = 2`,
      [meetingId],
    );
    expect(moved?.['count']).toBeGreaterThan(100);
  });
});

/** Each room has an item after the other; every person has a place in four of them, and twenty speak. */
const FILL = `
with room as (
  insert into room (id, meeting_id, name, house, transfer_minutes, capacity)
  select gen_random_uuid(), $1, 'Room ' || n, case when n > 6 then 'House ' || n end, case when n > 6 then 15 else 0 end, 30
  from generate_series(0, 9) n returning id, name
),
line as (
  insert into agenda_item (id, meeting_id, kind, title, starts_at, ends_at, starts_at_local, ends_at_local, room_id,
    capacity, is_mandatory)
  select gen_random_uuid(), $1, 'WORKSHOP', jsonb_build_object('en', 'Item ' || n), s.at at time zone 'Europe/Rome',
    (s.at + interval '40 minutes') at time zone 'Europe/Rome', to_char(s.at, 'YYYY-MM-DD"T"HH24:MI:SS'),
    to_char(s.at + interval '40 minutes', 'YYYY-MM-DD"T"HH24:MI:SS'), r.id, 25, n % 20 = 0
  from generate_series(1, $2::int) n
  join room r on r.name = 'Room ' || n % 10
  cross join lateral (select timestamp '2017-12-11 07:00' + make_interval(days => n % 3, mins => 30 * (n / 30)) as at) s
  returning id
),
numbered as (select id, row_number() over () as n from line),
people as (select id, person_id, row_number() over () as n from registration where meeting_id = $1),
speaking as (
  insert into agenda_item_speaker (item_id, person_id)
  select i.id, p.person_id from numbered i join people p on p.n = 1 + i.n % 20
)
insert into sign_up (id, meeting_id, item_id, registration_id, state, number, signed_up_at)
select gen_random_uuid(), $1, i.id, p.id, 'CONFIRMED', p.n, now()
from numbered i join people p on (i.n + p.n) % 100 = 0`;
