import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseUrls } from '../../src/database.js';

/** Where the repository lies, from the source as from what it is compiled to (`dist/test/access`). */
export const ROOT = process.cwd();

interface Serve {
  readonly database: DatabaseUrls;
  readonly storageDir: string;
  /** The instant at which its clock stands. */
  readonly at: string;
  /** The built application; another one than `dist` where a fault was put in. */
  readonly dist?: string;
}

/** The built application in a process of its own, whose mutations can be rolled back just before they would commit. */
export class Served {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  static async start({ database, storageDir, at, dist = join(ROOT, 'dist') }: Serve): Promise<Served> {
    const { url, ownerUrl } = database;
    const child = fork(join(ROOT, 'test', 'access', 'serve.mjs'), {
      execArgv: [],
      env: { PATH: process.env['PATH'], SERVE: JSON.stringify({ url, ownerUrl, storageDir, at, dist }) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Each refusal is a line of the log; what it said last tells why it ended.
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
    const ended = once(child, 'exit').then(() => null);
    const said = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }] | null;
    if (!said) throw new Error(`The application ended before it listened:\n${log}`);
    return new Served(child, said[0].url);
  }

  /** From now on no transaction commits, though whoever asks is answered as if it had; or they do again. */
  async rollBack(on: boolean): Promise<void> {
    const done = once(this.child, 'message');
    this.child.send({ rollBack: on });
    await done;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
