import type { DataSource } from 'typeorm';
import { applicationDataSource, ownerDataSource } from '../data-source.js';
import type { Ward } from '../doctor/check.js';
import { type Diagnosis, examine, inWords, isWell } from '../doctor/doctor.js';
import type { Config } from '../platform/config/config.js';
import { SystemClock } from '../platform/time/clock.js';
import { command, withUrls } from './command.js';

const options = {
  seal: { type: 'string' },
  'backup-days': { type: 'string' },
  copy: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** They are taken every night; one that runs late is no reason to call somebody. */
const BACKUP_DAYS = 2;

/** Says what is wrong with this installation and what to do about it. Ends with 1 where anything is. */
export const doctor = command({
  usage: 'doctor [--seal HASH] [--backup-days N] [--copy] [--json]',
  words: [0, 0],
  options,
  run: async (_words, { config, say }, { seal, 'backup-days': days, copy, json }) => {
    const { demo } = config();
    const backupDays = days === undefined ? (demo || copy ? null : BACKUP_DAYS) : wholeDays(days);
    const diagnosis = await diagnose(config(), { printedSeal: seal, backupDays, isCopy: copy });
    say(json ? JSON.stringify(diagnosis, null, 2) : inWords(diagnosis));
    return isWell(diagnosis) ? 0 : 1;
  },
});

function wholeDays(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error('--backup-days: a whole number of days, such as 2.');
}

/** Neither migrates nor starts anything but the embedded database, without which there is nothing to look at. */
const diagnose = (
  config: Config,
  asked: Pick<Ward, 'printedSeal' | 'backupDays' | 'isCopy'>,
): Promise<Diagnosis> =>
  withUrls({ config: () => config, say: () => undefined }, async (urls) => {
    const { storageDir, mail } = config;
    const opened: DataSource[] = [];
    const open = async (dataSource: DataSource): Promise<DataSource> => {
      opened.push(await dataSource.initialize());
      return dataSource;
    };
    try {
      const app = await open(applicationDataSource(urls.url));
      const owner = await open(ownerDataSource(urls.ownerUrl));
      const smtpUrl = mail.kind === 'smtp' ? mail.url : null;
      return await examine({ app, owner, clock: new SystemClock(), storageDir, smtpUrl, ...asked });
    } finally {
      for (const dataSource of opened) await dataSource.destroy();
    }
  });
