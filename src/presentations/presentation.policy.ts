import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { canOrganise, organises, sees } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';

/** Anybody of the partner that was asked; the organisers on its behalf. */
export const canUpload = (viewer: Viewer, meeting: Meeting, partnerId: string): boolean =>
  viewer.partners.includes(partnerId) || canOrganise(viewer, meeting);

/** On a row of `presentation`: versions are for all who see the meeting, the rest for its uploader and the organisers. */
export const seesPresentation = (viewer: Viewer, row: Sql): Sql =>
  sql`exists (select from material_request rq join meeting om on om.id = rq.meeting_id
    where rq.id = ${row}.request_id and ${sees(viewer, sql`om`)}
    and (${row}.state = 'DONE' or ${row}.uploaded_by_id = ${viewer.personId}::uuid or ${organises(viewer, sql`om`)}))`;

/** Meetings whose partners can be reminded: of a draft they do not know, and after its end nothing can be uploaded. */
export const REMINDABLE: readonly MeetingState[] = [
  MeetingState.ANNOUNCED,
  MeetingState.OPEN,
  MeetingState.AMENDING,
];
