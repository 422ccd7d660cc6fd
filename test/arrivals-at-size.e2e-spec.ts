import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { crowd, registered } from './factories/crowd.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';

const PEOPLE = 5000;
/** By each of two partners: as many seats as one may have. The others are of the place. */
const SENT = 1000;
/** In ms, the median: what the boards of a meeting with so many people may take. */
const MOST = 200;
const TIMES = 9;

const WHO =
  'dueAtLocal mode number toPlace wantsPickUp pickUp registration { person { name } partner { name } }';

/** All come on one day from three stations, each changing once, and all want to be fetched; they sleep in twenty hotels. */
const LEGS = `
with r as (select id, meeting_id, row_number() over (order by id) as n from registration where meeting_id = $1),
legs as (
  select r.*, l.nth, timestamptz '2017-12-10 05:00+00' + make_interval(mins => (n % 600)::int, hours => l.nth * 5) as at
  from r cross join (values (0), (1)) as l (nth))
insert into travel_leg (id, meeting_id, registration_id, direction, mode, number, from_place, from_time_zone,
  departs_at_local, departs_at, to_place, to_time_zone, arrives_at_local, arrives_at, due_at, wants_pick_up)
select gen_random_uuid(), meeting_id, id, 'TO_MEETING', 'TRAIN', 'EC ' || n, 'Station ' || n % 50, 'Europe/Rome',
  to_char(at at time zone 'Europe/Rome', 'YYYY-MM-DD"T"HH24:MI:SS'), at, 'Station ' || n % 3, 'Europe/Rome',
  to_char((at + interval '3 hours') at time zone 'Europe/Rome', 'YYYY-MM-DD"T"HH24:MI:SS'), at + interval '3 hours',
  at + interval '3 hours', nth = 1
from legs`;

const HOTELS = `
insert into hotel_stay (id, meeting_id, registration_id, hotel, first_night, last_night)
select gen_random_uuid(), meeting_id, id, 'Hotel ' || row_number() over (order by id) % 20, '2017-12-10', '2017-12-13'
from registration where meeting_id = $1`;

describe('a meeting of 5,000 people', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    const own = tavola.database.ownerUrl;
    for (const partner of ['skovde', 'daugavpils']) {
      const people = await crowd(tavola, of, { size: SENT, partner, role: 'DELEGATE', name: partner });
      await registered(tavola, of, { meetingId, partner, crowd: people });
    }
    await tavola.sql(GUESTS, [meetingId, PEOPLE - 2 * SENT]);
    await tavola.sql(LEGS, [meetingId], own);
    await tavola.sql(HOTELS, [meetingId], own);
    await tavola.sql('vacuum analyze', [], own);
  }, 120_000);
  afterAll(() => tavola.stop());

  /** Median of what the same question takes, and its answer. */
  const timed = async (selection: string) => {
    const query = `query ($id: ID!) { meeting(id: $id) { ${selection} } }`;
    const taken: number[] = [];
    let answer;
    for (let time = 0; time < TIMES; time += 1) {
      const since = performance.now();
      answer = (await of.lead.ask(query, { id: meetingId })).meeting;
      taken.push(performance.now() - since);
    }
    return { answer, median: taken.toSorted((a, b) => a - b)[(TIMES - 1) / 2] as number };
  };

  it('has a board of arrivals, page by page, that is there at once', async () => {
    const { answer, median } = await timed(
      `arrivals(day: "2017-12-10", first: 100) { totalCount pageInfo { endCursor } nodes { ${WHO} } }`,
    );
    expect(answer.arrivals.totalCount).toBe(PEOPLE);
    expect(answer.arrivals.nodes).toHaveLength(100);
    expect(median).toBeLessThan(MOST);
    const after = JSON.stringify(answer.arrivals.pageInfo.endCursor);
    const next = await timed(`arrivals(day: "2017-12-10", first: 100, after: ${after}) { nodes { ${WHO} } }`);
    expect(next.median).toBeLessThan(MOST);
    const [last, first] = [answer.arrivals.nodes.at(-1), next.answer.arrivals.nodes[0]];
    expect(first.dueAtLocal >= last.dueAtLocal).toBe(true);
  });

  it('has a list of who is to be fetched where and when', async () => {
    const { answer, median } = await timed(
      'pickUps(day: "2017-12-10") { place startsAtLocal people unarranged }',
    );
    const people = answer.pickUps.map((one: { people: number }) => one.people);
    expect(people.reduce((sum: number, count: number) => sum + count, 0)).toBe(PEOPLE);
    expect(median).toBeLessThan(MOST);
  });

  it('has a list of how many sleep where', async () => {
    const { answer, median } = await timed('hotelNights { hotel night people }');
    expect(answer.hotelNights).toHaveLength(80);
    expect(answer.hotelNights[0].people).toBe(PEOPLE / 20);
    expect(median).toBeLessThan(MOST);
  });
});

const GUESTS = `
with people as (
  insert into person (id, name, language) select gen_random_uuid(), 'Guest ' || n, 'it' from generate_series(1, $2::int) n
  returning id)
insert into registration (id, meeting_id, person_id, kind, state, origin, registered_at)
select gen_random_uuid(), $1, id, 'LOCAL', 'CONFIRMED', 'WALK_IN', now() from people`;
