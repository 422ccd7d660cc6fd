import type { Meeting } from '../meetings/meeting.entity.js';
import { canWorkAtDesk, ofMeeting, organises } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import type { Registration } from '../registrations/registration.entity.js';
import { canAnswerFor } from '../registrations/registration.policy.js';

type Whose = Pick<Registration, 'personId' | 'partnerId'>;

/** Those who may answer for him, and the desk, which receives him; not the auditor. */
export const canSeeTravel = (viewer: Viewer, registration: Whose, meeting: Meeting): boolean =>
  canAnswerFor(viewer, registration, meeting) || canWorkAtDesk(viewer, meeting);

/** Where somebody sleeps: those who may answer for him. */
export const canSeeHotel = canAnswerFor;

/** Of a row with a registration: he himself, or his coordinator. */
const isOfHis = (viewer: Viewer, row: Sql): Sql =>
  sql`exists (select from registration hr where hr.id = ${row}.registration_id
    and (hr.person_id = ${viewer.personId}::uuid or hr.partner_id = any(${viewer.coordinates}::uuid[])))`;

/** `canSeeHotel` as a predicate on a row of `hotel_stay`; the meeting is asked first, since it is one for all rows. */
export const seesHotel = (viewer: Viewer, row: Sql): Sql =>
  sql`(${ofMeeting(row, (meeting) => organises(viewer, meeting))} or ${isOfHis(viewer, row)})`;

/** Likewise `canWorkAtDesk`, on a row of a meeting. */
export const receives = (viewer: Viewer, row: Sql): Sql =>
  sql`(${row}.meeting_id = any(${viewer.desks}::uuid[])
    or ${ofMeeting(row, (meeting) => organises(viewer, meeting))})`;

/** Likewise `canSeeTravel`, on a row of `travel_leg`. */
export const seesTravel = (viewer: Viewer, row: Sql): Sql =>
  sql`(${receives(viewer, row)} or ${isOfHis(viewer, row)})`;
