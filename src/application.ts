import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import { AppModule } from './app.module.js';
import { applicationDataSource } from './data-source.js';
import { type DatabaseUrls, openDatabase, openLockPool } from './database.js';
import { createHttp } from './http.js';
import { Receiver } from './incoming/receiver.js';
import { Secrets } from './platform/access/secrets.js';
import type { Config } from './platform/config/config.js';
import { secretKey } from './platform/config/secret-key.js';
import { warnOfHold } from './platform/email/mail-hold.js';
import { SmtpSink } from './platform/email/smtp-sink.js';
import { Draining } from './platform/http/draining.js';
import { Log } from './platform/log/log.js';
import { nestLog } from './platform/log/nest-log.js';
import type { Foundation } from './platform/platform.module.js';
import { Jobs } from './platform/jobs/jobs.js';
import { StorageSettings } from './platform/storage/storage-settings.js';
import { type Clock, SystemClock } from './platform/time/clock.js';
import { seed } from './seed/seed.js';
import { work } from './work.js';

export interface Application {
  /** Where it listens, such as http://127.0.0.1:3000. */
  readonly url: string;
  readonly sink: SmtpSink | null;
  /** Before `stop`, where a proxy has to turn to another process first: no request is lost, and no new job begun. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts everything that the configuration asks of this process, on a database that answers. What was started is
 * stopped again in reverse order, by `stop` or when a later part fails.
 */
export const startApplication = (
  config: Config,
  urls: DatabaseUrls,
  clock: Clock = new SystemClock(),
  log: Log = Log.toStderr(config.logLevel),
): Promise<Application> =>
  stoppable(async (began) => {
    const dataSource = await openDatabase(urls);
    began(() => dataSource.destroy());
    const sink = config.mail.kind === 'sink' ? await startSink(config, config.mail.port) : null;
    if (sink) began(() => sink.stop());
    const draining = new Draining();
    const parts = { dataSource, url: urls.url, clock, sink, log, draining };
    const { app, jobs } = await startParts(config, parts, began);
    if (config.demo) await seed(app);
    if (config.worker) await work(jobs, app);
    await listen(() => app.listen(config.http.port, config.http.host), config);
    const drain = async () => {
      jobs.finish();
      await draining.begin();
    };
    return { url: await app.getUrl(), sink, drain };
  });

/** Starts the jobs alone, for an installation with processes of their own; another one has migrated. */
export const startWorker = (
  config: Config,
  { url }: DatabaseUrls,
  log: Log,
): Promise<Pick<Application, 'stop'>> =>
  stoppable(async (began) => {
    if (config.mail.kind !== 'smtp') throw new Error('SMTP_URL: a worker alone has no mail sink; set it.');
    const dataSource = await applicationDataSource(url).initialize();
    began(() => dataSource.destroy());
    const parts = { dataSource, url, clock: new SystemClock(), sink: null, log, draining: new Draining() };
    // Not listening: mails are read through the same schema as everything else.
    const { app, jobs } = await startParts(config, parts, began);
    await work(jobs, app);
    return {};
  });

/** Starts what takes in mails from a terminal: nothing listens, and no job runs; another process has migrated. */
export const startReceiver = (
  config: Config,
  { url }: DatabaseUrls,
  log: Log,
): Promise<{ readonly receiver: Receiver; stop(): Promise<void> }> =>
  stoppable(async (began) => {
    const dataSource = await applicationDataSource(url).initialize();
    began(() => dataSource.destroy());
    const parts = { dataSource, url, clock: new SystemClock(), sink: null, log };
    const foundation = await startFoundation(config, parts, began);
    const options = { logger: nestLog(log), abortOnError: false };
    const app = await NestFactory.createApplicationContext(AppModule.on(foundation), options);
    began(() => app.close());
    return { receiver: app.get(Receiver) };
  });

type Began = (end: () => Promise<void>) => void;

/** Runs a start whose parts say how they end; one that fails ends what it has begun. */
async function stoppable<Started extends object>(
  start: (began: Began) => Promise<Started>,
): Promise<Started & { stop(): Promise<void> }> {
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await start((end) => ends.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Parts {
  readonly dataSource: DataSource;
  readonly url: string;
  readonly clock: Clock;
  readonly sink: SmtpSink | null;
  readonly log: Log;
  readonly draining: Draining;
}

async function startParts(
  config: Config,
  { draining, ...parts }: Parts,
  began: Began,
): Promise<{ app: NestFastifyApplication; jobs: Jobs }> {
  const foundation = await startFoundation(config, parts, began);
  const { trustedProxies } = config.http;
  const app = await createHttp(foundation, { sink: parts.sink, draining, trustedProxies });
  began(() => app.close());
  await app.init();
  await warnOfHold(foundation.dataSource.manager, foundation.log);
  return { app, jobs: foundation.jobs };
}

async function startFoundation(
  config: Config,
  { dataSource, url, clock, sink, log }: Omit<Parts, 'draining'>,
  began: Began,
): Promise<Foundation> {
  const lockPool = openLockPool(url);
  began(() => lockPool.end());
  const jobs = new Jobs(url, (error) => log.failed('job', error));
  await jobs.start();
  began(() => jobs.stop());
  const secrets = new Secrets(config.secretKey ?? (await secretKey(config.dataDir)));
  const { mailFrom: from, replyAddress, areRepliesRead } = config;
  const replies = { replyAddress, areRepliesRead };
  const delivery = { smtpUrl: smtpUrl(config, sink), from, baseUrl: config.http.baseUrl, ...replies };
  const storage = new StorageSettings(config.storageDir, lockPool, log);
  const metrics = { token: config.metricsToken, demo: config.demo };
  return { dataSource, jobs, clock, secrets, delivery, storage, log, metrics };
}

const smtpUrl = ({ mail }: Config, sink: SmtpSink | null): string =>
  mail.kind === 'smtp' ? mail.url : `smtp://127.0.0.1:${sink?.port ?? mail.port}`;

const startSink = ({ dataDir }: Config, port: number): Promise<SmtpSink> =>
  SmtpSink.start({ port, host: '127.0.0.1', directory: join(dataDir, 'mails') });

async function listen(start: () => Promise<unknown>, { http }: Config): Promise<void> {
  try {
    await start();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${http.port} is taken. Stop what uses it, or choose another one with PORT.`, {
      cause: error,
    });
  }
}
