import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { Viewer } from '../platform/access/viewer.js';
import { type Happening, record, tell } from '../platform/events/record.js';
import type { Jobs } from '../platform/jobs/jobs.js';

const NOTE = `
update date_poll p set completed_at = case when q.is_complete then $2::timestamptz end
from (select not exists (select from date_option_partner where poll_id = $1 and answer is null) as is_complete) q
where p.id = $1 and (p.completed_at is not null) <> q.is_complete
returning q.is_complete`;

/**
 * Notes on a poll that is held whether every partner has answered each of its dates.
 * @returns whether that is so from now on, and was not before
 */
export async function noteProgress(manager: EntityManager, pollId: string, now: DateTime): Promise<boolean> {
  const [rows] = await manager.query<[{ is_complete: boolean }[], number]>(NOTE, [pollId, now.toISO()]);
  return rows[0]?.is_complete ?? false;
}

const REOPEN = `
update date_poll p set completed_at = null
where p.id = $1 and p.completed_at is not null
  and exists (select from date_option_partner where poll_id = $1 and answer is null)`;

/**
 * Records what may have been the last that was missing. Where it was, it is told to the organiser instead: then all have
 * answered.
 */
export async function recordProgress(
  manager: EntityManager,
  jobs: Jobs,
  viewer: Viewer,
  now: DateTime,
  happening: Happening,
): Promise<void> {
  if (await noteProgress(manager, happening.subjectId, now))
    await tell(manager, jobs, viewer, now, { ...happening, kind: 'datePoll.completed' });
  else await record(manager, viewer, now, happening);
}

/** Notes on a poll that is held that it is complete no more, where the voice of a partner is gone: nobody notes that then. */
export const reopen = (manager: EntityManager, pollId: string): Promise<unknown> =>
  manager.query(REOPEN, [pollId]);
