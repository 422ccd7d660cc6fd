import { createHash } from 'node:crypto';
import { cp, mkdtemp, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readManifest, writeManifest } from '../src/backup/manifest.js';
import { verify } from '../src/backup/verify.js';
import { SmtpSink } from '../src/platform/email/smtp-sink.js';
import { requestMaterial, upload } from './factories/material.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { AppProcess } from './setup/app-process.js';
import { cli } from './setup/cli.js';
import { type TestDatabase, cloneDatabase, emptyDatabase } from './setup/database.js';
import { query } from './setup/query.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');
const SHA256 = createHash('sha256').update(PDF).digest('hex');
const BLOB = join('blobs', SHA256.slice(0, 2), SHA256.slice(2, 4), SHA256);
const MAIL = `insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at)
  values (gen_random_uuid(), $1, $2, 'it', 's', 't', 'h', $2, $3)`;

describe('a backup', () => {
  let tavola: Tavola;
  let of: Partnership;
  let folder: string;
  let directory: string;

  beforeAll(async () => {
    [tavola, folder] = await Promise.all([Tavola.start(), mkdtemp(join(tmpdir(), 'tavola-backup-'))]);
    of = await partnership(tavola);
    const meetingId = await openMeeting(of, { startsOn: '2099-12-11', endsOn: '2099-12-13' });
    const { cervia } = await requestMaterial(of, meetingId, { dueAtLocal: '2099-12-01T18:00' });
    await upload(await of.as('coordinator@cervia.example'), tavola.url, cervia, PDF);
    await of.lead.ask('mutation { renewCalendarFeed { url } }');
    directory = join(folder, 'monday');
    const taken = await cli(tavola, 'backup', directory);
    if (taken.code !== 0) throw new Error(taken.err);
  });
  afterAll(async () => {
    await tavola.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A copy of the backup, to be spoilt. */
  async function copy(name: string): Promise<string> {
    const path = join(folder, name);
    await cp(directory, path, { recursive: true });
    return path;
  }

  const faultsOf = async (path: string) => verify(path, await readManifest(path));

  it('is for its owner alone, holds each table and file, and never replaces another one', async () => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
    const tables = await tavola.sql(
      `select relname || '.copy' as file from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migrations' order by relname collate "C"`,
    );
    expect((await readdir(join(directory, 'tables'))).toSorted()).toEqual(tables.map(({ file }) => file));
    expect(await readFile(join(directory, BLOB))).toEqual(PDF);
    expect(await cli(tavola, 'backup', directory)).toEqual({
      code: 2,
      out: '',
      err: `${directory} exists already: name a new folder.\n`,
    });
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('is taken in one sequence: a further one would have to be saved as well', async () => {
    const sequences = await tavola.sql(`select sequencename from pg_sequences where schemaname = 'public'`);
    expect(sequences).toEqual([{ sequencename: 'migrations_id_seq' }]);
  });

  it('is taken also when a file is lost already, and says which', async () => {
    const lost = await mkdtemp(join(folder, 'storage-'));
    const taken = await cli({ database: tavola.database, storageDir: lost }, 'backup', join(folder, 'lost'));
    expect([taken.code, taken.out.split('\n')[2]]).toEqual([
      1,
      `The file ${SHA256} was missing or altered already, and is not in it.`,
    ]);
    expect((await cli(tavola, 'verify', join(folder, 'lost'))).code).toBe(0);
  });

  it('is verified: whatever was altered or is missing is named', async () => {
    expect((await cli(tavola, 'verify', directory)).code).toBe(0);
    for (const [name, what] of [
      ['tables/person.copy', 'Table person'],
      [BLOB, `File ${SHA256}`],
    ] as const) {
      const spoilt = await copy(what);
      await flip(join(spoilt, name));
      expect(await faultsOf(spoilt)).toEqual([expect.stringMatching(new RegExp(`^${what}.* was altered: `))]);
      await rm(join(spoilt, name));
      expect(await faultsOf(spoilt)).toEqual([expect.stringMatching(new RegExp(`^${what}.* is missing.$`))]);
    }
    const spoilt = join(folder, 'Table person');
    expect((await cli(tavola, 'verify', spoilt)).code).toBe(1);
    const refused = await cli({ database: tavola.database }, 'restore', spoilt);
    expect([refused.code, refused.err.split('\n')[0]]).toEqual([
      2,
      'The backup is damaged; nothing was restored.',
    ]);
  });

  it('is verified as a whole: the list of its parts has a hash as well', async () => {
    const spoilt = await copy('manifest');
    const manifest = join(spoilt, 'manifest.json');
    await writeFile(
      manifest,
      (await readFile(manifest, 'utf8')).replace('"application": "', '"application": "9'),
    );
    await expect(readManifest(spoilt)).rejects.toThrow('manifest.json was altered: its hash is another.');
    await rm(manifest);
    await expect(readManifest(spoilt)).rejects.toThrow(
      `${spoilt} is not a whole backup: it has no manifest.json.`,
    );
  });

  it('goes into an empty database only', async () => {
    const filled = await cloneDatabase();
    const refused = await cli({ database: filled, storageDir: folder }, 'restore', directory);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/^The database is not empty \(\d+ tables\): restore into a new one/),
    ]);
    await filled.drop();
  });

  it('of a newer Tavola is not restored', async () => {
    const newer = await copy('newer');
    const database = await emptyDatabase();
    const manifest = join(newer, 'manifest.json');
    const stated = await readManifest(newer);
    await rm(manifest);
    await writeManifest(newer, {
      ...stated,
      application: '9.0.0',
      migrations: [...stated.migrations, 'Later9'],
    });
    expect(await cli({ database, storageDir: folder }, 'restore', newer)).toEqual({
      code: 2,
      out: '',
      err: 'The backup is of a newer Tavola (9.0.0): install that one, which knows Later9.\n',
    });
    expect(await tablesOf(database)).toEqual([]);
    await database.drop();
  });

  describe('restored', () => {
    let database: TestDatabase;
    let storageDir: string;
    let app: AppProcess;
    let sink: SmtpSink;

    beforeAll(async () => {
      [database, storageDir, sink] = await Promise.all([
        emptyDatabase(),
        mkdtemp(join(tmpdir(), 'tavola-restored-')),
        SmtpSink.start({ port: 0 }),
      ]);
      const restored = await cli({ database, storageDir }, 'restore', directory);
      if (restored.code !== 0) throw new Error(restored.err);
      const smtpUrl = `smtp://127.0.0.1:${sink.port}`;
      app = await AppProcess.start({ database, smtpUrl, env: { STORAGE_DIR: storageDir } });
    });
    afterAll(async () => {
      await app.end();
      await sink.stop();
      await database.drop();
      await rm(storageDir, { recursive: true, force: true });
    });

    const sql = (text: string, values: unknown[] = []) => tavola.sql(text, values, database.ownerUrl);
    const wake = (queue: string) =>
      sql(`insert into pgboss.job (name, policy) values ($1, 'exclusive')`, [queue]);
    const done = async (queue: string) =>
      (await sql(`select from pgboss.job where name = $1 and state = 'completed'`, [queue])).length;

    it('has its rights, its triggers, its files and its newest migrations', async () => {
      for (const text of [
        `select table_name, privilege_type, grantee from information_schema.role_table_grants
         where table_schema = 'public' order by 1, 2, 3`,
        'select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2',
        `select conrelid::regclass::text, conname, convalidated from pg_constraint
         where connamespace = 'public'::regnamespace order by 1, 2`,
        'select name from migrations order by id',
      ]) {
        expect(await sql(text)).toEqual(await tavola.sql(text, [], tavola.database.ownerUrl));
      }
      expect(await readFile(join(storageDir, BLOB))).toEqual(PDF);
    });

    it('lets nobody in who was in: sessions are ended', async () => {
      expect(await sql('select count(*)::int as open from session where ended_at is null')).toEqual([
        { open: 0 },
      ]);
      const { viewer } = await of.lead
        .at(app.url)
        .ask('{ viewer { name } }')
        .catch(() => ({ viewer: null }));
      expect(viewer).toBeNull();
      // Nor at the address of a calendar that may have been ended since.
      expect(await query(database.url, 'select person_id from calendar_feed', [])).toEqual([]);
      expect(await tavola.sql('select person_id from calendar_feed')).toHaveLength(1);
    });

    it('says that it sends no mail, in the log and on its first page', async () => {
      await until(() => app.output.includes('this is a restored copy'));
      expect(await (await fetch(app.url)).text()).toContain('This is a restored copy.');
      expect(await (await fetch(tavola.url)).text()).not.toContain('This is a restored copy.');
    });

    it('sends what waits when it is told to, but not what is discarded', async () => {
      const [event] = await sql(`select id from event where kind = 'project.created' limit 1`);
      await sql(MAIL, [event?.['id'], 'old@x.example', '2020-01-01T00:00:00Z']);
      await sql(MAIL, [event?.['id'], 'new@x.example', '2025-01-01T00:00:00Z']);
      await wake('sweep');
      await until(async () => (await done('sweep')) > 0, 30_000);
      expect(sink.all()).toEqual([]);
      expect(await sql(`select count(*)::int as jobs from pgboss.job where name = 'deliver'`)).toEqual([
        { jobs: 0 },
      ]);

      const release = ['release-mail', '--discard-before', '2024-01-01T00:00:00Z'];
      const asked = await cli({ database }, ...release);
      expect([asked.code, asked.out]).toEqual([0, expect.stringContaining('Nothing was changed.')]);
      expect(asked.out).toContain('project.created: 1 mails, and 0 events');
      expect((await cli({ database }, ...release, '--yes')).out).toContain('1 were discarded.');
      expect((await cli({ database }, 'release-mail')).out).toBe('Mail is not held.\n');
      await wake('sweep');
      await until(() => sink.all().length > 0, 30_000);
      expect(sink.all().map(({ to }) => to)).toEqual([['new@x.example']]);
      expect(
        await sql(`select recipient, state from email where recipient like '%@x.example' order by 1`),
      ).toEqual([
        { recipient: 'new@x.example', state: 'SENT' },
        { recipient: 'old@x.example', state: 'DISCARDED' },
      ]);
    });

    it('asks for a moment that is one everywhere', async () => {
      const { code, err } = await cli({ database }, 'release-mail', '--discard-before', '2024-01-01');
      expect([code, err]).toEqual([
        2,
        '--discard-before: a moment with its offset, such as 2026-11-20T12:00:00Z.\n',
      ]);
    });
  });

  const tablesOf = (database: TestDatabase) =>
    tavola.sql(
      `select relname from pg_class where relnamespace = 'public'::regnamespace`,
      [],
      database.ownerUrl,
    );
});

/** One bit of the byte in the middle. */
async function flip(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, Math.floor(size / 2));
  byte[0] = (byte[0] as number) ^ 1;
  await file.write(byte, 0, 1, Math.floor(size / 2));
  await file.close();
}
