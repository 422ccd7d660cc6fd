import type { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise, ofMeeting, sees } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import { canLead } from '../projects/project.policy.js';
import type { Outcome } from './outcome.entity.js';

/**
 * The lead partner records everything, the organisers of a meeting what comes from it, and a coordinator what is his own
 * partner's. What is recorded is changed by the same.
 */
export const canRecord = (
  viewer: Viewer,
  { projectId, partnerId }: Pick<Outcome, 'projectId' | 'partnerId'>,
  meeting: Meeting | null,
): boolean =>
  canLead(viewer, projectId) ||
  (meeting !== null && canOrganise(viewer, meeting)) ||
  (partnerId !== null && viewer.coordinates.includes(partnerId));

/** Of an action: the person who sees to it, or the coordinator of the partner that does. */
export const isOwner = (
  viewer: Viewer,
  { ownerPersonId, ownerPartnerId }: Pick<Outcome, 'ownerPersonId' | 'ownerPartnerId'>,
): boolean =>
  (ownerPersonId !== null && ownerPersonId === viewer.personId) ||
  (ownerPartnerId !== null && viewer.coordinates.includes(ownerPartnerId));

/** Everybody in the project sees its outcomes, but those of a meeting only together with the meeting. */
export const seesOutcome = (viewer: Viewer, outcome: Sql): Sql =>
  sql`${outcome}.project_id = any(${viewer.projects}::uuid[])
    and (${outcome}.meeting_id is null or ${ofMeeting(outcome, (meeting) => sees(viewer, meeting))})`;
