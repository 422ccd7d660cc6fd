import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, readManifest } from '../../src/backup/manifest.js';
import { verify } from '../../src/backup/verify.js';
import { SmtpSink } from '../../src/platform/email/smtp-sink.js';
import { AppProcess } from '../setup/app-process.js';
import { cli } from '../setup/cli.js';
import { type TestDatabase, emptyDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';
import { Tavola } from '../setup/tavola.js';
import { until } from '../setup/until.js';
import { BusyMeeting } from './busy-meeting.js';
import type { Findings, Proof } from './proof.js';

const MAILS = 20;
/** What takes time to copy, between the table of events and those of agendas. */
const BALLAST = `insert into idempotency_key (principal_id, key, mutation, input_hash, result_id, at)
  select gen_random_uuid(), n, 'ballast', repeat('0', 64), gen_random_uuid(), now() from generate_series(1, $1::int) n`;
const WAITING = `insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at)
  select gen_random_uuid(), gen_random_uuid(), 'waiting' || n || '@x.example', 'en', 's', 't', 'h', n, now() - interval '1 hour'
  from generate_series(1, ${MAILS}) n`;
/** By the number of its transaction, which the manifest's snapshot knows or does not. Events never change. */
const AT_THE_MARK = `select count(*)::int as count, md5(string_agg(id::text, ',' order by id)) as hash from event
  where pg_visible_in_snapshot(xmin::text::xid8, $1::pg_snapshot)`;
const EVENTS = `select count(*)::int as count, md5(string_agg(id::text, ',' order by id)) as hash from event`;
/** Agenda items that are older or newer than the last event about them. */
const TORN = `select count(*)::int as torn from agenda_item i
  where version <> (select max(coalesce((details ->> 'version')::int, 1)) from event e where e.subject_id = i.id)`;

/** A restored copy is what was there at one moment, and does not pass for the original. */
export const backup: Proof = {
  name: 'backup',
  promise: 'a backup under load is the state of one moment, is verifiable, and sends no mail until told',
  async run(findings) {
    const folder = await mkdtemp(join(tmpdir(), 'tavola-prove-backup-'));
    const tavola = await Tavola.start();
    const copies: Copy[] = [];
    try {
      const meeting = await BusyMeeting.prepare(tavola);
      await tavola.sql(BALLAST, [findings.pick(40_000, 1_000_000)]);
      // Its mails wait: the original would send them within minutes.
      await tavola.sql(`delete from pgboss.schedule where name = 'sweep'`);
      await tavola.sql(WAITING);
      const copyNow = async (name: string, without: readonly string[] = []): Promise<Copy> => {
        const copy = await Copy.take(tavola, join(folder, name), without);
        copies.push(copy);
        return copy;
      };
      meeting.start();
      await sleep(1_000);
      const underLoad = await copyNow('under-load');
      const torn = await copyNow('torn', ['the-snapshot']);
      await sleep(500);
      await meeting.stop();
      await ofOneMoment(findings, tavola, underLoad, meeting);
      const { broken, inWords } = await tornApart(tavola, torn);
      findings.control('without the snapshot the tables are of different moments', inWords, broken);
      // Before the copy is taken: that it was is written into the original's history afterwards.
      const original = await hashesOf((text) => tavola.sql(text, [], tavola.database.ownerUrl));
      const atRest = await copyNow('at-rest');
      await equalAtRest(findings, original, atRest);
      await flippedBytes(findings, atRest);
      await mail(findings, atRest, underLoad);
    } finally {
      await tavola.stop();
      for (const { database } of copies) await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** A backup and what it was restored into. */
class Copy {
  private constructor(
    readonly directory: string,
    readonly storageDir: string,
    readonly manifest: Manifest,
    readonly database: TestDatabase,
    /** Why it cannot be restored, or nothing. */
    readonly refusal: string,
  ) {}

  static async take(tavola: Tavola, directory: string, without: readonly string[]): Promise<Copy> {
    const { database: original, storageDir: files } = tavola;
    const taken = await cli({ database: original, storageDir: files, without }, 'backup', directory);
    if (taken.code !== 0) throw new Error(taken.err);
    const [database, storageDir] = [await emptyDatabase(), `${directory}-storage`];
    const { err } = await cli({ database, storageDir }, 'restore', directory);
    return new Copy(directory, storageDir, await readManifest(directory), database, err);
  }

  // What a statement answers is known to the proof alone.
  // oxlint-disable-next-line typescript/no-explicit-any
  async ask(text: string, values: unknown[] = []): Promise<any> {
    return (await query(this.database.ownerUrl, text, values))[0];
  }

  app(smtpUrl: string, without: readonly string[] = []): Promise<AppProcess> {
    return AppProcess.start({
      database: this.database,
      smtpUrl,
      without,
      env: { STORAGE_DIR: this.storageDir },
    });
  }
}

async function ofOneMoment(
  findings: Findings,
  tavola: Tavola,
  copy: Copy,
  meeting: BusyMeeting,
): Promise<void> {
  if (copy.refusal) throw new Error(copy.refusal);
  const [marked] = await tavola.sql(AT_THE_MARK, [copy.manifest.transactions]);
  const [later] = await tavola.sql(EVENTS);
  const events = await copy.ask(EVENTS);
  findings.promise(
    'the events of the copy are those committed at the marked point, not one more or less',
    `${events.count} of ${String(later?.['count'])} at the end of the load (${meeting.seen.edits} edits, ${meeting.seen.uploads} uploads)`,
    events.hash === marked?.['hash'] && events.count < Number(later?.['count']),
  );
  const { torn } = await copy.ask(TORN);
  findings.promise('rows and the events about them are of the same moment', `${torn} differ`, torn === 0);
  const files = await query(
    copy.database.ownerUrl,
    `select sha256, size from presentation where state = 'DONE'`,
  );
  let right = 0;
  for (const { sha256 } of files)
    if ((await hashOfBlob(copy.storageDir, String(sha256))) === sha256) right += 1;
  findings.promise(
    'every file row has its file',
    `${right} of ${files.length}`,
    right === files.length && right > 0,
  );
}

/** A backup whose tables do not fit together can even be one that cannot be loaded. */
async function tornApart(tavola: Tavola, copy: Copy): Promise<{ broken: boolean; inWords: string }> {
  if (copy.refusal) return { broken: true, inWords: `it cannot be restored: ${copy.refusal.trim()}` };
  const [marked] = await tavola.sql(AT_THE_MARK, [copy.manifest.transactions]);
  const { count, hash } = await copy.ask(EVENTS);
  const { torn } = await copy.ask(TORN);
  const inWords = `${torn} of 6 items differ from their events; ${count} events, ${String(marked?.['count'])} at the mark`;
  return { broken: torn > 0 || hash !== marked?.['hash'], inWords };
}

/** By the databases themselves, not by what took the backup. What a restore changes on purpose is left out. */
async function equalAtRest(findings: Findings, original: TableHashes, copy: Copy): Promise<void> {
  if (copy.refusal) throw new Error(copy.refusal);
  const restored = await hashesOf((text) => query(copy.database.ownerUrl, text));
  const changed = ['session', 'api_token', 'mail_hold'];
  const tables = copy.manifest.tables.filter(({ name }) => !changed.includes(name));
  const different = tables.filter(
    ({ name }) => !restored.has(name) || original.get(name)?.hash !== restored.get(name)?.hash,
  );
  const rows = tables.reduce((sum, { name }) => sum + (restored.get(name)?.count ?? 0), 0);
  findings.promise(
    'nothing going on, each table of the copy hashes like the original’s',
    `${tables.length} tables with ${rows} rows, different: ${different.map(({ name }) => name).join(', ') || 'none'}`,
    different.length === 0 && tables.length > 25,
  );
  const { open } = await copy.ask('select count(*)::int as open from session where ended_at is null');
  findings.promise('nobody is signed in to the copy', `${open} open sessions`, open === 0);
}

type TableHashes = ReadonlyMap<string, { readonly count: number; readonly hash: string | null }>;

async function hashesOf(ask: (text: string) => Promise<Record<string, unknown>[]>): Promise<TableHashes> {
  const hashes = new Map<string, { count: number; hash: string | null }>();
  const tables = await ask(`select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  for (const { name } of tables) {
    const [hash] = await ask(`select count(*)::int as count,
      md5(string_agg(md5(t::text), '' order by md5(t::text))) as hash from ${String(name)} t`);
    hashes.set(String(name), hash as { count: number; hash: string | null });
  }
  return hashes;
}

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

async function mail(findings: Findings, copy: Copy, other: Copy): Promise<void> {
  const sink = await SmtpSink.start({ port: 0 });
  const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
  const received = () => sink.all().filter(({ to }) => to[0]?.startsWith('waiting')).length;
  try {
    const app = await copy.app(smtpUrl);
    // Even where jobs are there.
    await copy.ask(`insert into pgboss.job (name, data, policy, singleton_key)
      select 'deliver', json_build_object('id', id), 'exclusive', id from email where recipient like 'waiting%'`);
    await sweep(copy);
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
    await sweep(copy);
    await until(() => received() === MAILS, 30_000).catch(() => undefined);
    findings.promise(
      'told to, it sends what waited',
      `${received()} of ${MAILS} mails, after "${out.split('\n')[2]?.trim()}"`,
      received() === MAILS,
    );
    await app.end('SIGKILL');
    await sink.clear();
    const unheld = await other.app(smtpUrl, ['the-mail-hold']);
    await sweep(other);
    await until(() => received() === MAILS, 30_000).catch(() => undefined);
    findings.control(
      'without the hold a copy sends at once',
      `${received()} of ${MAILS} mails`,
      received() > 0,
    );
    await unheld.end('SIGKILL');
  } finally {
    await sink.stop();
  }
}

const sweep = (copy: Copy): Promise<unknown> =>
  copy.ask(`insert into pgboss.job (name, policy) values ('sweep', 'exclusive') on conflict do nothing`);

async function hashOfBlob(storageDir: string, sha256: string): Promise<string | null> {
  const path = join(storageDir, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const content = await readFile(path).catch(() => null);
  return content && createHash('sha256').update(content).digest('hex');
}
