import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EndedAccess } from './accounts/ended-access.js';
import { AgendaImportUploads } from './imports/agenda-import-uploads.js';
import { DelegateImportUploads } from './imports/delegates/delegate-import-uploads.js';
import { OfferDeadlines } from './activities/offer-deadlines.js';
import { ScheduledMails } from './notifications/scheduled-mails.js';
import { Notifier } from './notifications/notifier.js';
import { RequestQuotas } from './platform/access/request-quotas.js';
import { Delivery } from './platform/email/delivery.js';
import { Sweep } from './platform/email/sweep.js';
import { Sealing } from './platform/events/sealing.js';
import { forgetKeys } from './platform/idempotency/forget-keys.js';
import type { Jobs } from './platform/jobs/jobs.js';
import { Clock } from './platform/time/clock.js';
import { DatePollReminders } from './polls/date-poll-reminders.js';
import { PresentationUploads } from './presentations/presentation-uploads.js';
import { NeedsRetention } from './registrations/needs/needs-retention.js';

/** What a worker does: the jobs that mutations enqueue, and those that come with the clock (in UTC). */
export async function work(jobs: Jobs, app: INestApplicationContext): Promise<void> {
  await jobs.work('notify', (id) => app.get(Notifier).notify(id));
  await jobs.work('deliver', async (id) => {
    await app.get(Notifier).recall(id);
    await app.get(Delivery).deliver(id);
  });
  await jobs.every('sweep', '* * * * *', () => app.get(Sweep).run());
  await jobs.every('seal', '* * * * *', () => app.get(Sealing).run());
  await jobs.every('remind', '*/30 * * * *', () => app.get(ScheduledMails).run());
  await jobs.every('dates', '*/10 * * * *', () => app.get(DatePollReminders).run());
  await jobs.every('offers', '* * * * *', () => app.get(OfferDeadlines).run());
  await jobs.every('purge', '15 3 * * *', async () => {
    await app.get(EndedAccess).purge();
    await app.get(RequestQuotas).purge();
    await app.get(NeedsRetention).run();
    await forgetKeys(app.get(DataSource).manager, app.get(Clock).now());
  });
  await jobs.every('uploads', '30 3 * * *', async () => {
    await app.get(PresentationUploads).sweep();
    await app.get(AgendaImportUploads).files.sweep();
    await app.get(DelegateImportUploads).files.sweep();
  });
}
