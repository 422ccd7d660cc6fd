import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { Event } from '../platform/events/event.entity.js';
import { record } from '../platform/events/record.js';
import { Clock } from '../platform/time/clock.js';
import { Project } from '../projects/project.entity.js';
import { loadCervia } from './load-cervia.js';
import { loadEvents } from './load-events.js';
import { loadOpenMeeting } from './open-meeting.js';
import { loadOpenPoll } from './open-poll.js';
import { type Partnership, loadPartnership } from './partnership.js';
import { LEAD_COORDINATOR } from './people.js';

/** The event that says that all of the example is there. */
const LOADED = 'example.loaded';

/**
 * Loads EVOLAQ, its nine events, one open meeting and one date poll, through the same services that people use.
 *
 * It may be killed at any moment: each of its steps does nothing when it was done before (a natural key, an idempotency
 * key, or a look at what is there), so the next start goes through all of them again and ends where this one would
 * have. The event `example.loaded` is the last thing that is written; once it is there nothing is loaded any more, and
 * what people change stays. Nothing listens and no job runs before, so nobody has changed anything until then. A
 * database that has projects, but not the first person of the example, is somebody's own and is left alone.
 */
export async function seed(app: INestApplicationContext): Promise<void> {
  await alone(app.get(DataSource), async () => {
    if (!(await isWanted(app))) return;
    const partnership = await loadPartnership(app);
    await loadEvents(app, partnership);
    await loadCervia(app, partnership);
    await loadOpenMeeting(app, partnership);
    await loadOpenPoll(app, partnership);
    await markLoaded(app, partnership);
  });
}

async function isWanted(app: INestApplicationContext): Promise<boolean> {
  const { manager } = app.get(DataSource);
  if (await manager.existsBy(Event, { kind: LOADED })) return false;
  return (
    (await manager.existsBy(Person, { email: LEAD_COORDINATOR })) || (await manager.count(Project)) === 0
  );
}

async function markLoaded(app: INestApplicationContext, { lead, projectId }: Partnership): Promise<void> {
  const event = { kind: LOADED, subjectId: projectId, projectId };
  await app.get(DataSource).transaction((manager) => record(manager, lead, app.get(Clock).now(), event));
}

/** Two processes that start at once on one database: the second waits, and finds it loaded. */
async function alone(dataSource: DataSource, load: () => Promise<void>): Promise<void> {
  const holder = dataSource.createQueryRunner();
  try {
    // For the example only, and longer than a lock may usually take.
    await holder.query(`set lock_timeout = '60s'`);
    await holder.query(`set statement_timeout = '60s'`);
    await holder.query(`select pg_advisory_lock(hashtext('example'))`);
    await load();
  } finally {
    await holder.query(`select pg_advisory_unlock_all()`);
    await holder.query(`reset lock_timeout`);
    await holder.query(`reset statement_timeout`);
    await holder.release();
  }
}
