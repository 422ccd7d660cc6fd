import { ofMeeting } from '../../meetings/meeting.policy.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { type Sql, sql } from '../../platform/database/sql.js';
import { canCoordinate, canLead } from '../../projects/project.policy.js';
import type { DelegateImport } from './delegate-import.entity.js';

/** As of naming people one by one: of one's own partner, or, for the lead partner, of all of them. */
export const canImportFor = (viewer: Viewer, partnerId: string | null, projectId: string): boolean =>
  partnerId === null ? canLead(viewer, projectId) : canCoordinate(viewer, { id: partnerId, projectId });

/** It has addresses that nobody has accepted: whoever asked for it and still may, and the lead partner. */
export const canSeeImport = (
  viewer: Viewer,
  { partnerId, requestedById }: Pick<DelegateImport, 'partnerId' | 'requestedById'>,
  projectId: string,
): boolean =>
  canLead(viewer, projectId) ||
  (viewer.personId === requestedById && partnerId !== null && viewer.coordinates.includes(partnerId));

/** `canSeeImport` as a predicate on a row of `delegate_import`. */
export const seesDelegateImport = (viewer: Viewer, row: Sql): Sql =>
  sql`((${row}.requested_by_id = ${viewer.personId}::uuid and ${row}.partner_id = any(${viewer.coordinates}::uuid[]))
    or ${ofMeeting(row, (meeting) => sql`${meeting}.project_id = any(${viewer.leads}::uuid[])`)})`;
