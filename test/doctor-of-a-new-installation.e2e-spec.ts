import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOfManifest, readManifest } from '../src/backup/manifest.js';
import { applicationDataSource, ownerDataSource } from '../src/data-source.js';
import { type Ward, ok } from '../src/doctor/check.js';
import { type Diagnosis, examine, isWell } from '../src/doctor/doctor.js';
import { mail } from '../src/doctor/mail.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { cli } from './setup/cli.js';
import { Tavola } from './setup/tavola.js';

describe('doctor of a new installation', () => {
  let tavola: Tavola;
  let folder: string;
  let ward: Ward;

  beforeAll(async () => {
    [tavola, folder] = await Promise.all([
      Tavola.start({ worker: false }),
      mkdtemp(join(tmpdir(), 'tavola-doctor-')),
    ]);
    ward = {
      app: await applicationDataSource(tavola.database.url).initialize(),
      owner: await ownerDataSource(tavola.database.ownerUrl).initialize(),
      clock: new SystemClock(),
      storageDir: tavola.storageDir,
      smtpUrl: null,
      printedSeal: undefined,
      backupDays: 2,
    };
  });
  afterAll(async () => {
    await ward.app.destroy();
    await ward.owner.destroy();
    await tavola.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const owner = (text: string, values: unknown[] = []) => tavola.sql(text, values, tavola.database.ownerUrl);

  /** What it says of one thing. */
  async function says(check: string, changes: Partial<Ward> = {}): Promise<string[]> {
    const diagnosis = await examine({ ...ward, ...changes });
    return wordsOn(check, diagnosis);
  }

  describe('waits for the first round of a worker', () => {
    const STARTING =
      'note: No worker has ended a round yet: Tavola was started N seconds ago, and the first one takes up to two minutes.';
    const NONE = 'wrong: No worker has ended a round in the last hour: no mails leave, nothing is sealed.';

    it('after the migration, and says so when none came', async () => {
      // The template of this database was migrated when the tests began.
      await owner('update pgboss.queue set created_on = now()');
      expect(await says('jobs')).toEqual([STARTING]);
      await owner(`update pgboss.queue set created_on = now() - interval '6 minutes'`);
      expect(await says('jobs')).toEqual([NONE]);
    });

    it('after a start, however long none ran before, and says so when none came', async () => {
      await tavola.sql(`insert into pgboss.schedule (name, cron) values ('sweep', '0 0 1 1 *')`);
      expect(await says('jobs')).toEqual([STARTING]);
      await tavola.sql(`insert into pgboss.job (name, policy, state, completed_on)
        values ('sweep', 'exclusive', 'completed', now() - interval '50 minutes')`);
      expect(await says('jobs')).toEqual([STARTING]);
      await tavola.sql(`update pgboss.schedule set updated_on = now() - interval '6 minutes'`);
      expect(await says('jobs')).toEqual([NONE.replace('in the last hour', 'for 50 minutes')]);
      await tavola.sql(
        `update pgboss.job set completed_on = now() - interval '1 minute' where name = 'sweep'`,
      );
      expect(await says('jobs')).toEqual(['ok: A worker runs; its last round was N seconds ago.']);
    });
  });

  it('says what is wrong with the folder for files, and what to do', async () => {
    const file = join(folder, 'a file');
    await writeFile(file, '');
    for (const storageDir of [join(folder, 'nowhere'), join(file, 'below')])
      expect(await says('disk', { storageDir })).toEqual([
        `wrong: There is no folder ${storageDir}, in which files are to lie.`,
      ]);
    expect(await says('files', { storageDir: join(folder, 'nowhere') })).toEqual([
      'ok: 0 files as they were uploaded.',
    ]);
  });

  it('says so when the user that runs it may not write there', async () => {
    await chmod(folder, 0o777);
    expect(await unprivileged(folder)).toEqual([expect.stringContaining(`where files lie (${folder}).`)]);
    await chmod(folder, 0o500);
    expect(await unprivileged(folder)).toEqual([
      `wrong: Nobody can write into ${folder}, in which files are to lie, as the user that runs this.`,
    ]);
    await chmod(folder, 0o700);
  });

  it('goes on when a check cannot be made', async () => {
    const failing = { name: 'moon', examine: () => Promise.reject(new Error('it is behind clouds')) };
    const sound = { name: 'sound', examine: async () => [ok('All is well.')] };
    expect(await examine(ward, [failing, sound])).toEqual([
      {
        check: 'moon',
        state: 'wrong',
        what: 'It could not be examined: it is behind clouds',
        toDo: 'Mend what this says, then run doctor again.',
      },
      { check: 'sound', state: 'ok', what: 'All is well.' },
    ]);
  });

  it('minds that a restored copy sends no mail, but not of one that is kept beside its original', async () => {
    const held = 'This is a restored copy of 2026-11-20T12:00:00.000Z; no mail is sent since';
    const said = async (isCopy: boolean) => {
      const diagnosis = await examine({ ...ward, isCopy }, [mail]);
      return [isWell(diagnosis), wordsOn('mail', diagnosis).at(-1)];
    };
    const beside = 'wrong: By --copy this is a copy beside its original, but it sends mails.';
    expect(await said(true)).toEqual([false, beside]);
    expect((await said(false))[0]).toBe(true);
    await owner(`insert into mail_hold (since, taken_at) values (now(), '2026-11-20T12:00:00Z')`);
    try {
      expect(await said(false)).toEqual([false, expect.stringContaining(`wrong: ${held}`)]);
      expect(await said(true)).toEqual([true, expect.stringContaining(`note: ${held}`)]);
      expect((await cli(tavola, 'doctor', '--copy')).out).toMatch(/NOTE +mail +This is a restored copy/);
    } finally {
      await owner('delete from mail_hold');
    }
  });

  describe('knows the newest backup', () => {
    const backUp = (name: string) => cli(tavola, 'backup', join(folder, name));

    it('and misses it as soon as there is something older than it should be', async () => {
      const none = 'No backup is remembered.';
      expect(await says('backup')).toEqual([`note: ${none}`]);
      await cli(tavola, 'add-person', 'Anna Ek', 'anna@norrkoping.example');
      expect(await says('backup')).toEqual([`note: ${none}`]);
      await owner(`update event set at = now() - interval '49 hours'`);
      expect(await says('backup')).toEqual([`wrong: ${none}`]);
      expect(await says('backup', { backupDays: 3 })).toEqual([`note: ${none}`]);
    });

    it('minds its age, but not in a demo that was not asked to', async () => {
      expect((await backUp('monday')).code).toBe(0);
      const { takenAt } = await readManifest(join(folder, 'monday'));
      const today = `The newest backup shows the state of ${takenAt.replace(/\d{3}Z$/, 'Z')}, 0 days ago.`;
      expect(await says('backup')).toEqual([`ok: ${today}`]);
      await owner(`update event set details = details || '{"takenAt": "2026-01-02T03:00:00.000000Z"}'
        where kind = 'backup.taken'`);
      const [old = ''] = await says('backup');
      expect(old).toMatch(
        /^wrong: The newest backup shows the state of 2026-01-02T03:00:00.000Z, \d+ days ago.$/,
      );
      const fromTerminal = async (env = {}, ...values: string[]) => {
        const { out } = await cli(
          { database: tavola.database, storageDir: tavola.storageDir, env },
          'doctor',
          '--json',
          ...values,
        );
        return wordsOn('backup', JSON.parse(out) as Diagnosis);
      };
      expect(await fromTerminal()).toEqual([old.replace('wrong', 'ok')]);
      expect(await fromTerminal({}, '--backup-days', '3')).toEqual([old]);
      expect(await fromTerminal(PRODUCTION)).toEqual([old]);
      expect((await backUp('tuesday')).code).toBe(0);
      expect(await says('backup')).toEqual([expect.stringMatching(/^ok: .* 0 days ago.$/)]);
    });

    it('by its hash, in the history, which it is no part of', async () => {
      const tuesday = await readManifest(join(folder, 'tuesday'));
      const taken = await tavola.sql(
        `select details, project_id, actor_id from event where kind = 'backup.taken' order by id`,
      );
      const details = { takenAt: tuesday.takenAt, sha256: hashOfManifest(tuesday) };
      expect([taken.length, taken[1]]).toEqual([2, { details, project_id: null, actor_id: null }]);
      const events = tuesday.tables.find(({ name }) => name === 'event');
      const [{ count } = {}] = await tavola.sql('select count(*)::int from event');
      expect(events?.rows).toBe(Number(count) - 1);
    });

    it('unless nothing can be written there, as on a standby: then the copy is as good', async () => {
      const setting = `alter database ${new URL(tavola.database.url).pathname.slice(1)}`;
      const { superuserUrl } = tavola.database;
      await tavola.sql(`${setting} set default_transaction_read_only = on`, [], superuserUrl);
      const taken = await backUp('standby');
      // Each statement has a connection of its own, which this setting binds as well.
      await tavola.sql(
        `begin read write; ${setting} reset default_transaction_read_only; commit`,
        [],
        superuserUrl,
      );
      expect([taken.code, taken.err, taken.out.trim().split('\n').at(-1)]).toEqual([
        0,
        '',
        'The installation does not know of it, and doctor will miss it: cannot execute INSERT in a read-only transaction.',
      ]);
      expect((await cli(tavola, 'verify', join(folder, 'standby'))).code).toBe(0);
    });
  });
});

const wordsOn = (check: string, diagnosis: Diagnosis): string[] =>
  diagnosis
    .filter((finding) => finding.check === check)
    .map(({ state, what }) => `${state}: ${what.replaceAll(/\d+ seconds?/g, 'N seconds')}`);

/** What it says of the folder in a process of an ordinary user: root may write anywhere. */
async function unprivileged(storageDir: string): Promise<string[]> {
  // The code may lie where only root reads it, so it is loaded first.
  const script = `
    const { examine } = await import('./dist/src/doctor/doctor.js');
    const { disk } = await import('./dist/src/doctor/disk.js');
    if (process.getuid?.() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    process.stdout.write(JSON.stringify(await examine({ storageDir: process.argv[1] }, [disk])));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
    storageDir,
  ]);
  return wordsOn('disk', JSON.parse(stdout) as Diagnosis);
}

/** Nothing of it is reached. */
const PRODUCTION = {
  BASE_URL: 'https://tavola.example.org',
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'tavola@example.org',
  SECRET_KEY: 'a key for tests, of at least 32 characters',
};
