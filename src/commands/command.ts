import type { DataSource } from 'typeorm';
import { findDatabase, openDatabase } from '../database.js';
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

/** On the database of the configuration, brought up to date. */
export async function withDatabase(
  { config, say }: Terminal,
  use: (dataSource: DataSource) => Promise<void>,
): Promise<void> {
  const database = await findDatabase(config(), say);
  try {
    const dataSource = await openDatabase(database);
    try {
      await use(dataSource);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}
