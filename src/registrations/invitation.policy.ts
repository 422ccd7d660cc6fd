import { ofMeeting, organises } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';

/** Whoever organises the meeting, the auditor, and the coordinators of the partners whose seats they were or are. */
export const seesSeatMove = (viewer: Viewer, move: Sql): Sql =>
  sql`(${move}.from_partner_id = any(${viewer.coordinates}::uuid[]) or ${move}.to_partner_id = any(${viewer.coordinates}::uuid[])
    or ${ofMeeting(move, (meeting) => sql`(${organises(viewer, meeting)} or ${meeting}.project_id = any(${viewer.audits}::uuid[]))`)})`;
