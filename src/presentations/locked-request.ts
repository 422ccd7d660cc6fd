import type { EntityManager } from 'typeorm';
import { lockMeeting } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { MaterialRequest } from './material-request.entity.js';

/**
 * The request with its meeting, which keeps its state until the transaction ends.
 * @throws NOT_FOUND when there is none that the viewer may see
 */
export async function requestInUse(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
): Promise<{ request: MaterialRequest; meeting: Meeting }> {
  const request = await manager.findOneBy(MaterialRequest, { id: requireId(id) });
  if (!request) throw notFound();
  return { request, meeting: await lockMeeting(manager, viewer, request.meetingId, 'use') };
}
