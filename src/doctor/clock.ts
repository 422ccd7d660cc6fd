import { DateTime } from 'luxon';
import { type Check, ok, wrong } from './check.js';

const MOST_SECONDS = 5;

/** Whether this machine and the database agree on the time: links, sessions and leases end by both clocks. */
export const clock: Check = {
  name: 'clock',
  examine: async ({ app, clock }) => {
    const [{ now }] = await app.query<[{ now: string }]>('select clock_timestamp()::text as now');
    const theirs = DateTime.fromSQL(now);
    const apart = Math.abs(clock.now().diff(theirs).as('seconds'));
    if (apart <= MOST_SECONDS) return [ok('This machine and the database have the same time.')];
    return [
      wrong(
        `The clocks of this machine and of the database are ${Math.round(apart)} s apart.`,
        'Let both be set by NTP (timedatectl set-ntp true).',
      ),
    ];
  },
};
