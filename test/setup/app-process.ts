import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { DatabaseUrls } from '../../src/database.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

interface Start {
  /** Left out: the embedded one of the folder, with its example. */
  readonly database?: DatabaseUrls;
  /** Default: this one. */
  readonly projectDir?: string;
  readonly program?: 'main' | 'worker';
  /** Default: a port on which nothing listens, so that mails stay in the outbox. */
  readonly smtpUrl?: string;
  /** Further variables of the environment, and other values for those below. */
  readonly env?: Readonly<Record<string, string>>;
  /** Patches of `test/proofs/without/` that are loaded first: the protection that a control goes without. */
  readonly without?: readonly string[];
}

/** As `npm start` gives them. */
const FLAGS = ['--max-semi-space-size=16', '--max-old-space-size=192'];

/** A process of the built application, as an installation runs it: it can be killed, which a server in a test cannot. */
export class AppProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Where it listens; a worker does not. */
    readonly url: string,
    private readonly said: string[],
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(start: Start): Promise<AppProcess> {
    const app = await AppProcess.launch(start);
    await app.ready();
    return app;
  }

  /** Starts it without waiting. */
  static async launch(start: Start): Promise<AppProcess> {
    const { database, projectDir, program = 'main', env = {}, without = [] } = start;
    const { smtpUrl = 'smtp://127.0.0.1:9' } = start;
    const port = String(await freePort());
    const patches = without.flatMap((name) => ['--import', `./dist/test/proofs/without/${name}.js`]);
    const child = spawn(process.execPath, [...FLAGS, ...patches, `dist/src/${program}.js`], {
      env: {
        PATH: process.env['PATH'],
        PORT: port,
        BASE_URL: `http://127.0.0.1:${port}`,
        ...(database && {
          NODE_ENV: 'production',
          DATABASE_URL: database.url,
          DATABASE_OWNER_URL: database.url,
        }),
        SMTP_URL: smtpUrl,
        MAIL_FROM: 'Tavola <tavola@norrkoping.example>',
        SECRET_KEY: 'a key for tests, of at least 32 characters',
        ...env,
      },
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    return new AppProcess(child, `http://127.0.0.1:${env['PORT'] ?? port}`, said);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** What it has written to the terminal so far. */
  get output(): string {
    return this.said.join('');
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Until it says of itself that it is ready: the server over HTTP, a worker in words. */
  async ready(withinMs = 30_000): Promise<void> {
    await until(async () => {
      if (this.hasEnded) throw new Error(`The process ended before it was ready:\n${this.output}`);
      if (this.output.includes('The worker runs.')) return true;
      return fetch(`${this.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    }, withinMs);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits for its end. Returns the exit code, or null where the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    if (this.hasEnded) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}
