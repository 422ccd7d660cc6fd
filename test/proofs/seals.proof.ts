import { Sealing } from '../../src/platform/events/sealing.js';
import { SystemClock } from '../../src/platform/time/clock.js';
import { applicationDataSource } from '../../src/data-source.js';
import { openMeeting, partnership } from '../factories/partnership.js';
import { cli } from '../setup/cli.js';
import { Tavola } from '../setup/tavola.js';
import type { Findings, Proof } from './proof.js';
import { tamperedRows } from './seals/rows.js';

/** What the application may only add to, as docs/architecture.md says. */
const APPEND_ONLY = [
  'agenda_release',
  'agenda_release_line',
  'attendance_record',
  'closing',
  'event',
  'seal',
];
const GRANTED = `select c.relname::text as name, array(
    select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
    where has_table_privilege('tavola_app', c.oid, p) or p <> 'DELETE' and p <> 'TRUNCATE'
      and has_any_column_privilege('tavola_app', c.oid, p)) as may,
  (select attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum = 1) as first
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any($1)`;
const DENIED = '42501';
const REQUEUE =
  'insert into unsealed_event select id, project_id from event where project_id = $1 on conflict do nothing';

/** History cannot be rewritten by the application, nor unseen by whoever owns the server. */
export const seals: Proof = {
  name: 'seals',
  promise: 'the application cannot change what has happened, and a superuser cannot without its being seen',
  async run(findings) {
    const tavola = await Tavola.start();
    try {
      await refused(findings, tavola);
      await rewritten(findings, tavola);
    } finally {
      await tavola.stop();
    }
    await tamperedRows(findings, APPEND_ONLY);
  },
};

async function refused(findings: Findings, tavola: Tavola): Promise<void> {
  const tables = await tavola.sql(GRANTED, [APPEND_ONLY], tavola.database.superuserUrl);
  const grants = new Set(tables.map(({ may }) => (may as string[]).join(' ')));
  findings.promise(
    'the catalogue grants the application SELECT and INSERT on what is append-only, and nothing else',
    `${tables.length} tables: ${[...grants].join(' / ')}`,
    tables.length === APPEND_ONLY.length && grants.size === 1 && grants.has('SELECT INSERT'),
  );
  const attempts = tables.flatMap(({ name, first }) => [
    `update ${String(name)} set ${String(first)} = ${String(first)}`,
    `delete from ${String(name)}`,
    `truncate ${String(name)} cascade`,
  ]);
  const outcomes = await Promise.all(attempts.map((statement) => outcomeOf(tavola, statement)));
  const denied = outcomes.filter((code) => code === DENIED).length;
  findings.promise(
    'UPDATE, DELETE and TRUNCATE by its login are refused',
    `${denied} of ${attempts.length}`,
    denied === attempts.length,
  );
  await tavola.sql('grant update on event to tavola_app', [], tavola.database.ownerUrl);
  const granted = await outcomeOf(tavola, 'update event set kind = kind');
  await tavola.sql('revoke update on event from tavola_app', [], tavola.database.ownerUrl);
  findings.control('with the grant the UPDATE works', granted, granted === 'done');
}

/** The code of the database's refusal. */
const outcomeOf = (tavola: Tavola, statement: string): Promise<string> =>
  tavola.sql(statement).then(
    () => 'done',
    ({ code }: { code: string }) => code,
  );

async function rewritten(findings: Findings, tavola: Tavola): Promise<void> {
  const { projectId } = await partnership(tavola).then(async (of) => {
    await openMeeting(of);
    return of;
  });
  const app = await applicationDataSource(tavola.database.url).initialize();
  const sealing = new Sealing(app, new SystemClock());
  try {
    await sealing.run();
    const printed = (await sealing.verify(projectId)).hash as string;
    const before = await examine(tavola, printed);
    findings.control(
      'before anything is rewritten doctor is content',
      before.join(' ') || 'nothing wrong',
      before.length === 0,
    );
    for (const [what, statement] of [
      ['an altered event', `update event set kind = 'meeting.cancelled' where id = $1`],
      ['a removed event', 'delete from event where id = $1'],
    ] as const) {
      const [event] = await tavola.sql(
        'select * from event where project_id = $1 order by id offset 2 limit 1',
        [projectId],
      );
      await asSuperuser(tavola, statement, [event?.['id']]);
      const found = await examine(tavola, printed);
      findings.promise(
        `doctor finds ${what}`,
        found[0] ?? 'nothing',
        found.some((line) => line.includes(`does not fit: event ${String(event?.['id'])} was `)),
      );
      await asSuperuser(tavola, 'delete from event where id = $1', [event?.['id']]);
      await asSuperuser(tavola, 'insert into event select * from jsonb_populate_record(null::event, $1)', [
        JSON.stringify(event),
      ]);
      await asSuperuser(tavola, 'delete from unsealed_event where event_id = $1', [event?.['id']]);
    }
    await emptied(findings, tavola, projectId, printed);
    const mended = await examine(tavola, printed);
    findings.control('put back, doctor is content', mended.join(' ') || 'nothing wrong', mended.length === 0);

    // Whoever owns the server seals his own history, by the same rules.
    await asSuperuser(
      tavola,
      `update event set kind = 'meeting.cancelled' where project_id = $1 and kind = 'meeting.announced'`,
      [projectId],
    );
    await asSuperuser(tavola, 'delete from seal where project_id = $1', [projectId]);
    await asSuperuser(tavola, REQUEUE, [projectId]);
    await sealing.run();
    const unseen = await examine(tavola);
    findings.control(
      'without a printed seal a chain that was made anew is not found',
      unseen.join(' ') || 'nothing wrong',
      unseen.length === 0,
    );
    const seen = await examine(tavola, printed);
    findings.promise(
      'with a printed seal doctor finds it',
      (seen[0] ?? 'nothing').replace(printed, '<hash>'),
      seen.some((line) => line.includes('written anew')),
    );
    const anew = (await sealing.verify(projectId)).hash as string;
    await putAside(tavola, projectId);
    await sealing.run();
    const aside = await examine(tavola, anew);
    findings.promise(
      'doctor finds seals that were put aside for others, and does not take the printed one of them for good',
      `${aside.length} findings`,
      ['no project', 'does not fit', 'written anew'].every((what) =>
        aside.some((line) => line.includes(what)),
      ),
    );
  } finally {
    await app.destroy();
  }
}

/** With no event left there is still a chain. Puts them back. */
async function emptied(
  findings: Findings,
  tavola: Tavola,
  projectId: string,
  printed: string,
): Promise<void> {
  const events = await tavola.sql('select * from event where project_id = $1', [projectId]);
  await asSuperuser(tavola, 'delete from event where project_id = $1', [projectId]);
  const found = await examine(tavola, printed);
  findings.promise(
    'doctor finds that all events of a project were removed, and does not take the printed seal for good',
    found[0] ?? 'nothing',
    ['does not fit', 'written anew'].every((what) => found.some((line) => line.includes(what))),
  );
  await asSuperuser(tavola, 'insert into event select * from jsonb_populate_recordset(null::event, $1)', [
    JSON.stringify(events),
  ]);
  await asSuperuser(tavola, 'delete from unsealed_event where project_id = $1', [projectId]);
}

/** The old seals stay, so that the printed hash is still in the table, but where nobody looks; new ones are made. */
async function putAside(tavola: Tavola, projectId: string): Promise<void> {
  for (const statement of [
    `update event set kind = 'meeting.postponed' where project_id = $1 and kind = 'meeting.cancelled'`,
    `update seal set project_id = (select gen_random_uuid()) where project_id = $1`,
    REQUEUE,
  ])
    await asSuperuser(tavola, statement, [projectId]);
}

const asSuperuser = (tavola: Tavola, statement: string, values: unknown[]): Promise<unknown> =>
  tavola.sql(statement, values, tavola.database.superuserUrl);

/** What doctor says is wrong with the seals, from the terminal. */
async function examine(tavola: Tavola, printed?: string): Promise<string[]> {
  const { code, out, err } = await cli(tavola, 'doctor', '--json', ...(printed ? ['--seal', printed] : []));
  if (code === 2) throw new Error(err);
  const diagnosis = JSON.parse(out) as { check: string; state: string; what: string }[];
  return diagnosis
    .filter(({ check, state }) => check === 'seals' && state === 'wrong')
    .map(({ what }) => what);
}
