import { execFile } from 'node:child_process';
import type { DatabaseUrls } from '../../src/database.js';

interface Setting {
  readonly database: DatabaseUrls;
  readonly storageDir?: string;
  /** Patches of `test/proofs/without/` that are loaded first. */
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `npm run cli -- ...`, on this database. */
export const cli = (
  { database, storageDir, without = [], env: more = {} }: Setting,
  ...values: string[]
): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const patches = without.flatMap((name) => ['--import', `./dist/test/proofs/without/${name}.js`]);
    const env = {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      DATABASE_OWNER_URL: database.ownerUrl,
      ...(storageDir && { STORAGE_DIR: storageDir }),
      ...more,
    };
    execFile(process.execPath, [...patches, 'dist/src/cli.js', ...values], { env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
