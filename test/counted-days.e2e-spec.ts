import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { applicationDataSource } from '../src/data-source.js';
import type { Ward } from '../src/doctor/check.js';
import { figures } from '../src/doctor/figures.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;
const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { record { id } userErrors { code } } }`;
const CORRECT = `mutation ($input: CorrectAttendanceInput!) { correctAttendance(input: $input) { userErrors { code } } }`;
const RECORD = `insert into attendance_record
  (id, meeting_id, registration_id, day, direction, mode, method, recorded_at, recorded_by_id)
  select gen_random_uuid(), meeting_id, id, $2, 'IN', 'IN_PERSON', 'DESK', now(), person_id from registration where id = $1`;

describe('the days on which somebody was there', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let app: DataSource;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-12-11T09:00:00Z') });
    of = await partnership(tavola);
    meetingId = await openMeeting(of);
    app = await applicationDataSource(tavola.database.url).initialize();
  });
  afterAll(async () => {
    await app.destroy();
    await tavola.stop();
  });

  const walkIn = async (name: string): Promise<string> =>
    (await of.lead.ask(WALK_IN, { input: { meetingId, name, town: 'Cervia' } })).registerWalkIn.registration
      .id;
  const checkIn = async (registrationId: string, how: object): Promise<string> =>
    (await of.lead.ask(CHECK_IN, { input: { registrationId, ...how } })).checkIn.record.id;
  const counted = async (id: string) =>
    (await tavola.sql('select days_present, has_signed from registration where id = $1', [id]))[0];
  const doctorSays = async (): Promise<string[]> =>
    (await figures.examine({ app } as Ward)).map(({ state, what }) => `${state}: ${what}`);

  it('are counted beside the registration, each once, and without what was corrected', async () => {
    const id = await walkIn('Guest of three days');
    expect(await counted(id)).toEqual({ days_present: 0, has_signed: false });
    await checkIn(id, {});
    const signed = await checkIn(id, { day: '2017-12-12', method: 'SHEET' });
    await checkIn(id, { day: '2017-12-13' });
    expect(await counted(id)).toEqual({ days_present: 3, has_signed: true });
    await of.lead.ask(CORRECT, { input: { id: signed, reason: 'Signed for a friend' } });
    expect(await counted(id)).toEqual({ days_present: 2, has_signed: false });
  });

  describe('recorded at once, whatever way they come into the table', () => {
    const DAYS = ['2017-12-11', '2017-12-12', '2017-12-13'];
    const recordAtOnce = async (name: string) => {
      const id = await walkIn(name);
      await Promise.all(Array.from({ length: 30 }, (_, index) => tavola.sql(RECORD, [id, DAYS[index % 3]])));
      return counted(id);
    };

    it('are all counted', async () => {
      expect(await recordAtOnce('Guest at thirty desks')).toEqual({ days_present: 3, has_signed: false });
      expect(await doctorSays()).toEqual(['ok: The figures of attendance say what its records say.']);
    });

    it('are not counted without the trigger, and doctor finds it', async () => {
      const asOwner = (text: string) => tavola.sql(text, [], tavola.database.ownerUrl);
      await asOwner('alter table attendance_record disable trigger attendance_counts_days');
      try {
        expect(await recordAtOnce('Guest whom nobody counts')).toEqual({
          days_present: 0,
          has_signed: false,
        });
      } finally {
        await asOwner('alter table attendance_record enable trigger attendance_counts_days');
      }
      expect(await doctorSays()).toEqual([
        'wrong: 1 registration counts other days than the attendance records, at 1 meeting.',
      ]);
      // What it says to do about it.
      await asOwner('select count_days(id) from registration');
      expect(await doctorSays()).toEqual(['ok: The figures of attendance say what its records say.']);
    });
  });
});
