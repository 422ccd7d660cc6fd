import { type Check, type Finding, orOk, wrong } from './check.js';

const APP = 'tavola_app';
const TO_DO = 'Put it right as the owner of the tables, and find out who changed it.';

/**
 * What the application may do with which table, as the migrations grant it: a new table has its word here. What nobody
 * may rewrite is `INSERT SELECT` and nothing else.
 */
const GRANTED: Readonly<Record<string, string>> = {
  'DELETE INSERT SELECT UPDATE':
    'carried_out_item agenda_import delegate_import form_answer hotel_stay membership needs partner person project request_quota session sign_in travel_leg',
  'INSERT SELECT UPDATE':
    'agenda_item api_token date_answer date_option date_poll date_poll_invitee date_poll_partner email invitation letter_counter mail_rule_step material_request meeting presentation registration room sign_up',
  'INSERT SELECT UPDATE(done_at,due_on,owner_partner_id,owner_person_id,partner_id,text,title,version)':
    'outcome',
  'INSERT SELECT UPDATE(ended_at,ended_by_id)': 'consent',
  'DELETE INSERT SELECT':
    'agenda_item_partner agenda_item_speaker bounce calendar_feed idempotency_key stated_count unnotified_event unsealed_event unwanted_mail',
  'INSERT SELECT':
    'agenda_release agenda_release_line attendance_record carried_out_agenda closing event form_field invitation_letter registration_form seal seat_move',
  SELECT:
    'agenda agenda_change agenda_conflict agenda_line availability carried_out_line country date_option_partner date_poll_voice hotel_night mail_hold pick_up search_document unscheduled_item',
  '': 'migrations search_source',
};

/** A privilege on some columns alone is told with their names, as in `grant`. */
const ACTUAL = `
select c.relname as name, coalesce(string_agg(g.granted, ' ' order by g.granted), '') as granted
from pg_class c
left join lateral (
  select p.name as granted
  from unnest(array['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE']) as p (name)
  where has_table_privilege('${APP}', c.oid, p.name)
  union all
  select p.name || '(' || string_agg(a.attname, ',' order by a.attname) || ')'
  from unnest(array['INSERT', 'REFERENCES', 'SELECT', 'UPDATE']) as p (name)
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where not has_table_privilege('${APP}', c.oid, p.name) and has_column_privilege('${APP}', c.oid, a.attnum, p.name)
  group by p.name
) g on true
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
group by c.relname order by c.relname`;

/** What a role can do that needs no grant. */
const POWERS = `
select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as "hasPowers",
  has_schema_privilege('${APP}', 'public', 'CREATE') as "mayCreate",
  exists (select from pg_class where relowner = r.oid) as "ownsTables",
  array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid
    where m.member = r.oid) as "isAlso"
from pg_roles r where rolname = '${APP}'`;

interface Powers {
  readonly hasPowers: boolean;
  readonly mayCreate: boolean;
  readonly ownsTables: boolean;
  readonly isAlso: readonly string[];
}

/** Whether the application may do what it must, and cannot do what it must not: rewrite history, say. */
export const grants: Check = {
  name: 'grants',
  examine: async ({ owner }) => {
    const tables = await owner.query<{ name: string; granted: string }[]>(ACTUAL);
    const [powers] = await owner.query<Powers[]>(POWERS);
    if (!powers) return [wrong(`There is no role ${APP}.`, 'Run `npm run cli -- migrate`.')];
    const findings = [
      ...tables.flatMap(({ name, granted }) => differences(name, granted)),
      ...unwantedPowers(powers),
    ];
    return orOk(findings, 'The application may do what it needs, and cannot rewrite what has happened.');
  },
};

function differences(table: string, granted: string): Finding[] {
  const expected = Object.entries(GRANTED).find(([, tables]) => tables.split(' ').includes(table))?.[0];
  if (expected === undefined)
    return [wrong(`Nobody has written down what ${APP} may do with the table ${table}.`, TO_DO)];
  const [is, should] = [granted, expected].map((names) => names.split(' ').filter(Boolean));
  const missing = should?.filter((name) => !is?.includes(name)) ?? [];
  const excess = is?.filter((name) => !should?.includes(name)) ?? [];
  return [
    ...(missing.length > 0
      ? [
          wrong(
            `${APP} lacks ${missing.join(', ')} on ${table}.`,
            `grant ${missing.join(', ').toLowerCase()} on ${table} to ${APP};`,
          ),
        ]
      : []),
    ...(excess.length > 0
      ? [
          wrong(
            `${APP} has ${excess.join(', ')} on ${table} and must not.`,
            `revoke ${excess.join(', ').toLowerCase()} on ${table} from ${APP}; and find out who granted it.`,
          ),
        ]
      : []),
  ];
}

function unwantedPowers({ hasPowers, mayCreate, ownsTables, isAlso }: Powers): Finding[] {
  const unwanted = [
    hasPowers && 'has powers of its own, such as those of a superuser',
    mayCreate && 'may create tables in the schema public',
    ownsTables && 'owns tables, and so may do anything with them',
    isAlso.length > 0 && `is also ${isAlso.join(', ')}`,
  ].filter((what) => what !== false);
  return unwanted.map((what) => wrong(`The role ${APP} ${what}.`, TO_DO));
}
