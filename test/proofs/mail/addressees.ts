import { crowd } from '../../factories/crowd.js';
import { partnership } from '../../factories/partnership.js';
import { AppProcess } from '../../setup/app-process.js';
import type { TestDatabase } from '../../setup/database.js';
import { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import { type Shown, mailsShownTo } from './shown.js';

export interface Addressees {
  readonly database: TestDatabase;
  /** What the lead partner is shown of mails that did not simply arrive. */
  readonly shown: () => Promise<Shown[]>;
  /** Removes all there is of them. */
  readonly forget: () => Promise<void>;
}

/** So many people of a project, whom nobody has written to yet; no process works on its database. */
export async function addressees(size: number): Promise<Addressees> {
  const tavola = await Tavola.start();
  const of = await partnership(tavola);
  await until(async () => (await tavola.sql(`select from email where state <> 'SENT'`)).length === 0);
  await crowd(tavola, of, { size, partner: 'skovde', role: 'DELEGATE', name: 'addressee' });
  await tavola.retire();
  const { database } = tavola;
  return {
    database,
    shown: async () => {
      const app = await AppProcess.start({ database, env: { WORKER: 'off' } });
      const shown = await mailsShownTo(of.lead.at(app.url));
      await app.end('SIGKILL');
      return shown;
    },
    forget: () => tavola.stop(),
  };
}
