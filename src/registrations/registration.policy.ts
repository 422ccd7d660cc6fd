import type { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise, canWorkAtDesk, ofMeeting, organises } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import type { Registration } from './registration.entity.js';

type Whose = Pick<Registration, 'personId' | 'partnerId'>;

/** The person himself, the coordinator of his partner, and whoever organises the meeting. */
export const canAnswerFor = (
  viewer: Viewer,
  { personId, partnerId }: Whose,
  meeting: Pick<Meeting, 'projectId' | 'hostPartnerId'>,
): boolean =>
  viewer.personId === personId ||
  (partnerId !== null && viewer.coordinates.includes(partnerId)) ||
  canOrganise(viewer, meeting);

/** Those who may answer for him, the desk, and the auditor. */
export const canSeeRegistration = (viewer: Viewer, registration: Whose, meeting: Meeting): boolean =>
  canAnswerFor(viewer, registration, meeting) ||
  canWorkAtDesk(viewer, meeting) ||
  viewer.audits.includes(meeting.projectId);

const isHis = (viewer: Viewer, registration: Sql): Sql =>
  sql`${registration}.person_id = ${viewer.personId}::uuid`;

/** `canSeeRegistration` as a predicate on a row of `registration`. */
export const seesRegistration = (viewer: Viewer, registration: Sql): Sql =>
  sql`(${isHis(viewer, registration)} or ${registration}.partner_id = any(${viewer.coordinates}::uuid[])
    or ${registration}.meeting_id = any(${viewer.desks}::uuid[])
    or ${ofMeeting(registration, (meeting) => sql`(${organises(viewer, meeting)} or ${meeting}.project_id = any(${viewer.audits}::uuid[]))`)})`;

/** What is told to a token only with READ_PERSONAL. */
export const PERSONAL: readonly string[] = ['needs', 'consents', 'gender', 'ageBand'];

/** Age and gender: those who may answer for him. */
export const seesPersonal = (viewer: Viewer, registration: Sql): Sql =>
  sql`(${isHis(viewer, registration)} or ${registration}.partner_id = any(${viewer.coordinates}::uuid[])
    or ${ofMeeting(registration, (meeting) => organises(viewer, meeting))})`;

/** What can reveal health or belief: the person himself and those who must provide for it. */
export const seesNeeds = (viewer: Viewer, registration: Sql): Sql =>
  sql`(${isHis(viewer, registration)} or ${ofMeeting(registration, (meeting) => organises(viewer, meeting))})`;
