import { mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readManifest } from '../../src/backup/manifest.js';
import { verify } from '../../src/backup/verify.js';
import { SmtpSink } from '../../src/platform/email/smtp-sink.js';
import { cli } from '../setup/cli.js';
import { type TestDatabase, cloneDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { Copy } from './backup/copy.js';
import { type Marked, atTheMark } from './backup/marked-point.js';
import { type State, differences, stateOf } from './backup/state.js';
import { BusyMeeting } from './busy-meeting.js';
import type { Findings, Proof } from './proof.js';

const MAILS = 20;
/** What the example has in all tables stays, and the load has a project of its own. */
const OUT_OF_THE_WAY = `update project set slug = 'example'; update person set email = 'example.' || email`;
/** More rows, where there is time for them. */
const BALLAST = `insert into idempotency_key (principal_id, key, mutation, input_hash, result_id, at)
  select gen_random_uuid(), n, 'ballast', repeat('0', 64), gen_random_uuid(), now() from generate_series(1, $1::int) n`;
const WAITING = `insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at)
  select gen_random_uuid(), gen_random_uuid(), 'waiting' || n || '@x.example', 'en', 's', 't', 'h', n, now() - interval '1 hour'
  from generate_series(1, ${MAILS}) n`;

/** A restored copy is what was there at one moment, and does not pass for the original. */
export const backup: Proof = {
  name: 'backup',
  promise: 'a backup under load is the state of one moment, is verifiable, and sends no mail until told',
  async run(findings) {
    const folder = await mkdtemp(join(tmpdir(), 'tavola-prove-backup-'));
    const tavola = await Tavola.start({ demo: true });
    const restored: TestDatabase[] = [];
    try {
      await tavola.sql(OUT_OF_THE_WAY, [], tavola.database.ownerUrl);
      await tavola.sql(BALLAST, [findings.pick(2_000, 1_000_000)]);
      const meeting = await BusyMeeting.prepare(tavola);
      // Its mails wait: the original would send them within minutes.
      await tavola.sql(`delete from pgboss.schedule where name = 'sweep'`);
      await tavola.sql(WAITING);
      const take = (name: string, without: readonly string[] = []): Promise<Marked<string>> =>
        atTheMark(
          tavola.database.ownerUrl,
          () => Copy.take(tavola, join(folder, name), without),
          () => meeting.goesOn(),
        );
      const restore = async (directory: string): Promise<Copy> => {
        const copy = await Copy.restore(directory);
        restored.push(copy.database);
        return copy;
      };
      meeting.start();
      await meeting.goesOn();
      const marked = await take('under-load');
      const copy = await restore(marked.taken);
      const torn = await take('torn', ['the-snapshot']);
      await meeting.stop();
      const later = await stateOf((text) => tavola.sql(text, [], tavola.database.ownerUrl));
      await ofOneMoment(findings, marked, copy, later);
      await tornApart(findings, torn, await restore(torn.taken));
      await flippedBytes(findings, copy);
      const unheld = await cloneDatabase(new URL(copy.database.url).pathname.slice(1));
      restored.push(unheld);
      await mail(findings, copy, unheld);
    } finally {
      await tavola.stop();
      for (const database of restored) await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function ofOneMoment(
  findings: Findings,
  { source, transactions }: Marked<string>,
  copy: Copy,
  later: State,
): Promise<void> {
  if (copy.refusal) throw new Error(copy.refusal);
  const state = await copy.state();
  const different = differences(source, state);
  const written = differences(source, later);
  const { size } = source.tables;
  const all = [...source.tables.values()];
  const rows = all.reduce((sum, table) => sum + table.rows, 0);
  findings.promise(
    'under load every table of the copy hashes as the original’s did at the marked point',
    `${size} tables, ${all.filter((table) => table.rows > 0).length} of them with rows, ${rows} in all; different: ${inWords(different)}; written to meanwhile: ${inWords(written)}`,
    different.length === 0 &&
      size > 25 &&
      ['agenda_item', 'event', 'presentation'].every((name) => written.includes(name)),
  );
  findings.promise(
    'the marked point is the one that the manifest names',
    `transactions ${copy.manifest.transactions}`,
    copy.manifest.transactions === transactions,
  );
  const files = await copy.files();
  findings.promise(
    'the copy has the files of the marked point by their hashes, and no other',
    `${files.length} of ${source.files.length}, of ${later.files.length} at the end of the load`,
    isDeepStrictEqual(files, source.files) && files.length > 0 && files.length < later.files.length,
  );
  const { open } = await copy.ask('select count(*)::int as open from session where ended_at is null');
  findings.promise('nobody is signed in to the copy', `${open} open sessions`, open === 0);
}

/** A backup whose tables do not fit together can even be one that cannot be loaded. */
async function tornApart(findings: Findings, { source }: Marked<string>, copy: Copy): Promise<void> {
  const different = copy.refusal ? [] : differences(source, await copy.state());
  findings.control(
    'without the snapshot the tables are of different moments',
    copy.refusal ? `it cannot be restored: ${copy.refusal.trim()}` : `different: ${inWords(different)}`,
    copy.refusal !== '' || different.length > 0,
  );
}

const inWords = (tables: readonly string[]): string => tables.toSorted().join(', ') || 'none';

async function flippedBytes(findings: Findings, { directory, manifest }: Copy): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'manifest.json');
  const undo = await Promise.all(files.map(({ parentPath, name }) => flip(join(parentPath, name))));
  const faults = await verify(directory, manifest);
  for (const turnBack of undo) await turnBack();
  const named = files.filter(({ name }) =>
    faults.some((fault) => fault.includes(name.endsWith('.copy') ? `/${name},` : name)),
  );
  findings.promise(
    'a flipped bit is found in each table and file, and it is named',
    `${named.length} of ${files.length}`,
    named.length === files.length && faults.length === files.length,
  );
  const turnBack = await flip(join(directory, 'manifest.json'));
  const found = await readManifest(directory).then(
    () => 'nothing',
    ({ message }: Error) => message,
  );
  await turnBack();
  findings.promise('a flipped bit is found in the manifest', found, found.startsWith('manifest.json'));
  const after = await verify(directory, await readManifest(directory));
  findings.control(
    'with the bits flipped back nothing is found',
    `${after.length} faults`,
    after.length === 0,
  );
}

/** Somewhere in the file; an empty one gets a byte. Returns how to undo it. */
async function flip(path: string): Promise<() => Promise<void>> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const at = Math.floor(Math.random() * size);
  const turn = async (): Promise<void> => {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, at);
  };
  await turn();
  return async () => {
    await (size === 0 ? truncate(path) : turn());
    await file.close();
  };
}

async function mail(findings: Findings, copy: Copy, unheld: TestDatabase): Promise<void> {
  const sink = await SmtpSink.start({ port: 0 });
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const received = () => sink.all().filter(({ to }) => to[0]?.startsWith('waiting')).length;
  try {
    const app = await copy.app(smtpUrl);
    // Even where jobs are there.
    await copy.ask(`insert into pgboss.job (name, data, policy, singleton_key)
      select 'deliver', json_build_object('id', id), 'exclusive', id from email where recipient like 'waiting%'`);
    await sweep(copy.database);
    await until(
      async () =>
        (
          await copy.ask(`select count(*)::int as open from pgboss.job
      where name = 'deliver' and state not in ('completed', 'failed')`)
        ).open === 0,
      30_000,
    );
    findings.promise(
      'the copy sends nothing by itself',
      `${sink.all().length} of ${MAILS} mails`,
      sink.all().length === 0,
    );
    const { out } = await cli({ database: copy.database }, 'release-mail', '--yes');
    await sweep(copy.database);
    await until(() => received() === MAILS, 30_000).catch(() => undefined);
    findings.promise(
      'told to, it sends what waited',
      `${received()} of ${MAILS} mails, after "${out.split('\n')[2]?.trim()}"`,
      received() === MAILS,
    );
    await app.end('SIGKILL');
    await sink.clear();
    const other = await copy.app(smtpUrl, { without: ['the-mail-hold'], database: unheld });
    await sweep(unheld);
    await until(() => received() === MAILS, 30_000).catch(() => undefined);
    findings.control(
      'without the hold a copy sends at once',
      `${received()} of ${MAILS} mails`,
      received() > 0,
    );
    await other.end('SIGKILL');
  } finally {
    await sink.stop();
  }
}

const sweep = ({ ownerUrl }: TestDatabase): Promise<unknown> =>
  query(
    ownerUrl,
    `insert into pgboss.job (name, policy) values ('sweep', 'exclusive') on conflict do nothing`,
  );
