import { type ParseArgsConfig, parseArgs } from 'node:util';
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
  readonly run: (args: string[], terminal: Terminal) => Promise<number | void>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type ValuesOf<Some extends Options> = ReturnType<
  typeof parseArgs<{ options: Some; allowPositionals: true; strict: true }>
>['values'];

interface Definition<Some extends Options> {
  readonly usage: string;
  /** How many words follow the name, at least and at most. */
  readonly words: readonly [least: number, most: number];
  readonly options: Some;
  readonly run: (words: string[], terminal: Terminal, options: ValuesOf<Some>) => Promise<number | void>;
}

/** A command that does nothing when it is called in another way than its usage says; else `--dry` would be no such thing. */
export const command = <Some extends Options>({
  usage,
  words: [least, most],
  options,
  run,
}: Definition<Some>): Command => ({
  usage,
  run: async (args, terminal) => {
    const { positionals, values } = understood(usage, () =>
      parseArgs({ args, options, allowPositionals: true, strict: true }),
    );
    if (positionals.length < least || positionals.length > most || positionals.includes(''))
      throw usageError(usage);
    return run(positionals, terminal, values);
  },
});

function understood<Parsed>(usage: string, parse: () => Parsed): Parsed {
  try {
    return parse();
  } catch {
    throw usageError(usage);
  }
}

export const usageError = (usage: string): Error => new Error(`Usage: npm run cli -- ${usage}`);

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
