import { Client } from 'pg';

/**
 * A made-up installation, as large as one likes and the same every time: a project has nine partners from seven
 * countries and twelve meetings, a meeting three days with sixty lines in the newest release of its agenda, ninety
 * speakers, forty requests with what was uploaded, sixty registrations and their attendance. The first ten projects
 * are large: a hundred and forty registrations, present on each day, so five thousand records in a project.
 *
 * Ids follow from what they are of (`bench.id`), so whoever measures knows them without asking.
 */
export const LARGE_PROJECTS = 10;
const MEETINGS_PER_PROJECT = 12;
/** The last two meetings are open; the others are closed. */
export const OPEN_MEETINGS = [11, 12] as const;
export const PARTNERS_PER_PROJECT = 9;
/** Of each partner, delegates who have not registered for an open meeting. */
export const FRESH_DELEGATES = 25;
const FIRST_FRESH = 50;
const AT_ONCE = 50;

const KINDS = { project: 1, partner: 2, person: 3, meeting: 4 } as const;

/** `bench.id` outside the database. */
export function idOf(kind: keyof typeof KINDS, number: number): string {
  const hex = KINDS[kind].toString(16).padStart(8, '0') + number.toString(16).padStart(24, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param meeting 1 to 12 */
export const meetingNumber = (project: number, meeting: number): number => project * 12 + meeting - 1;
/** @param partner 0 is the lead */
export const partnerNumber = (project: number, partner: number): number => project * 10 + partner;
/** The coordinator of a partner. */
export const coordinatorNumber = (project: number, partner: number): number => project * 1000 + partner * 100;
/** @param index 0 to FRESH_DELEGATES - 1 */
export const freshDelegateNumber = (project: number, partner: number, index: number): number =>
  coordinatorNumber(project, partner) + FIRST_FRESH + index;
/** The value of the session's cookie of a person. */
export const sessionOf = (person: number): string => `bench-session-${person}`;

/** Adds the projects numbered `from` to `to`, as a superuser: constraints hold by construction and are not checked. */
export async function fill(superuserUrl: string, from: number, to: number): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    await client.query('set synchronous_commit = off');
    await client.query(FUNCTIONS);
    for (let first = from; first <= to; first += AT_ONCE) {
      const last = Math.min(to, first + AT_ONCE - 1);
      for (const statement of ROWS)
        await client.query(statement.replaceAll(':from', `${first}`).replaceAll(':to', `${last}`));
    }
    await client.query('vacuum (analyze)');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

const FUNCTIONS = `
create schema if not exists bench;
grant usage on schema bench to tavola_app;
create or replace function bench.id(kind integer, n bigint) returns uuid language sql immutable parallel safe
  return (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 24, '0'))::uuid;
create or replace function bench.texts(what text) returns jsonb language sql immutable parallel safe
  return jsonb_build_object('en', what, 'sv', what || ' på svenska', 'it', what || ' in italiano');
create or replace function bench.people(project bigint) returns integer language sql immutable parallel safe
  return case when project <= ${LARGE_PROJECTS} then 14 else 6 end;`;

const PROJECTS = 'generate_series(:from::bigint, :to::bigint) p';
const PARTNERS = `${PROJECTS}, generate_series(0, ${PARTNERS_PER_PROJECT - 1}) k`;
const MEETINGS = `${PROJECTS}, generate_series(1, ${MEETINGS_PER_PROJECT}) m`;
const MEETING = 'p * 12 + m - 1';
/** Nine partners times their delegates, and as many people of the town as a partner has. */
const REGISTRATIONS = `${MEETINGS}, generate_series(0, 10 * bench.people(p) - 1) r`;
const ITEMS = `${MEETINGS}, generate_series(0, 59) i`;
const ITEM = `((${MEETING}) * 60 + i)`;
const STARTS_ON = `(case when m < ${OPEN_MEETINGS[0]} then date '2023-01-09' + m * 63 else date '2027-01-11' + m * 7 end)`;
const STARTS_AT = `(${STARTS_ON} + i / 20 + time '08:00' + i % 20 * interval '30 minutes')`;
const local = (time: string): string => `to_char(${time}, 'YYYY-MM-DD"T"HH24:MI:SS')`;
/** What the records below come to; triggers are off while they are filled in. One in forty was corrected on the first day. */
const DAYS_PRESENT = `(case when p <= ${LARGE_PROJECTS} then 3 when m >= ${OPEN_MEETINGS[0]} then 0 when r % 2 = 1 then 3 else 1 end
  - case when r % 40 = 39 and m < ${OPEN_MEETINGS[0]} then 1 else 0 end)`;
const CODES = `(array['SE','IT','AT','LV','HR','HU','FI','SE','IT'])`;

const ROWS = [
  `insert into project (id, slug, acronym, title, programme, grant_reference, starts_on, ends_on, languages)
   select bench.id(1, p), 'project-' || p, 'P' || p, bench.texts('Volunteering in small towns ' || p), 'Erasmus+',
     'BENCH-' || p, '2023-01-01', '2027-12-31', '{en,sv,it}' from ${PROJECTS}`,
  `insert into partner (id, project_id, slug, role, name, kind, town, country_code)
   select bench.id(2, p * 10 + k), bench.id(1, p), 'partner-' || k, case k when 0 then 'LEAD' else 'PARTNER' end,
     'Municipality ' || k || ' of project ' || p, 'municipality', 'Town ' || k, ${CODES}[k + 1] from ${PARTNERS}`,
  `with who as (
     select p, k, p * 1000 + k * 100 + j as n, j from ${PARTNERS},
       lateral (select j from generate_series(0, bench.people(p)) j
         union all select generate_series(${FIRST_FRESH}, ${FIRST_FRESH + FRESH_DELEGATES - 1})) x),
   people as (insert into person (id, name, email, language)
     select bench.id(3, n), 'Person ' || j || ' of municipality ' || k, 'person-' || n || '@bench.example', 'en' from who),
   members as (insert into membership (id, person_id, project_id, partner_id, role, since)
     select bench.id(5, n), bench.id(3, n), bench.id(1, p), bench.id(2, p * 10 + k),
       case j when 0 then 'COORDINATOR' else 'DELEGATE' end, '2023-01-01' from who)
   insert into session (id, person_id, token_hash, started_at, expires_at, requests_per_minute)
   select bench.id(6, n), bench.id(3, n),
     translate(encode(sha256(convert_to('bench-session-' || n, 'UTF8')), 'base64'), '+/=', '-_'),
     '2023-01-01', '2099-01-01', 1000000 from who where j = 0 or j >= ${FIRST_FRESH}`,
  `insert into person (id, name, language)
   select bench.id(3, p * 1000 + 900 + j), 'Resident ' || j, 'it' from ${PROJECTS}, generate_series(0, bench.people(p) - 1) j`,
  `insert into meeting (id, project_id, number, slug, title, description, host_partner_id, place, country_code, time_zone,
     starts_on, ends_on, mode, state, announced, agenda_version, agenda_release)
   select bench.id(4, ${MEETING}), bench.id(1, p), m, 'meeting-' || m, bench.texts('Meeting ' || m),
     bench.texts('What we talk about at meeting ' || m), bench.id(2, p * 10 + m % 9), 'Town ' || m % 9,
     ${CODES}[m % 9 + 1], 'Europe/Rome', ${STARTS_ON}, ${STARTS_ON} + 2, 'ON_SITE',
     case when m < ${OPEN_MEETINGS[0]} then 'CLOSED' else 'OPEN' end, true, 2, 1 from ${MEETINGS}`,
  `insert into agenda_item (id, version, meeting_id, kind, title, description, starts_at, ends_at, starts_at_local,
     ends_at_local, place, capacity)
   select bench.id(7, ${ITEM}), 1, bench.id(4, ${MEETING}),
     case i % 10 when 3 then 'WORKSHOP' when 7 then 'BREAK' else 'PRESENTATION' end,
     bench.texts('What we learnt in town ' || i), bench.texts('A talk of half an hour, with questions; number ' || i),
     ${STARTS_AT} at time zone 'Europe/Rome', (${STARTS_AT} + interval '30 minutes') at time zone 'Europe/Rome',
     ${local(STARTS_AT)}, ${local(`${STARTS_AT} + interval '30 minutes'`)}, 'Room ' || i % 4,
     case when i % 10 = 3 then 30 end from ${ITEMS}`,
  `insert into agenda_release (id, meeting_id, number, draft_version, published_at, published_by_id,
     time_zone)
   select bench.id(8, ${MEETING}), bench.id(4, ${MEETING}), 1, 1, '2023-01-01', bench.id(3, p * 1000),
     'Europe/Rome' from ${MEETINGS}`,
  `insert into agenda_item_speaker (item_id, person_id)
   select bench.id(7, ${ITEM}), bench.id(3, p * 1000 + (i + s * 4) % 9 * 100 + i % (bench.people(p) + 1))
   from ${ITEMS}, generate_series(0, i % 2) s`,
  `insert into agenda_item_partner (item_id, partner_id)
   select bench.id(7, ${ITEM}), bench.id(2, p * 10 + i % 9) from ${ITEMS} where i % 2 = 0`,
  `insert into agenda_release_line (release_id, item_id, kind, starts_at, ends_at, starts_at_local, ends_at_local, place,
     speaker_ids, partner_ids)
   select bench.id(8, ${MEETING}), i.id, i.kind, i.starts_at, i.ends_at, i.starts_at_local, i.ends_at_local, i.place,
     i.speaker_ids, i.partner_ids
   from ${MEETINGS}, lateral (select * from agenda_line where edition_id = bench.id(4, ${MEETING})) i`,
  `insert into material_request (id, project_id, meeting_id, partner_id, agenda_item_id, kind, title, due_at, due_at_local,
     accepted_at)
   select bench.id(9, ${ITEM}), bench.id(1, p), bench.id(4, ${MEETING}), bench.id(2, p * 10 + i / 5),
     bench.id(7, ${ITEM}),
     (array['PRESENTATION','BEST_PRACTICE_SHEET','BIOGRAPHY','WEB_PUBLICATION','OTHER'])[i % 5 + 1],
     bench.texts('Slides ' || i), (${STARTS_ON} - 7) + time '22:59', ${local(`(${STARTS_ON} - 7) + time '23:59'`)},
     case when i % 2 = 0 then timestamptz '2023-01-01' end from ${ITEMS} where i < 45`,
  `insert into presentation (id, request_id, number, file_name, size, type, sha256, uploaded_by_id, requested_at,
     finished_at, state)
   select bench.id(10, ${ITEM} * 2 + v), bench.id(9, ${ITEM}), v + 1, 'slides-' || i || '-v' || v + 1 || '.pdf',
     1000000 + i * 1000 + v, 'application/pdf', encode(sha256(('v' || ${ITEM} * 2 + v)::bytea), 'hex'),
     bench.id(3, p * 1000 + i / 5 * 100), '2023-01-01', timestamptz '2023-01-01' + i * interval '1 hour', 'DONE'
   from ${ITEMS}, generate_series(0, case when i % 4 = 0 then 1 else 0 end) v where i < 40`,
  `insert into invitation (id, meeting_id, partner_id, seats, taken, invited_at)
   select bench.id(11, (${MEETING}) * 10 + k), bench.id(4, ${MEETING}), bench.id(2, p * 10 + k), 300, bench.people(p),
     '2023-01-01' from ${MEETINGS}, generate_series(0, 8) k`,
  `insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, residence_town,
     residence_country_code, registered_at, answered_at, days_present, has_signed)
   select bench.id(12, (${MEETING}) * 1000 + r), bench.id(4, ${MEETING}),
     bench.id(3, p * 1000 + case when r % 10 = 9 then 900 + r / 10 else r % 10 * 100 + r / 10 + 1 end),
     case when r % 10 < 9 then bench.id(2, p * 10 + r % 10) end, case when r % 10 = 9 then 'LOCAL' else 'DELEGATE' end,
     'CONFIRMED', case when r % 10 = 9 then 'WALK_IN' when r % 3 = 0 then 'SELF' else 'NAMED' end,
     case when r % 10 = 9 then 'Town ' || m % 9 end, case when r % 10 = 9 then ${CODES}[m % 9 + 1] end,
     '2023-01-01', '2023-01-02', ${DAYS_PRESENT}, r % 3 = 0 and ${DAYS_PRESENT} > 0 from ${REGISTRATIONS}`,
  `insert into attendance_record (id, meeting_id, registration_id, day, direction, mode, method, recorded_at, recorded_by_id)
   select bench.id(13, ((${MEETING}) * 1000 + r) * 8 + d), bench.id(4, ${MEETING}),
     bench.id(12, (${MEETING}) * 1000 + r), ${STARTS_ON} + d, 'IN', 'IN_PERSON',
     case when r % 3 = 0 then 'SHEET' else 'DESK' end, ${STARTS_ON} + d + time '09:00', bench.id(3, p * 1000)
   from ${REGISTRATIONS}, generate_series(0, 2) d
   where p <= ${LARGE_PROJECTS} or (m < ${OPEN_MEETINGS[0]} and (d = 0 or r % 2 = 1))`,
  `insert into attendance_record (id, meeting_id, registration_id, day, direction, mode, method, recorded_at,
     recorded_by_id, corrects_id, reason)
   select bench.id(13, ((${MEETING}) * 1000 + r) * 8 + 4), bench.id(4, ${MEETING}),
     bench.id(12, (${MEETING}) * 1000 + r), ${STARTS_ON}, 'OUT', 'IN_PERSON', 'DESK', ${STARTS_ON} + time '10:00',
     bench.id(3, p * 1000), bench.id(13, ((${MEETING}) * 1000 + r) * 8), 'Went to another meeting'
   from ${REGISTRATIONS} where r % 40 = 39 and m < ${OPEN_MEETINGS[0]}`,
  `insert into stated_count (id, meeting_id, partner_id, text, exact, source)
   select bench.id(17, (${MEETING}) * 10 + k), bench.id(4, ${MEETING}),
     case when k < 9 then bench.id(2, p * 10 + k) end, '27 people', 27, 'The final report'
   from ${MEETINGS}, generate_series(0, 9) k`,
  `insert into event (id, project_id, meeting_id, kind, subject_id, actor_id, details, at)
   select bench.id(14, (${MEETING}) * 1000 + r), bench.id(1, p), bench.id(4, ${MEETING}), 'registration.made',
     bench.id(12, (${MEETING}) * 1000 + r), bench.id(3, p * 1000), '{}', '2023-01-01' from ${REGISTRATIONS}`,
  `insert into email (id, event_id, recipient, language, subject, text, html, message_id, state, attempts, queued_at, sent_at)
   select bench.id(15, (${MEETING}) * 1000 + r), bench.id(14, (${MEETING}) * 1000 + r), 'person-' || r || '@bench.example',
     'en', 'Your registration', repeat('You are registered. ', 10), repeat('<p>You are registered.</p>', 10),
     '<bench-' || (${MEETING}) * 1000 + r || '@tavola>', 'SENT', 1, '2023-01-01', '2023-01-01' from ${REGISTRATIONS}`,
  `insert into seal (id, project_id, number, event_ids, root, previous, hash, sealed_at)
   select bench.id(16, ${MEETING}), bench.id(1, p), m,
     array(select bench.id(14, (${MEETING}) * 1000 + r) from generate_series(0, 10 * bench.people(p) - 1) r), 'root',
     case when m > 1 then 'hash ' || m - 1 end, 'hash ' || m, '2023-01-01' from ${MEETINGS}`,
];
