import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { applicationDataSource, ownerDataSource } from '../src/data-source.js';
import type { Ward } from '../src/doctor/check.js';
import { examine, inWords, isWell } from '../src/doctor/doctor.js';
import { SmtpSink } from '../src/platform/email/smtp-sink.js';
import { Sealing } from '../src/platform/events/sealing.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { sealAtOnce } from './factories/history.js';
import { requestMaterial, upload } from './factories/material.js';
import { type Partnership, meeting, openMeeting, partnership } from './factories/partnership.js';
import { cli as runCli } from './setup/cli.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');
const SHA256 = createHash('sha256').update(PDF).digest('hex');
const EMAIL = `insert into email (id, event_id, recipient, language, subject, text, html, message_id, queued_at, state, uncertain)
  values ($1, $1, 'x@cervia.example', 'it', 's', 't', 'h', 'm', now() - $2::interval, $3, $4)`;

describe('doctor', () => {
  const clock = new SystemClock();
  let tavola: Tavola;
  let of: Partnership;
  let app: DataSource;
  let owner: DataSource;
  let sealing: Sealing;
  let smtp: SmtpSink;
  let ward: Ward;
  let blob: string;

  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const meetingId = await openMeeting(of, { startsOn: '2099-12-11', endsOn: '2099-12-13' });
    const { cervia } = await requestMaterial(of, meetingId, { dueAtLocal: '2099-12-01T18:00' });
    await upload(await of.as('coordinator@cervia.example'), tavola.url, cervia, PDF);
    app = await applicationDataSource(tavola.database.url).initialize();
    owner = await ownerDataSource(tavola.database.ownerUrl).initialize();
    sealing = new Sealing(app, clock);
    await sealAtOnce(tavola.database.superuserUrl, sealing);
    // As if the minute had passed.
    await tavola.sql(`insert into pgboss.job (name, policy) values ('sweep', 'exclusive')`);
    const swept = `select from pgboss.job where name = 'sweep' and state = 'completed'`;
    await until(async () => (await tavola.sql(swept)).length > 0, 20_000);
    smtp = await SmtpSink.start({ port: 0 });
    const { storageDir } = tavola;
    const smtpUrl = `smtp://127.0.0.1:${smtp.port}`;
    ward = { app, owner, clock, storageDir, smtpUrl, printedSeal: undefined, backupDays: null };
    blob = join(storageDir, 'blobs', SHA256.slice(0, 2), SHA256.slice(2, 4), SHA256);
  });
  afterAll(async () => {
    await app.destroy();
    await owner.destroy();
    await smtp.stop();
    await tavola.stop();
  });

  const asSuperuser = (statement: string, values: unknown[] = []) =>
    tavola.sql(statement, values, tavola.database.superuserUrl);

  /** What is wrong, in doctor's words. */
  async function wrongs(changes: Partial<Ward> = {}): Promise<string[]> {
    const diagnosis = await examine({ ...ward, ...changes });
    return diagnosis.filter(({ state }) => state === 'wrong').map(({ check, what }) => `${check}: ${what}`);
  }
  async function notes(): Promise<string[]> {
    const diagnosis = await examine(ward);
    return diagnosis
      .filter(({ state, check }) => state === 'note' && !['seals', 'backup'].includes(check))
      .map(({ check, what }) => `${check}: ${what}`);
  }
  /** With the defect there is this to be said; before it and after it is mended, nothing. */
  async function finds(says: string, defect: () => Promise<unknown>, mend: () => Promise<unknown>) {
    const before = await wrongs();
    await defect();
    const during = await wrongs();
    await mend();
    expect([before, during, await wrongs()]).toEqual([[], [says], []]);
  }

  it('says in words that all is well', async () => {
    const diagnosis = await examine(ward);
    expect(isWell(diagnosis)).toBe(true);
    const words = inWords(diagnosis)
      .replaceAll(/[0-9a-f]{64}/g, '<hash>')
      .replaceAll(/[\d.]+ GiB.*/g, '<room>')
      .replaceAll(/\d+ (seals|entries|seconds?|migrations)/g, 'N $1');
    expect(words.split('\n')).toEqual([
      'OK     schema  All N migrations have run, and the tables are as they should be.',
      'OK     grants  The application may do what it needs, and cannot rewrite what has happened.',
      'OK     seals   N seals over N entries fit.',
      'NOTE   seals   The newest seal of project evolaq is number 1: <hash>',
      'NOTE   seals   The newest seal outside every project is number 1: <hash>',
      'OK     figures The figures of attendance say what its records say.',
      'OK     files   1 file as they were uploaded.',
      'NOTE   backup  No backup is remembered.',
      expect.stringMatching(/^OK {5}mail {4}The outbox moves; \d+ mails? waits?\.$/),
      expect.stringMatching(/^OK {5}jobs {4}A worker runs; its last round was N seconds? ago\.$/),
      'OK     disk    <room>',
      'OK     clock   This machine and the database have the same time.',
    ]);
  });

  it('finds a migration that has not run', () =>
    finds(
      'schema: 1 migration has not run: Notes1764710000000.',
      () => asSuperuser(`delete from migrations where name = 'Notes1764710000000'`),
      () =>
        asSuperuser(`insert into migrations (timestamp, name) values (1764710000000, 'Notes1764710000000')`),
    ));

  it('finds a database that is newer than the program', () =>
    finds(
      'schema: The database is newer than this program: it has had Later9.',
      () => asSuperuser(`insert into migrations (timestamp, name) values (9, 'Later9')`),
      () => asSuperuser(`delete from migrations where name = 'Later9'`),
    ));

  it('finds a column that somebody added by hand', () =>
    finds(
      'schema: The tables are not as the migrations left them. What would mend it: ALTER TABLE "person" DROP COLUMN "nickname"',
      () => asSuperuser('alter table person add column nickname text'),
      () => asSuperuser('alter table person drop column nickname'),
    ));

  it.each([
    ['revoke insert on email from tavola_app', 'tavola_app lacks INSERT on email.'],
    ['grant delete on event to tavola_app', 'tavola_app has DELETE on event and must not.'],
    [
      'grant create on schema public to tavola_app',
      'The role tavola_app may create tables in the schema public.',
    ],
  ])('finds the effect of: %s', (statement, says) => {
    const [verb, ...rest] = statement.split(' ');
    const back = rest.join(' ');
    return finds(
      `grants: ${says}`,
      () => asSuperuser(statement),
      () =>
        asSuperuser(
          verb === 'grant'
            ? `revoke ${back.replace(' to ', ' from ')}`
            : `grant ${back.replace(' from ', ' to ')}`,
        ),
    );
  });

  it('finds an event that was altered', async () => {
    const [event] = await tavola.sql(`select id from event where kind = 'meeting.announced'`);
    await finds(
      `seals: Seal 1 of project evolaq does not fit: event ${String(event?.['id'])} was altered.`,
      () => asSuperuser(`update event set kind = 'meeting.altered' where kind = 'meeting.announced'`),
      () => asSuperuser(`update event set kind = 'meeting.announced' where kind = 'meeting.altered'`),
    );
  });

  it('finds an event that was kept from the seals', async () => {
    const id = uuidv7();
    await finds(
      `seals: 1 row is in no seal and will not come into one: event ${id}.`,
      async () => {
        await asSuperuser(`insert into event (id, kind, subject_id, at) values ($1, 'a.b', $1, now())`, [id]);
        await asSuperuser('delete from unsealed_event where event_id = $1', [id]);
      },
      () => asSuperuser('delete from event where id = $1', [id]),
    );
  });

  it('finds a history that was written anew, seals and all, by a seal that was printed before', async () => {
    await meeting(of, { slug: 'second', number: 10, title: 'What really happened' });
    await sealing.run();
    const { hash: printedSeal } = await sealing.verify(of.projectId);
    const printed = { printedSeal: String(printedSeal?.toUpperCase()).replace(/(.{8})/g, '$1 ') };
    expect(await wrongs(printed)).toEqual([]);
    await asSuperuser(`update event set at = at - interval '1 day' where kind = 'meeting.scheduled'`);
    await asSuperuser('delete from seal');
    await asSuperuser('insert into unsealed_event select id, project_id from event on conflict do nothing');
    await sealing.run();
    expect(await wrongs()).toEqual([]);
    expect(await wrongs(printed)).toEqual([
      `seals: There is no seal ${printedSeal} that fits: the history before it was altered or written anew, or it is mistyped, or of another installation.`,
    ]);
  });

  it('finds a file with a flipped byte', () =>
    finds(
      `files: The file ${SHA256} was altered: its content has the hash ${createHash('sha256').update(flipped(PDF)).digest('hex')}.`,
      () => writeFile(blob, flipped(PDF)),
      () => writeFile(blob, PDF),
    ));

  it('finds a file that is gone', () =>
    finds(
      `files: The file ${SHA256} is missing.`,
      () => rename(blob, `${tavola.storageDir}/elsewhere`),
      () => rename(`${tavola.storageDir}/elsewhere`, blob),
    ));

  it('notes files that nobody needs', async () => {
    const orphan = join(tavola.storageDir, 'blobs', 'ab', 'cd', 'abcd');
    await mkdir(dirname(orphan), { recursive: true });
    await writeFile(orphan, '');
    const rest = join(tavola.storageDir, 'uploads', uuidv7());
    await writeFile(rest, '');
    expect(await notes()).toEqual([
      'files: 1 file that nothing refers to: abcd',
      `files: 1 rest of an upload that has ended: ${rest.split('/').at(-1)}`,
    ]);
    await Promise.all([rm(orphan), rm(rest)]);
    expect(await notes()).toEqual([]);
  });

  it('finds mails that wait, and those that were refused; and notes those that may be there twice', async () => {
    const id = uuidv7();
    const mend = () => asSuperuser('delete from email where id = $1', [id]);
    await finds(
      'mail: 1 mail was refused for good, returned or given up in the last 7 days.',
      () => asSuperuser(EMAIL, [id, '6 days', 'FAILED', false]),
      mend,
    );
    await asSuperuser(EMAIL, [id, '8 days', 'FAILED', true]);
    expect(await wrongs()).toEqual([]);
    expect(await notes()).toEqual([
      'mail: 1 mail may have arrived twice: an answer of the mail server was lost.',
    ]);
    await mend();
    await finds(
      'mail: 1 mail has waited for more than 15 minutes.',
      // Leased to somebody, so that the worker does not send it meanwhile.
      () => asSuperuser(`${EMAIL} returning id`, [id, '16 minutes', 'SENDING', false]),
      mend,
    );
  });

  it('finds a worker that does not run, and jobs that failed', async () => {
    // Started and swept that long ago.
    const late = async (by: string) => {
      await tavola.sql(
        `update pgboss.job set completed_on = completed_on - $1::interval where name = 'sweep' and state = 'completed'`,
        [by],
      );
      await tavola.sql('update pgboss.schedule set updated_on = updated_on - $1::interval', [by]);
      await tavola.sql('update pgboss.queue set created_on = created_on - $1::interval', [by]);
    };
    await finds(
      'jobs: No worker has ended a round for 6 minutes: no mails leave, nothing is sealed.',
      () => late('6 minutes'),
      () => late('-6 minutes'),
    );
    await finds(
      'jobs: 1 job of the queue notify failed in the last day.',
      () =>
        tavola.sql(`insert into pgboss.job (name, state, completed_on) values ('notify', 'failed', now())`),
      () => tavola.sql(`delete from pgboss.job where name = 'notify' and state = 'failed'`),
    );
  });

  it('finds a clock that goes wrong', async () => {
    const [before] = await wrongs({ clock: { now: () => clock.now().plus({ seconds: 90 }) } });
    expect(before).toBe('clock: The clocks of this machine and of the database are 90 s apart.');
  });

  it('finds a mail server that does not answer, and a folder for files that is gone', async () => {
    const { port } = smtp;
    await smtp.stop();
    expect(await wrongs({ storageDir: '/nowhere' })).toEqual([
      'files: 1 file is missing with the folder.',
      `mail: The mail server 127.0.0.1:${port} does not take mails from here (ESOCKET).`,
      'disk: There is no folder /nowhere, in which files are to lie.',
    ]);
  });

  describe('from a terminal', () => {
    const cli = (...values: string[]) => runCli(tavola, 'doctor', ...values);

    it('ends with 0 when all is well, with 1 when something is wrong, with 2 when it is not understood', async () => {
      const well = await cli('--json');
      const states = (JSON.parse(well.out) as { state: string }[]).map(({ state }) => state);
      expect([well.code, new Set(states)]).toEqual([0, new Set(['ok', 'note'])]);
      const { code, out } = await cli('--seal', '00');
      expect([code, out.match(/^WRONG.*\n.*$/gm)]).toEqual([
        1,
        [
          'WRONG  seals   There is no seal 00 that fits: the history before it was altered or written anew, or it is mistyped, or of another installation.\n' +
            '               To do: Compare with a backup from before (docs/operations.md, "A history was rewritten"); ask who has the password of a superuser or of the owner.',
        ],
      ]);
      expect((await cli('--what')).code).toBe(2);
    }, 60_000);
  });
});

/** One bit of one byte. */
const flipped = (content: Buffer): Buffer =>
  Buffer.from(content.map((byte, at) => (at === 12 ? byte ^ 1 : byte)));
