import { type Face, crowd } from '../factories/crowd.js';
import { type Partnership, openMeeting, partnership } from '../factories/partnership.js';
import { AppProcess } from '../setup/app-process.js';
import { OwnPostgres } from '../setup/own-postgres.js';
import { Tavola } from '../setup/tavola.js';

/** One process of the application on a database server of its own, and a meeting about which to ask. */
export interface Scene {
  readonly postgres: OwnPostgres;
  readonly tavola: Tavola;
  readonly of: Partnership;
  readonly meetingId: string;
  /** Coordinators of the lead partner. */
  readonly people: readonly Face[];
  readonly smtpUrl: string;
  /** Another process on the same data, which takes this machine for a proxy. */
  readonly app: (without?: readonly string[]) => Promise<AppProcess>;
  readonly stop: () => Promise<void>;
}

/** The days of its meeting: far ahead, since of a meeting that is over nobody is told anything. */
export const FIRST_DAY = '2037-12-11';
const LAST_DAY = '2037-12-13';

/** @param size how many people */
export async function openScene(smtpUrl: string, size: number): Promise<Scene> {
  const postgres = await OwnPostgres.start();
  const tavola = await Tavola.start({ database: postgres.database });
  const of = await partnership(tavola);
  const meetingId = await openMeeting(of, { startsOn: FIRST_DAY, endsOn: LAST_DAY });
  const people = await crowd(tavola, of, { size, partner: 'norrkoping', role: 'COORDINATOR' });
  await tavola.retire();
  const apps: AppProcess[] = [];
  return {
    postgres,
    tavola,
    of,
    meetingId,
    people,
    smtpUrl,
    app: async (without = []) => {
      const env = { TRUSTED_PROXY: '127.0.0.1' };
      const app = await AppProcess.start({ database: postgres.database, without, smtpUrl, env });
      apps.push(app);
      return app;
    },
    stop: async () => {
      for (const app of apps) await app.end('SIGKILL');
      await tavola.stop();
      await postgres.stop();
    },
  };
}
