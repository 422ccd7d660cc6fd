import type { DataSource } from 'typeorm';
import { type DatabaseUrls, findDatabase, openDatabase } from '../database.js';
import type { Config } from '../platform/config/config.js';

/** Where a command runs. */
export interface Terminal {
  /** Absolute path. */
  readonly projectDir: string;
  /** @throws ConfigError naming all problems of the environment */
  readonly config: () => Config;
  readonly say: (line: string) => void;
}

export interface Command {
  /** As one types it, after `npm run cli --`. */
  readonly usage: string;
  /**
   * @returns the exit code, 0 unless told
   * @throws Error with a message for whoever typed it, which ends with 2
   */
  readonly run: (values: string[], terminal: Terminal) => Promise<number | void>;
}

/** While the database of the configuration answers; the embedded one is started for it. */
export async function withUrls<Result>(
  { config, say }: Pick<Terminal, 'config' | 'say'>,
  use: (urls: DatabaseUrls) => Promise<Result>,
): Promise<Result> {
  const database = await findDatabase(config(), say);
  try {
    return await use(database);
  } finally {
    await database.stop();
  }
}

/** On the database of the configuration, brought up to date. */
export const withDatabase = (
  terminal: Terminal,
  use: (dataSource: DataSource) => Promise<void>,
): Promise<void> =>
  withUrls(terminal, async (urls) => {
    const dataSource = await openDatabase(urls);
    try {
      await use(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
