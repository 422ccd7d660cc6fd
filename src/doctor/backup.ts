import type { DateTime } from 'luxon';
import { newestBackup } from '../backup/remembered.js';
import { type Check, type Finding, counted, note, ok, wrong } from './check.js';

const TO_DO =
  'Run `npm run cli -- backup DIR` every night (cron), look at why it did not run, and keep the copy on another machine.';

/** Whether a backup was taken lately. That it can still be read, only `verify` where it lies can tell. */
export const backup: Check = {
  name: 'backup',
  examine: async ({ app, clock, backupDays }) => {
    const { takenAt, since } = await newestBackup(app);
    const daysSince = (instant: DateTime) => clock.now().diff(instant).as('days');
    const isLate = (instant: DateTime) => backupDays !== null && daysSince(instant) > backupDays;
    if (takenAt) return [newest(takenAt, isLate(takenAt), Math.floor(daysSince(takenAt)))];
    const never = 'No backup is remembered.';
    // What is newer than the oldest backup that would do needs none yet.
    return [since && isLate(since) ? wrong(never, TO_DO) : note(never)];
  },
};

function newest(takenAt: DateTime, isLate: boolean, days: number): Finding {
  const what = `The newest backup shows the state of ${takenAt.toUTC().toISO()}, ${counted(days, 'day')} ago.`;
  return isLate ? wrong(what, TO_DO) : ok(what);
}
