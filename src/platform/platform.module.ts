import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RequestQuotas } from './access/request-quotas.js';
import { Secrets } from './access/secrets.js';
import { Site } from './config/site.js';
import { PdfRenderer } from './documents/pdf-renderer.js';
import { Delivery, type DeliverySettings } from './email/delivery.js';
import { Outbox } from './email/outbox.js';
import { ReplyAddresses } from './email/reply-addresses.js';
import { Consequences } from './events/consequences.js';
import { Ask } from './graphql/ask.js';
import { Sweep } from './email/sweep.js';
import { Sealing } from './events/sealing.js';
import { Messages } from './i18n/messages.js';
import { Jobs } from './jobs/jobs.js';
import { Log } from './log/log.js';
import type { MetricsAccess } from './metrics/metrics-page.js';
import { Reader } from './read/reader.js';
import { StorageSettings } from './storage/storage-settings.js';
import { Clock } from './time/clock.js';

/** What is started before the application and handed to it. */
export interface Foundation {
  readonly dataSource: DataSource;
  readonly jobs: Jobs;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly delivery: DeliverySettings;
  readonly storage: StorageSettings;
  readonly log: Log;
  readonly metrics: MetricsAccess;
}

/** What every feature stands on. */
@Global()
@Module({})
export class PlatformModule {
  static on({ dataSource, jobs, secrets, clock, delivery, storage, log }: Foundation): DynamicModule {
    const given = [
      { provide: DataSource, useValue: dataSource },
      { provide: Jobs, useValue: jobs },
      { provide: Secrets, useValue: secrets },
      { provide: Clock, useValue: clock },
      { provide: Log, useValue: log },
      { provide: Site, useValue: new Site(delivery.baseUrl) },
      { provide: StorageSettings, useValue: storage },
      { provide: ReplyAddresses, useValue: new ReplyAddresses(secrets, delivery.replyAddress) },
      { provide: PdfRenderer, useValue: new PdfRenderer() },
      { provide: Delivery, useValue: new Delivery(dataSource, clock, secrets, delivery) },
    ];
    const own = [Ask, Consequences, Messages, Outbox, Reader, RequestQuotas, Sealing, Sweep];
    return {
      module: PlatformModule,
      providers: [...given, ...own],
      exports: [...given.map((p) => p.provide), ...own],
    };
  }
}
