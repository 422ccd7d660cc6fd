import type { DataSource } from 'typeorm';
import { applicationDataSource } from '../../../src/data-source.js';
import type { Ward } from '../../../src/doctor/check.js';
import { seals } from '../../../src/doctor/seals.js';
import { Sealing } from '../../../src/platform/events/sealing.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { closedMeeting, sealAtOnce, sealEventsAlone } from '../../factories/history.js';
import { partnership } from '../../factories/partnership.js';
import { cli } from '../../setup/cli.js';
import { FixedClock } from '../../setup/fixed-clock.js';
import { Tavola } from '../../setup/tavola.js';
import type { Findings } from '../proof.js';
import { TAMPERINGS, type Tampering } from './tampering.js';

const TABLES = [...new Set(TAMPERINGS.map(({ table }) => table))];
const clock = new SystemClock();

/** What events have written is under the seals, row by row, in each table that can only be added to. */
export async function tamperedRows(findings: Findings, appendOnly: readonly string[]): Promise<void> {
  const tavola = await Tavola.start({ clock: new FixedClock('2017-12-12T08:00:00Z') });
  const app = await applicationDataSource(tavola.database.url).initialize();
  try {
    const of = await partnership(tavola);
    const { projectId } = of;
    await closedMeeting(of);
    const sealing = new Sealing(app, clock);
    await sealAtOnce(tavola.database.superuserUrl, sealing);
    await eachRow(findings, tavola, { app, sealing, projectId, appendOnly });
    await sealedAnew(findings, tavola, { app, sealing, projectId });
    await withEventsAlone(findings, tavola, { app, sealing, projectId });
  } finally {
    await app.destroy();
    await tavola.stop();
  }
}

interface Scene {
  readonly app: DataSource;
  readonly sealing: Sealing;
  readonly projectId: string;
}

async function eachRow(
  findings: Findings,
  tavola: Tavola,
  { app, sealing, projectId, appendOnly }: Scene & { appendOnly: readonly string[] },
): Promise<void> {
  const printed = (await sealing.verify(projectId)).hash as string;
  const missed: string[] = [];
  const alarms = [...(await wrongs(app, printed))];
  for (const tampering of TAMPERINGS) {
    await undone(tavola, tampering, async () => {
      const found = await wrongs(app, printed);
      if (!found.some((line) => tampering.says.test(line))) missed.push(nameOf(tampering));
    });
    alarms.push(...(await wrongs(app, printed)));
  }
  findings.promise(
    'doctor finds each row that was rewritten, removed or added, and says which, by a printed seal',
    `${TAMPERINGS.length - missed.length} of ${TAMPERINGS.length} on ${TABLES.length} tables${missed.map((name) => `; not ${name}`).join('')}`,
    missed.length === 0 && TABLES.toSorted().join() === appendOnly.toSorted().join(),
  );
  findings.control(
    'before, and put back, doctor is content each time',
    alarms[0] ?? 'nothing wrong',
    alarms.length === 0,
  );
}

/** The figures that count, and a chain made anew over them by the same rules. Puts them back. */
async function sealedAnew(
  findings: Findings,
  tavola: Tavola,
  { app, sealing, projectId }: Scene,
): Promise<void> {
  const printed = (await sealing.verify(projectId)).hash as string;
  const forged = TAMPERINGS.filter(({ table, what }) => what === 'rewritten' && table !== 'seal');
  await keep(tavola);
  for (const { statement } of forged) await asSuperuser(tavola, statement);
  await sealAtOnce(tavola.database.superuserUrl, sealing);
  const unseen = await wrongs(app, undefined);
  findings.control(
    'rewritten rows that were sealed anew are not found without a printed seal',
    unseen[0] ?? 'nothing wrong',
    unseen.length === 0,
  );
  const { code, out } = await cli(tavola, 'doctor', '--seal', printed);
  const says = out.split('\n').find((line) => /WRONG +seals/.test(line)) ?? 'nothing wrong';
  findings.promise(
    'from the terminal, with the printed seal, they are found',
    says.replace(printed, '<hash>'),
    code === 1 && says.includes('written anew'),
  );
  await restore(tavola);
}

/** The old way: what a seal over events alone says of the same tampering, but for that on events and seals. */
async function withEventsAlone(
  findings: Findings,
  tavola: Tavola,
  { sealing, projectId }: Scene,
): Promise<void> {
  const printed = await sealEventsAlone(tavola.database.superuserUrl, projectId);
  const rows = TAMPERINGS.filter(({ table }) => table !== 'event' && table !== 'seal');
  let unseen = 0;
  for (const tampering of rows) {
    await undone(tavola, tampering, async () => {
      const verdict = await sealing.verify(projectId, printed);
      if (verdict.broken === null && verdict.printed === 1) unseen += 1;
    });
  }
  findings.control(
    'under a seal over events alone the same rows are changed unseen',
    `${unseen} of ${rows.length}`,
    unseen === rows.length,
  );
}

const nameOf = ({ table, what }: Tampering): string => `${table} ${what}`;

async function undone(tavola: Tavola, { statement }: Tampering, look: () => Promise<void>): Promise<void> {
  await keep(tavola);
  await asSuperuser(tavola, statement);
  await look();
  await restore(tavola);
}

const keep = (tavola: Tavola): Promise<unknown> =>
  asSuperuser(
    tavola,
    ['create schema kept', ...TABLES.map((name) => `create table kept.${name} as table ${name}`)].join('; '),
  );

const restore = (tavola: Tavola): Promise<unknown> =>
  asSuperuser(
    tavola,
    [
      ...TABLES.map((name) => `delete from ${name}; insert into ${name} table kept.${name}`),
      'drop schema kept cascade',
    ].join('; '),
  );

/** With triggers off, as whoever covers his tracks would: no foreign key minds, and nothing waits for a seal. */
const asSuperuser = (tavola: Tavola, statement: string): Promise<unknown> =>
  tavola.sql(`set session_replication_role = replica; ${statement}`, [], tavola.database.superuserUrl);

async function wrongs(app: DataSource, printedSeal: string | undefined): Promise<string[]> {
  const found = await seals.examine({ app, clock, printedSeal } as Ward);
  return found.filter(({ state }) => state === 'wrong').map(({ what }) => what);
}
