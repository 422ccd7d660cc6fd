import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { type Told, replyMail, stampIn, toldBy } from './factories/calendar-mails.js';
import { nameDelegate } from './factories/participation.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { cli } from './setup/cli.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const ANNA = 'anna@skovde.example';
const ENV = {
  SECRET_KEY: 'a key for tests, of at least 32 characters',
  MAIL_REPLY_TO: 'tavola@norrkoping.example',
  LOG_LEVEL: 'info',
};

describe('a Maildir of answers', () => {
  let tavola: Tavola;
  let of: Partnership;
  let anna: string;
  let directory: string;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    const startsOn = DateTime.utc().plus({ days: 40 }).toISODate();
    const meetingId = await openMeeting(of, { startsOn, endsOn: startsOn });
    anna = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    directory = await mkdtemp(join(tmpdir(), 'tavola-maildir-'));
    for (const part of ['new', 'cur', 'tmp']) await mkdir(join(directory, part));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
    await tavola.stop();
  });

  const put = (name: string, mail: string | Buffer) => writeFile(join(directory, 'new', name), mail);
  const receive = (database = tavola.database) =>
    cli({ database, env: ENV }, 'mail', 'receive', '--maildir', directory);
  const inside = async (part: string) => (await readdir(join(directory, part))).toSorted();

  it('is emptied of what was taken, and keeps for people what is theirs as unread', async () => {
    await until(async () => toldBy(tavola.mailsTo(ANNA)).length === 1);
    const [asked] = toldBy(tavola.mailsTo(ANNA)) as [Told];
    await put('1.a.host', replyMail(asked, 'ACCEPTED', { stamp: stampIn(-60) }));
    await put('2.b.host', replyMail(asked, 'DECLINED', { stamp: stampIn(-90) }));
    await put('3.c.host', 'From: anna@skovde.example\r\nSubject: A question\r\n\r\nWhere is the hotel?\r\n');
    await put('4.d.host', 'Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am away.\r\n');
    await put('5.e.host', Buffer.alloc(5_000_001, 'x'));
    expect(await receive()).toEqual({
      code: 0,
      out: '1 taken, 1 ignored, 1 refused, 2 left for people.\n',
      err: expect.stringContaining('"why":"STALE"'),
    });
    expect(await inside('new')).toEqual([]);
    expect(await inside('cur')).toEqual([
      '1.a.host:2,S',
      '2.b.host:2,',
      '3.c.host:2,',
      '4.d.host:2,S',
      '5.e.host:2,',
    ]);
    const { registration } = await of.lead.ask('query ($id: ID!) { registration(id: $id) { state } }', {
      id: anna,
    });
    expect(registration).toEqual({ state: 'CONFIRMED' });
  });

  it('keeps and names what could not be taken in, and takes the others', async () => {
    const [asked] = toldBy(tavola.mailsTo(ANNA)) as [Told];
    await put('6.f.host', replyMail(asked, 'DECLINED', { stamp: stampIn(-30) }));
    await put('7.g.host', 'Subject: Something else\r\n\r\nHello.\r\n');
    const owner = tavola.database.ownerUrl;
    await tavola.sql('alter table registration rename to registrations', [], owner);
    const { code, out } = await receive();
    await tavola.sql('alter table registrations rename to registration', [], owner);
    expect([code, out]).toEqual([
      75,
      '0 taken, 0 ignored, 0 refused, 1 left for people.\n6.f.host stays in new, to be tried again.\n',
    ]);
    expect(await inside('new')).toEqual(['6.f.host']);
    expect(await receive()).toMatchObject({
      code: 0,
      out: '1 taken, 0 ignored, 0 refused, 0 left for people.\n',
    });
    expect(await inside('new')).toEqual([]);
  });

  it('of 100 MB on standard input is read to its end, and left', async () => {
    const input = Buffer.alloc(100_000_000, 'Subject: x\r\n');
    const { code, err } = await cli({ database: tavola.database, env: ENV, input }, 'mail', 'receive');
    expect(code).toBe(0);
    expect(err).toContain('"reception":"LEFT","why":"TOO_LARGE"');
  });

  it('is one, or nothing is done', async () => {
    const nowhere = await cli(
      { database: tavola.database, env: ENV },
      'mail',
      'receive',
      '--maildir',
      '/nowhere',
    );
    expect(nowhere.code).toBe(75);
    expect(nowhere.out).toContain('ENOENT');
  });
});
