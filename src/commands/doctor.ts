import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { applicationDataSource, ownerDataSource } from '../data-source.js';
import { type Diagnosis, examine, inWords, isWell } from '../doctor/doctor.js';
import type { Config } from '../platform/config/config.js';
import { SystemClock } from '../platform/time/clock.js';
import { type Command, withUrls } from './command.js';

const options = { seal: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

/** Says what is wrong with this installation and what to do about it. Ends with 1 where anything is. */
export const doctor: Command = {
  usage: 'doctor [--seal HASH] [--json]',
  run: async (args, { config, say }) => {
    const { seal, json } = parseArgs({ args, options }).values;
    const diagnosis = await diagnose(config(), seal);
    say(json ? JSON.stringify(diagnosis, null, 2) : inWords(diagnosis));
    return isWell(diagnosis) ? 0 : 1;
  },
};

/** Neither migrates nor starts anything but the embedded database, without which there is nothing to look at. */
const diagnose = (config: Config, printedSeal: string | undefined): Promise<Diagnosis> =>
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
      return await examine({ app, owner, clock: new SystemClock(), storageDir, smtpUrl, printedSeal });
    } finally {
      for (const dataSource of opened) await dataSource.destroy();
    }
  });
