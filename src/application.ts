import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { Pool } from 'pg';
import { AppModule } from './app.module.js';
import { applicationDataSource } from './data-source.js';
import { type DatabaseUrls, openDatabase, openLockPool } from './database.js';
import { createHttp } from './http.js';
import { Notifier } from './notifications/notifier.js';
import { Secrets } from './platform/access/secrets.js';
import type { Config } from './platform/config/config.js';
import { secretKey } from './platform/config/secret-key.js';
import { Delivery } from './platform/email/delivery.js';
import { SmtpSink } from './platform/email/smtp-sink.js';
import { Jobs } from './platform/jobs/jobs.js';
import { StorageSettings } from './platform/storage/storage-settings.js';
import { type Clock, SystemClock } from './platform/time/clock.js';
import type { Foundation } from './platform/platform.module.js';
import { seed } from './seed.js';

export interface Application {
  /** Where it listens, such as http://127.0.0.1:3000. */
  readonly url: string;
  readonly sink: SmtpSink | null;
  stop(): Promise<void>;
}

/**
 * Starts everything that the configuration asks of this process, on a database that answers. What was started is
 * stopped again in reverse order, by `stop` or when a later part fails.
 */
export async function startApplication(
  config: Config,
  urls: DatabaseUrls,
  clock: Clock = new SystemClock(),
): Promise<Application> {
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await startParts(config, urls, clock, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  config: Config,
  urls: DatabaseUrls,
  clock: Clock,
  started: (() => Promise<void>)[],
): Promise<Omit<Application, 'stop'>> {
  const dataSource = await openDatabase(urls);
  started.push(() => dataSource.destroy());
  const lockPool = openLockPool(urls.url);
  started.push(() => lockPool.end());
  const sink = config.mail.kind === 'sink' ? await startSink(config, config.mail.port) : null;
  if (sink) started.push(() => sink.stop());
  const jobs = new Jobs(urls.url, reportJobs);
  await jobs.start();
  started.push(() => jobs.stop());
  const foundation = await foundationOf(config, smtpUrl(config, sink), { dataSource, lockPool, jobs, clock });
  const app = await createHttp(foundation, sink);
  started.push(() => app.close());
  await app.init();
  if (config.demo) await seed(app);
  if (config.worker) await work(jobs, app.get(Notifier), app.get(Delivery));
  await listen(() => app.listen(config.http.port, config.http.host), config);
  return { url: await app.getUrl(), sink };
}

/** Starts the jobs alone, for an installation with processes of their own; another one has migrated. */
export async function startWorker(config: Config, { url }: DatabaseUrls): Promise<Pick<Application, 'stop'>> {
  if (config.mail.kind !== 'smtp') throw new Error('SMTP_URL: a worker alone has no mail sink; set it.');
  const dataSource = await applicationDataSource(url).initialize();
  const lockPool = openLockPool(url);
  const jobs = new Jobs(url, reportJobs);
  await jobs.start();
  const foundation = await foundationOf(config, config.mail.url, {
    dataSource,
    lockPool,
    jobs,
    clock: new SystemClock(),
  });
  const context = await NestFactory.createApplicationContext(AppModule.on(foundation), {
    logger: ['fatal', 'warn'],
  });
  await work(jobs, context.get(Notifier), context.get(Delivery));
  return {
    stop: async () => {
      await jobs.stop();
      await context.close();
      await lockPool.end();
      await dataSource.destroy();
    },
  };
}

async function foundationOf(
  config: Config,
  smtpUrl: string,
  { lockPool, ...parts }: Pick<Foundation, 'dataSource' | 'jobs' | 'clock'> & { lockPool: Pool },
): Promise<Foundation> {
  const secrets = new Secrets(config.secretKey ?? (await secretKey(config.dataDir)));
  const delivery = { smtpUrl, from: config.mailFrom, baseUrl: config.http.baseUrl };
  return { ...parts, secrets, delivery, storage: new StorageSettings(config.storageDir, lockPool) };
}

const reportJobs = (error: Error): void => void process.stderr.write(`jobs: ${error.message}\n`);

async function work(jobs: Jobs, notifier: Notifier, delivery: Delivery): Promise<void> {
  await jobs.work('notify', (id) => notifier.notify(id));
  await jobs.work('deliver', (id) => delivery.deliver(id));
}

const smtpUrl = ({ mail }: Config, sink: SmtpSink | null): string =>
  mail.kind === 'smtp' ? mail.url : `smtp://127.0.0.1:${sink?.port}`;

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
