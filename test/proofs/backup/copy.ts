import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, readManifest } from '../../../src/backup/manifest.js';
import { AppProcess } from '../../setup/app-process.js';
import { cli } from '../../setup/cli.js';
import { type TestDatabase, emptyDatabase } from '../../setup/database.js';
import { query } from '../../setup/query.js';
import type { Tavola } from '../../setup/tavola.js';
import { type State, stateOf } from './state.js';

/** A backup of a Tavola, and what it was restored into. */
export class Copy {
  private constructor(
    readonly directory: string,
    readonly storageDir: string,
    readonly manifest: Manifest,
    readonly database: TestDatabase,
    /** Why it cannot be restored, or nothing. */
    readonly refusal: string,
  ) {}

  /** @returns the folder of a new backup */
  static async take(
    { database, storageDir }: Tavola,
    directory: string,
    without: readonly string[],
  ): Promise<string> {
    const { code, err } = await cli({ database, storageDir, without }, 'backup', directory);
    if (code !== 0) throw new Error(err);
    return directory;
  }

  static async restore(directory: string): Promise<Copy> {
    const [database, storageDir] = [await emptyDatabase(), `${directory}-storage`];
    const { err } = await cli({ database, storageDir }, 'restore', directory);
    return new Copy(directory, storageDir, await readManifest(directory), database, err);
  }

  // What a statement answers is known to the proof alone.
  // oxlint-disable-next-line typescript/no-explicit-any
  async ask(text: string, values: unknown[] = []): Promise<any> {
    return (await query(this.database.ownerUrl, text, values))[0];
  }

  state(): Promise<State> {
    return stateOf((text) => query(this.database.ownerUrl, text));
  }

  /** The hashes of what its storage holds, by reading it. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.storageDir, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const hashes = await Promise.all(
      paths.map(async (path) =>
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ),
    );
    return hashes.toSorted();
  }

  app(
    smtpUrl: string,
    { without = [], database = this.database }: { without?: readonly string[]; database?: TestDatabase } = {},
  ): Promise<AppProcess> {
    return AppProcess.start({ database, smtpUrl, without, env: { STORAGE_DIR: this.storageDir } });
  }
}
