import type { INestApplicationContext } from '@nestjs/common';
import { Notifier } from './notifications/notifier.js';
import { Delivery } from './platform/email/delivery.js';
import { Sweep } from './platform/email/sweep.js';
import { Sealing } from './platform/events/sealing.js';
import type { Jobs } from './platform/jobs/jobs.js';
import { MaterialReminders } from './presentations/material-reminders.js';
import { PresentationUploads } from './presentations/presentation-uploads.js';

/** What a worker does: the jobs that mutations enqueue, and those that come with the clock (in UTC). */
export async function work(jobs: Jobs, app: INestApplicationContext): Promise<void> {
  await jobs.work('notify', (id) => app.get(Notifier).notify(id));
  await jobs.work('deliver', (id) => app.get(Delivery).deliver(id));
  await jobs.every('sweep', '* * * * *', () => app.get(Sweep).run());
  await jobs.every('seal', '* * * * *', () => app.get(Sealing).run());
  await jobs.every('remind', '*/10 * * * *', () => app.get(MaterialReminders).run());
  await jobs.every('uploads', '30 3 * * *', () => app.get(PresentationUploads).sweep());
}
