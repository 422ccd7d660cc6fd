import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultySmtp } from '../../setup/faulty-smtp.js';
import type { Scene } from '../scene.js';

/** Rows without their event, and events without their row; `$1` is when the writing began. */
const HALVES = {
  'outcomes without event': `select from outcome o where not exists (select from event e where e.kind = 'outcome.recorded' and e.subject_id = o.id)`,
  'events without outcome': `select from event e where e.kind = 'outcome.recorded' and not exists (select from outcome o where o.id = e.subject_id)`,
  'registrations without event': `select from registration r where r.registered_at > $1 and not exists (select from event e
    where e.kind = 'registration.made' and e.subject_id = r.id or e.kind = 'delegates.named' and e.details -> 'registrationIds' ? r.id::text)`,
  'events without registration': `select from event e where e.kind = 'registration.made'
    and not exists (select from registration r where r.id = e.subject_id)`,
  'named without registration': `select from event e, jsonb_array_elements_text(e.details -> 'registrationIds') as t(id)
    where e.kind = 'delegates.named' and not exists (select from registration r where r.id = t.id::uuid)`,
  'attendance without event': `select from attendance_record a where not exists (select from event e where e.kind like 'attendance.%' and e.subject_id = a.id)`,
  'events without attendance': `select from event e where e.kind like 'attendance.%' and not exists (select from attendance_record a where a.id = e.subject_id)`,
  'sign-ups without event': `select from sign_up s where not exists (select from event e where e.subject_id = s.id)`,
  'agenda items without event': `select from agenda_item i where not exists (select from event e where e.kind like 'agendaItem.%' and e.subject_id = i.id)`,
  'releases without event': `select from agenda_release r where not exists (select from event e where e.kind = 'agenda.published'
    and e.meeting_id = r.meeting_id and (e.details ->> 'number')::int = r.number)`,
  'events without release': `select from event e where e.kind = 'agenda.published' and not exists (select from agenda_release r
    where e.meeting_id = r.meeting_id and (e.details ->> 'number')::int = r.number)`,
} as const;

/** In words, with numbers; empty where all is whole. */
export async function half({ tavola }: Scene, since: Date): Promise<string> {
  const found: string[] = [];
  for (const [what, text] of Object.entries(HALVES)) {
    const counted = `select count(*)::int as n from (${text}) as halves`;
    const n = (await tavola.sql(counted, text.includes('$1') ? [since] : []))[0]?.['n'];
    if (n !== 0) found.push(`${n as number} ${what}`);
  }
  return found.join(', ');
}

/** Events whose mails must be there: one recipient each. */
const UNTOLD = {
  'events with a note': 'select from unnotified_event',
  'mails that wait': `select from email where state in ('QUEUED', 'SENDING')`,
  'mails that failed': `select from email where state = 'FAILED'`,
  'jobs that never end': `select from pgboss.job where name in ('notify', 'deliver') and state in ('created', 'retry', 'active')`,
  'actions nobody was told of': `select from event e join outcome o on o.id = e.subject_id and o.kind = 'ACTION'
    where not exists (select from email m where m.event_id = e.id and m.recipient = 'coordinator@cervia.example')`,
  'delegates who were not asked': `select from event e, jsonb_array_elements_text(e.details -> 'registrationIds') as t(id)
    join registration r on r.id = t.id::uuid join person p on p.id = r.person_id
    where e.kind = 'delegates.named' and not exists (select from email m where m.event_id = e.id and m.recipient = p.email)`,
  'mails without event': 'select from email m where not exists (select from event e where e.id = m.event_id)',
} as const;

/** Of how many events since then nothing is left that would tell them, and how many have one. */
export async function forgottenOf({ tavola, postgres }: Scene, since: Date) {
  // What is enqueued afterwards is there by then.
  await sleep(1_000);
  const text = `select count(*) filter (where forgotten)::int as forgotten, count(*) filter (where not forgotten)::int as told
    from (select not exists (select from unnotified_event u where u.event_id = e.id)
      and not exists (select from pgboss.job j where j.name = 'notify' and j.data ->> 'id' = e.id::text)
      and not exists (select from email m where m.event_id = e.id) as forgotten
      from event e where e.kind in ('delegates.named', 'outcome.recorded') and e.at > $1) as to_tell`;
  const [counts] = await tavola.sql(text, [since], postgres.database.superuserUrl);
  return counts as { forgotten: number; told: number };
}

/** What became of the mails: what is missing in words, and how many there are. */
export async function mailed({ tavola, postgres }: Scene, smtp: FaultySmtp) {
  const found: string[] = [];
  const ask = (text: string) => tavola.sql(text, [], postgres.database.superuserUrl);
  for (const [what, text] of Object.entries(UNTOLD)) {
    const n = (await ask(`select count(*)::int as n from (${text}) as untold`))[0]?.['n'];
    if (n !== 0) found.push(`${n as number} ${what}`);
  }
  const rows = await ask('select message_id as id, uncertain from email where queued_at is not null');
  const copies = smtp.copies();
  const seen = (id: unknown) => copies.get(id as string)?.length ?? 0;
  const twice = rows.filter(({ id }) => seen(id) > 1);
  const unmarked = twice.filter(({ uncertain }) => !uncertain).length;
  if (unmarked > 0) found.push(`${unmarked} sent twice and not marked`);
  return { untold: found.join(', '), mails: rows.length, twice: twice.length };
}
