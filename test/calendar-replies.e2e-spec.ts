import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { type Told, replyMail, stampIn, toldBy } from './factories/calendar-mails.js';
import { loadConfig } from '../src/platform/config/config.js';
import { Log } from '../src/platform/log/log.js';
import { startReceiver } from '../src/application.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { Secrets } from '../src/platform/access/secrets.js';
import { Answered, ReplyAddresses } from '../src/platform/email/reply-addresses.js';
import { Actor } from './setup/actor.js';
import { cli } from './setup/cli.js';
import { LogLines } from './setup/log-lines.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const ANNA = 'anna@skovde.example';
const SEEN = 'query ($id: ID!) { registration(id: $id) { state answeredAt tentativeAt answeredBeforeMove } }';

/** As the installation that sent the mails. */
const ENV = {
  SECRET_KEY: 'a key for tests, of at least 32 characters',
  MAIL_FROM: 'Tavola <tavola@norrkoping.example>',
  MAIL_REPLY_TO: 'tavola@norrkoping.example',
  LOG_LEVEL: 'info',
};

const outcome = (line: string) => {
  const { reception, why, subject } = JSON.parse(line) as Record<string, unknown>;
  return { reception, why, subject };
};

describe('what a calendar answers', () => {
  let tavola: Tavola;
  let of: Partnership;
  let lead: Actor;
  let meetingId: string;
  let anna: string;
  let receiving: Awaited<ReturnType<typeof startReceiver>>;
  const log = new LogLines();
  const startsOn = DateTime.utc().plus({ days: 40 }).toISODate();
  const endsOn = DateTime.utc().plus({ days: 42 }).toISODate();
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    lead = new Actor(of.lead);
    meetingId = await openMeeting(of, { startsOn, endsOn });
    anna = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    const config = loadConfig({ ...ENV, DATABASE_URL: tavola.database.url }, process.cwd());
    receiving = await startReceiver(config, tavola.database, Log.to('info', log));
  });
  afterAll(async () => {
    await receiving.stop();
    await tavola.stop();
  });

  const told = async (number: number): Promise<Told> => {
    await until(async () => toldBy(tavola.mailsTo(ANNA)).length >= number);
    return toldBy(tavola.mailsTo(ANNA))[number - 1] as Told;
  };
  /** As `cli mail receive` does with each mail, in this process: the same answers, sooner. */
  const receive = async (mail: string, recipient?: string) => {
    const before = log.raw.length;
    await receiving.receiver.receive(Buffer.from(mail), recipient);
    return log.raw.slice(before).map(outcome);
  };
  const seen = async () => (await of.lead.ask(SEEN, { id: anna })).registration;
  const answers = () => tavola.sql(`select kind from event where subject_id = $1 order by id`, [anna]);

  it('is asked for in the mail, and is his yes, whoever sends it', async () => {
    const asked = await told(1);
    expect(asked.text).toContain(';RSVP=TRUE;');
    const stamp = stampIn(-60);
    const mail = replyMail(asked, 'ACCEPTED', { stamp });
    const setting = { database: tavola.database, env: ENV, input: mail };
    const { code, out, err } = await cli(setting, 'mail', 'receive');
    expect([code, out]).toEqual([0, '']);
    expect(err.trim().split('\n').map(outcome)).toEqual([
      { reception: 'TAKEN', why: 'TAKEN', subject: anna },
    ]);
    const yes = { state: 'CONFIRMED', tentativeAt: null, answeredBeforeMove: false };
    expect(await seen()).toEqual({ ...yes, answeredAt: stamp.replace('Z', '+00:00') });
    // As after a yes on the page: his calendar hears that it was taken.
    expect(await told(2)).toMatchObject({
      method: 'REQUEST',
      partstat: 'ACCEPTED',
      sequence: asked.sequence,
    });
    const before = await answers();
    expect(await receive(mail)).toEqual([{ reception: 'TAKEN', why: 'KNOWN', subject: anna }]);
    expect(await answers()).toEqual(before);
  });

  it('may be perhaps, which takes nothing back', async () => {
    const stamp = stampIn(-50);
    expect(await receive(replyMail(await told(1), 'TENTATIVE', { stamp }))).toMatchObject([{ why: 'TAKEN' }]);
    expect(await seen()).toMatchObject({ state: 'CONFIRMED', tentativeAt: stamp.replace('Z', '+00:00') });
    const later = replyMail(await told(1), 'ACCEPTED', { stamp: stampIn(-40) });
    expect(await receive(later)).toMatchObject([{ why: 'TAKEN' }]);
    expect(await seen()).toMatchObject({ state: 'CONFIRMED', tentativeAt: null });
  });

  it('counts for nothing when it was given before the last one', async () => {
    const late = replyMail(await told(1), 'DECLINED', { stamp: stampIn(-55) });
    expect(await receive(late)).toEqual([{ reception: 'REFUSED', why: 'STALE', subject: anna }]);
    expect(await seen()).toMatchObject({ state: 'CONFIRMED' });
  });

  it('counts for nothing without the address that the mail had', async () => {
    const asked = await told(1);
    const address = asked.organizer.replace('mailto:', '');
    const bo = await nameDelegate(of, meetingId, { partner: 'daugavpils', name: 'Bo', seats: 2 });
    await until(async () => toldBy(tavola.mailsTo('bo@daugavpils.example')).length === 1);
    const [toBo] = toldBy(tavola.mailsTo('bo@daugavpils.example')) as [Told];
    const forged = {
      'the mailbox alone': 'tavola@norrkoping.example',
      'an address that nobody made': address.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')),
      'an address of another kind': address.replace('+r', '+b'),
      'two addresses': `${address}, ${toBo.organizer.replace('mailto:', '')}`,
    };
    for (const [what, to] of Object.entries(forged)) {
      const mail = replyMail(asked, 'DECLINED', { to, from: 'Anna <anna@skovde.example>' });
      expect([what, await receive(mail)]).toEqual([
        what,
        [{ reception: 'REFUSED', why: 'FORGED', subject: undefined }],
      ]);
    }
    const elsewhere = new ReplyAddresses(new Secrets('another key'), ENV.MAIL_REPLY_TO);
    const to = elsewhere.of(Answered.REGISTRATION, anna);
    expect(await receive(replyMail(asked, 'DECLINED', { to }))).toMatchObject([{ why: 'FORGED' }]);
    // His own address, and another meeting.
    const uid = `${bo}@tavola`;
    expect(await receive(replyMail(asked, 'DECLINED', { uid }))).toMatchObject([{ why: 'OF_ANOTHER' }]);
    expect(await seen()).toMatchObject({ state: 'CONFIRMED' });
  });

  it('counts for nothing from somebody to whom the invitation was sent on', async () => {
    const attendee = 'colleague@skovde.example';
    expect(await receive(replyMail(await told(1), 'DECLINED', { attendee }))).toMatchObject([
      { reception: 'REFUSED', why: 'OF_ANOTHER' },
    ]);
    expect(await seen()).toMatchObject({ state: 'CONFIRMED' });
  });

  it('is found by what the mail server says, where the mail itself does not', async () => {
    const asked = await told(1);
    const RECIPIENT = asked.organizer.replace('mailto:', '').toUpperCase();
    const mail = replyMail(asked, 'TENTATIVE', { to: 'undisclosed-recipients:;' });
    expect(await receive(mail)).toMatchObject([{ why: 'FORGED' }]);
    expect(await receive(mail, RECIPIENT)).toMatchObject([{ why: 'TAKEN', subject: anna }]);
  });

  it('is tried again while the database is away, and says nothing of him in any line', async () => {
    const mail = replyMail(await told(1), 'DECLINED');
    const away = {
      database: { url: 'postgres://a:b@127.0.0.1:9/c', ownerUrl: 'postgres://a:b@127.0.0.1:9/c' },
    };
    const { code, out, err } = await cli({ ...away, env: ENV, input: mail }, 'mail', 'receive');
    expect([code, out]).toEqual([
      75,
      'It is kept, and to be tried again: connect ECONNREFUSED 127.0.0.1:9\n',
    ]);
    await receive(replyMail(await told(1), 'DECLINED', { stamp: stampIn(-500) }));
    for (const line of [err, ...log.raw]) expect(line).not.toMatch(/anna|skovde|at-home|norrkoping/i);
  });

  it('is a no, which frees his seat and takes it out of his calendar', async () => {
    const asked = await told(1);
    expect(await receive(replyMail(asked, 'DECLINED', { stamp: stampIn(0) }))).toMatchObject([
      { why: 'TAKEN' },
    ]);
    expect(await seen()).toMatchObject({ state: 'WITHDRAWN', tentativeAt: null });
    await until(async () => toldBy(tavola.mailsTo(ANNA)).at(-1)?.method === 'CANCEL');
    // What is no more in his calendar answers no more.
    expect(await receive(replyMail(asked, 'ACCEPTED', { stamp: stampIn(5) }))).toMatchObject([
      { why: 'STALE' },
    ]);
    const link = await participationLink(tavola, ANNA, anna);
    expect((await link.answer('answer=yes')).status).toBe(200);
    await until(async () => toldBy(tavola.mailsTo(ANNA)).at(-1)?.method === 'REQUEST');
  });

  it('counts for nothing when he was told of other days since, even when that mail is still here', async () => {
    const asked = toldBy(tavola.mailsTo(ANNA)).at(-1) as Told;
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    await tavola.sql(
      'insert into mail_hold (since, taken_at) values (now(), now())',
      [],
      tavola.database.ownerUrl,
    );
    const input = { id: meetingId, expectedVersion: meeting.version, startsOn: endsOn };
    await lead.does('updateMeeting', input, 'meeting { version }');
    expect(await receive(replyMail(asked, 'ACCEPTED'))).toMatchObject([{ why: 'STALE' }]);
    expect(await seen()).toMatchObject({ answeredBeforeMove: true });
    await tavola.sql('delete from mail_hold', [], tavola.database.ownerUrl);
  });

  it('comes too late when the meeting is over', async () => {
    const over = await openMeeting(of, {
      number: 8,
      slug: 'over',
      startsOn: DateTime.utc().minus({ days: 9 }).toISODate(),
      endsOn: DateTime.utc().minus({ days: 8 }).toISODate(),
    });
    const id = await nameDelegate(of, over, { partner: 'skovde', name: 'Cora', seats: 2 });
    const asked = toldBy(tavola.mailsTo(ANNA)).at(-1) as Told;
    const addresses = new ReplyAddresses(new Secrets(ENV.SECRET_KEY), ENV.MAIL_REPLY_TO);
    const to = addresses.of(Answered.REGISTRATION, id);
    const mail = replyMail(asked, 'ACCEPTED', { to, uid: `${over}@tavola` });
    expect(await receive(mail)).toEqual([{ reception: 'REFUSED', why: 'OVER', subject: id }]);
  });
});
