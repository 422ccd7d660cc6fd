import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { applicationDataSource } from '../src/data-source.js';
import { Sweep } from '../src/platform/email/sweep.js';
import { Jobs } from '../src/platform/jobs/jobs.js';
import { SystemClock } from '../src/platform/time/clock.js';
import { readTold, toldBy } from './factories/calendar-mails.js';
import { nameDelegate, participationLink } from './factories/participation.js';
import { type Partnership, openMeeting, partnership, step } from './factories/partnership.js';
import { Actor } from './setup/actor.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const ANNA = 'anna@skovde.example';
const BO = 'bo@cervia.example';

/** As each minute does. */
async function sweep(tavola: Tavola): Promise<void> {
  const dataSource = await applicationDataSource(tavola.database.url).initialize();
  const jobs = new Jobs(tavola.database.url, () => undefined);
  await jobs.start();
  await new Sweep(dataSource, jobs, new SystemClock()).run();
  await jobs.stop();
  await dataSource.destroy();
}

describe('the calendar of whoever is asked to a meeting', () => {
  let tavola: Tavola;
  let of: Partnership;
  let lead: Actor;
  let meetingId: string;
  let anna: string;
  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T09:00:00Z') });
    of = await partnership(tavola);
    lead = new Actor(of.lead);
    meetingId = await openMeeting(of);
    anna = await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    await nameDelegate(of, meetingId, { partner: 'cervia', name: 'Bo', seats: 2, language: 'it' });
  });
  afterAll(() => tavola.stop());

  /** The so-manieth that came, from 1. */
  const nth = async (email: string, number: number) => {
    await until(async () => toldBy(tavola.mailsTo(email)).length >= number);
    const told = toldBy(tavola.mailsTo(email));
    expect(told).toHaveLength(number);
    return told[number - 1] as (typeof told)[number];
  };
  const update = async (changes: object) => {
    const { meeting } = await of.lead.ask('query ($id: ID!) { meeting(id: $id) { version } }', {
      id: meetingId,
    });
    const input = { id: meetingId, expectedVersion: meeting.version, ...changes };
    await lead.does('updateMeeting', input, 'meeting { version }');
  };

  it('gets a request that names him alone, in the form that programs act on', async () => {
    const told = await nth(ANNA, 1);
    expect(told).toMatchObject({
      method: 'REQUEST',
      uid: `${meetingId}@tavola`,
      sequence: 0,
      status: 'CONFIRMED',
      summary: 'EVOLAQ: Final meeting',
      location: 'Cervia, Italien',
      start: '2017-12-11',
      partstat: 'NEEDS-ACTION',
      attendees: [`mailto:${ANNA}`],
    });
    expect(told.organizer).toMatch(/^mailto:tavola\+r[a-z2-7]{42}@norrkoping\.example$/);
    const [mail] = tavola.mailsTo(ANNA);
    const { headers, replyTo, attachments } = await simpleParser(mail?.raw as Buffer);
    expect(headers.get('content-type')).toMatchObject({ value: 'multipart/mixed' });
    expect(`mailto:${replyTo?.text}`).toBe(told.organizer);
    expect(attachments.map(({ contentType }) => contentType)).toEqual(['text/calendar', 'application/ics']);
    const raw = mail?.raw.toString() as string;
    const types = [...raw.matchAll(/^Content-Type: ([^\r\n]+)/gim)].map(([, type]) => type);
    expect(types.slice(1).map((type) => type?.replace(/ ?boundary=.*/, ''))).toEqual([
      'multipart/alternative;',
      'text/plain; charset=utf-8',
      'text/html; charset=utf-8',
      'text/calendar; charset=utf-8; method=REQUEST',
      'application/ics; name=invite.ics',
    ]);
    expect(raw).not.toContain('cervia.example');
    expect(Math.max(...told.text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(
      75,
    );
  });

  it('is in the table without the address that answers', async () => {
    const rows = await tavola.sql('select calendar from email where calendar is not null');
    for (const { calendar } of rows) {
      expect(calendar).toMatch(/^ORGANIZER;CN="EVOLAQ":mailto:\[\[reply:[-0-9a-f]{36}\]\]\r$/m);
      expect(calendar).not.toContain('tavola+');
    }
    expect(rows).toHaveLength(2);
  });

  it('hears of a yes, with the same number and later', async () => {
    const link = await participationLink(tavola, ANNA, anna);
    expect((await link.answer('answer=yes')).status).toBe(200);
    expect(await nth(ANNA, 2)).toMatchObject({ method: 'REQUEST', sequence: 0, partstat: 'ACCEPTED' });
    // What somebody changes on the form is not for calendars.
    expect((await link.answer('answer=yes&diet=vegan')).status).toBe(200);
  });

  it('hears of a new place once, and keeps the answer', async () => {
    await update({ place: 'Ravenna' });
    const told = await nth(ANNA, 3);
    expect(told).toMatchObject({ sequence: 1, location: 'Ravenna, Italien', partstat: 'ACCEPTED' });
    expect(await nth(BO, 2)).toMatchObject({
      sequence: 1,
      location: 'Ravenna, Italia',
      partstat: 'NEEDS-ACTION',
    });
    const mail = tavola.mailsTo(ANNA)[0];
    expect(mail?.text).toContain('Det här har ändrats: platsen.');
    expect(mail?.text).not.toContain('Svara gärna');
  });

  it('hears nothing of what it does not show', async () => {
    await update({ description: 'Bring maps' });
    await update({ place: 'Ravenna' });
    const [row] = await tavola.sql(
      `select count(*)::int as told from unnotified_event n join event e on e.id = n.event_id
       where e.kind = 'meeting.updated' and not e.details ? 'shown'`,
    );
    expect(row?.['told']).toBe(0);
    await nth(ANNA, 3);
  });

  it('asks anew when the days are moved, until he has answered to these', async () => {
    await update({ startsOn: '2017-12-12', endsOn: '2017-12-14' });
    expect(await nth(ANNA, 4)).toMatchObject({ sequence: 2, start: '2017-12-12', partstat: 'NEEDS-ACTION' });
    expect(tavola.mailsTo(ANNA)[0]?.text).toContain('Svara gärna om du kommer');
    await update({ title: 'Last meeting' });
    expect(await nth(ANNA, 5)).toMatchObject({ sequence: 3, partstat: 'NEEDS-ACTION' });
    const link = await participationLink(tavola, ANNA, anna);
    expect((await link.answer('answer=yes')).status).toBe(200);
    expect(await nth(ANNA, 6)).toMatchObject({ sequence: 3, partstat: 'ACCEPTED' });
  });

  it('lets go of it when he is withdrawn, and has it again when he is named once more', async () => {
    await lead.takes('withdrawRegistration', anna);
    const gone = await nth(ANNA, 7);
    expect(gone).toMatchObject({
      method: 'CANCEL',
      status: 'CANCELLED',
      sequence: 4,
      uid: `${meetingId}@tavola`,
    });
    await nameDelegate(of, meetingId, { partner: 'skovde', name: 'Anna', seats: 2 });
    expect(await nth(ANNA, 8)).toMatchObject({ method: 'REQUEST', sequence: 5, partstat: 'NEEDS-ACTION' });
    await nth(BO, 4);
  });

  it('of what waited while the mail server was away gets the newest alone', async () => {
    await tavola.sql(
      `insert into mail_hold (since, taken_at) values (now(), now())`,
      [],
      tavola.database.ownerUrl,
    );
    await update({ place: 'Forlì' });
    await update({ place: 'Rimini' });
    const waiting = () =>
      tavola.sql(
        `select m.state from email m join person p on p.id = m.person_id
         where p.email = $1 and m.calendar_sequence > 5 order by m.id`,
        [ANNA],
      );
    await until(async () => (await waiting()).length === 2);
    await tavola.sql('delete from mail_hold', [], tavola.database.ownerUrl);
    await tavola.sql(`update email set queued_at = now() - interval '1 hour' where state = 'QUEUED'`);
    await sweep(tavola);
    expect(await nth(ANNA, 9)).toMatchObject({ sequence: 7, location: 'Rimini, Italien' });
    expect(await waiting()).toEqual([{ state: 'DISCARDED' }, { state: 'SENT' }]);
  });

  it('lets go of it when the meeting is cancelled', async () => {
    await of.lead.ask(step('cancelMeeting'), { id: meetingId });
    expect(await nth(ANNA, 10)).toMatchObject({ method: 'CANCEL', status: 'CANCELLED', sequence: 8 });
    expect(await nth(BO, 6)).toMatchObject({ method: 'CANCEL', sequence: 6 });
    expect(
      tavola.mailsTo('coordinator@daugavpils.example').flatMap(({ attachments }) => attachments),
    ).toEqual([]);
  });

  it('reads one UID for ever, and stamps that never go back', () => {
    for (const email of [ANNA, BO]) {
      const told = toldBy(tavola.mailsTo(email)).map(({ text }) => readTold(text));
      expect(new Set(told.map(({ uid, organizer }) => `${uid} ${organizer}`)).size).toBe(1);
      const numbers = told.map(({ sequence, stamp }) => `${sequence} ${stamp}`);
      expect(numbers).toEqual(numbers.toSorted());
    }
  });
});
