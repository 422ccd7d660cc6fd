import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../access/viewer.js';
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
