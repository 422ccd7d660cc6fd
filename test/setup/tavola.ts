import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { type Application, startApplication } from '../../src/application.js';
import type { Config } from '../../src/platform/config/config.js';
import { Log } from '../../src/platform/log/log.js';
import type { Clock } from '../../src/platform/time/clock.js';
import { codeIn } from './code-in.js';
import { GraphqlClient } from './graphql-client.js';
import { LogLines } from './log-lines.js';
import { type TestDatabase, cloneDatabase } from './database.js';
import { query } from './query.js';

interface Start {
  readonly clock?: Clock;
  readonly worker?: boolean;
  readonly demo?: boolean;
  /** Default: this machine, so that each client of a test has an address of its own. */
  readonly trustedProxies?: readonly string[];
  readonly metricsToken?: string;
  /** Default: a clone of the template. */
  readonly database?: TestDatabase;
}

/** A whole Tavola on a database of its own: real HTTP, real SMTP, real PostgreSQL. */
export class Tavola {
  private constructor(
    private application: Application,
    /** What it has logged, also before a restart. */
    readonly log: LogLines,
    readonly database: TestDatabase,
    private readonly config: Config,
  ) {}

  /** @param demo whether the example is loaded */
  static async start({
    clock,
    worker = true,
    demo = false,
    trustedProxies = ['127.0.0.1'],
    metricsToken,
    ...given
  }: Start = {}): Promise<Tavola> {
    const database = given.database ?? (await cloneDatabase());
    const dataDir = await mkdtemp(join(tmpdir(), 'tavola-'));
    const config = {
      http: { host: '127.0.0.1', port: 0, baseUrl: 'http://localhost', trustedProxies },
      database: { kind: 'server', url: database.url, ownerUrl: database.ownerUrl },
      mail: { kind: 'sink', port: 0 },
      mailFrom: 'Tavola <tavola@norrkoping.example>',
      replyAddress: 'tavola@norrkoping.example',
      areRepliesRead: true,
      storageDir: dataDir,
      secretKey: 'a key for tests, of at least 32 characters',
      worker,
      logLevel: 'info',
      metricsToken,
      demo,
      production: false,
      dataDir,
    } as const;
    const log = new LogLines();
    const application = await startApplication(config, database, clock, Log.to(config.logLevel, log));
    // What leaves by the calendar leaves when a test says so, not when half an hour of ours is full.
    await query(database.url, `delete from pgboss.schedule where name = 'remind'`);
    return new Tavola(application, log, database, config);
  }

  /** Stops it and starts it on the same data; when that fails it stays stopped, and may be started again. */
  async restart({ clock, demo = this.config.demo }: Pick<Start, 'clock' | 'demo'> = {}): Promise<void> {
    await this.application.stop();
    const log = Log.to(this.config.logLevel, this.log);
    this.application = await startApplication({ ...this.config, demo }, this.database, clock, log);
  }

  /** Stops it and keeps its database, which others work on from now on. */
  async retire(): Promise<void> {
    await this.application.stop();
  }

  get url(): string {
    return this.application.url;
  }

  get storageDir(): string {
    return this.config.storageDir;
  }

  anonymous(language = 'en'): GraphqlClient {
    return new GraphqlClient(this.application.url, language);
  }

  /** Signs in as this address by the code in the mail. */
  async signedIn(email: string, language = 'en'): Promise<GraphqlClient> {
    const client = this.anonymous(language);
    const { requestSignIn } = await client.ask(
      `mutation ($email: String!) { requestSignIn(input: { email: $email }) { signInId } }`,
      { email },
    );
    const mail = await this.mailTo(email, (text) => text.includes(requestSignIn.signInId));
    const code = codeIn(mail.text);
    const { completeSignIn } = await client.ask(
      `mutation ($input: CompleteSignInInput!) { completeSignIn(input: $input) { sessionId userErrors { message } } }`,
      { input: { signInId: requestSignIn.signInId, code } },
    );
    if (!completeSignIn.sessionId) throw new Error(`${email}: ${JSON.stringify(completeSignIn)}`);
    return client;
  }

  mailTo(email: string, matches: (text: string) => boolean = () => true) {
    if (!this.application.sink) throw new Error('no sink');
    return this.application.sink.waitFor((mail) => mail.to.includes(email) && matches(mail.text), 10_000);
  }

  mailsTo(email: string) {
    return this.application.sink?.all().filter((mail) => mail.to.includes(email)) ?? [];
  }

  /** A person with an account but without any membership, let in to begin projects. */
  async person(email: string, language = 'en'): Promise<string> {
    const id = uuidv7();
    await this.sql(
      'insert into person (id, name, email, language, may_create_projects) values ($1, $2, $3, $4, true)',
      [id, email, email, language],
    );
    return id;
  }

  /** Past the service, as the application's role. */
  sql(text: string, values: unknown[] = [], url = this.database.url) {
    return query(url, text, values);
  }

  /** Nobody works on its database any more, so that it can be cloned. */
  pause(): Promise<void> {
    return this.application.stop();
  }

  async stop(): Promise<void> {
    await this.application.stop();
    await this.database.drop();
    await rm(this.config.dataDir, { recursive: true, force: true });
  }
}
