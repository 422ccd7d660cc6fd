import type { EntityManager } from 'typeorm';
import type { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { AgendaItem } from './agenda-item.entity.js';
import { AgendaReleaseLine } from './agenda-release.entity.js';

/** Whether any release has it: only then others than its organisers know of it. */
export const isPublished = (manager: EntityManager, itemId: string): Promise<boolean> =>
  manager.existsBy(AgendaReleaseLine, { itemId });

/**
 * What people take part in has been published: a draft is between its organisers, and may change.
 * @throws DomainError NOT_PUBLISHED at this path for its organisers; NOT_FOUND for all others
 */
export async function ensurePublished(
  manager: EntityManager,
  viewer: Viewer,
  meeting: Meeting,
  { id, removedAt }: AgendaItem,
  field: readonly string[],
): Promise<void> {
  if (removedAt === null && (await isPublished(manager, id))) return;
  if (removedAt !== null || !canOrganise(viewer, meeting)) throw notFound();
  throw new DomainError(UserErrorCode.NOT_PUBLISHED, field);
}
