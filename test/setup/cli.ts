import { execFile } from 'node:child_process';
import type { DatabaseUrls } from '../../src/database.js';

interface Setting {
  /** Left out: the embedded one of the folder. */
  readonly database?: DatabaseUrls;
  /** Default: this one. */
  readonly projectDir?: string;
  readonly storageDir?: string;
  /** Patches of `test/proofs/without/` that are loaded first. */
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads on standard input. */
  readonly input?: string | Buffer;
}

/** `npm run cli -- ...`, on this database, or in this folder. */
export const cli = (
  { database, projectDir, storageDir, without = [], env: more = {}, input = '' }: Setting,
  ...values: string[]
): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const patches = without.flatMap((name) => ['--import', `./dist/test/proofs/without/${name}.js`]);
    const env = {
      PATH: process.env['PATH'],
      ...(database && { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl }),
      ...(storageDir && { STORAGE_DIR: storageDir }),
      ...more,
    };
    const args = [...patches, 'dist/src/cli.js', ...values];
    const child = execFile(process.execPath, args, { env, cwd: projectDir }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
    child.stdin?.end(input);
  });
