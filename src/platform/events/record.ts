import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../access/viewer.js';
import type { Jobs } from '../jobs/jobs.js';
import { Event } from './event.entity.js';

export interface Happening {
  /** `noun.verb`, past tense. */
  readonly kind: string;
  readonly subjectId: string;
  readonly projectId: string | null;
  /** Where it happened in a meeting, which then tells of it live. */
  readonly meetingId?: string | null;
  /** Ids, states and numbers; nothing personal. `version`, where the subject has one, is told live as well. */
  readonly details?: object;
}

/**
 * Writes the one event of a mutation into its transaction. Returns the event's id.
 * @param actor who did it; whoever has just signed in or out counts
 */
export async function record(
  manager: EntityManager,
  actor: Pick<Viewer, 'personId'>,
  at: DateTime,
  { kind, subjectId, projectId, meetingId = null, details = {} }: Happening,
): Promise<string> {
  const id = uuidv7();
  const actorId = actor.personId;
  await manager.insert(Event, { id, kind, subjectId, projectId, meetingId, details, actorId, at });
  return id;
}

/** One statement for both, since a mutation has few. */
const EVENT_WITH_NOTE = `
with happened as (
  insert into event (id, kind, subject_id, project_id, meeting_id, details, actor_id, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8))
insert into unnotified_event (event_id, at) values ($1, $8)`;

/**
 * `record`, and whoever is concerned gets a mail. The note beside the event stays until all letters are written, so
 * that the sweep finds an event whose job was lost. Returns the event's id.
 */
export async function tell(
  manager: EntityManager,
  jobs: Jobs,
  viewer: Pick<Viewer, 'personId'>,
  at: DateTime,
  { kind, subjectId, projectId, meetingId = null, details = {} }: Happening,
): Promise<string> {
  const id = uuidv7();
  await manager.query(EVENT_WITH_NOTE, [
    id,
    kind,
    subjectId,
    projectId,
    meetingId,
    JSON.stringify(details),
    viewer.personId,
    at.toISO(),
  ]);
  // Outside every project people sign in, and wait for the mail.
  await jobs.enqueue(manager, 'notify', { id, isAwaited: projectId === null });
  return id;
}
