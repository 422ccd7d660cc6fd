import { canOrganise, organises, sees } from '../meetings/meeting.policy.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import { canLead, lasts, seesAddress } from '../projects/project.policy.js';

/** The lead partner of its project, and whoever hosts the meeting that it is about, decide whether and how it leaves. */
export const canManageMail = (
  viewer: Viewer,
  projectId: string,
  meeting: Pick<Meeting, 'projectId' | 'hostPartnerId'> | null,
): boolean => canLead(viewer, projectId) || (meeting !== null && canOrganise(viewer, meeting));

/** `canManageMail` as a predicate on a row of `email`. */
export const managesMail = (viewer: Viewer, email: Sql): Sql =>
  sql`(${email}.project_id = any(${viewer.leads}::uuid[]) or ${email}.project_id is not null and exists (
    select from event e join meeting om on om.id = e.meeting_id
    where e.id = ${email}.event_id and ${organises(viewer, sql`om`)}))`;

/**
 * On a row of `email`: those who manage it see it, and a coordinator those to people of his partner. A mail of no project,
 * such as one for signing in, is seen by nobody.
 */
export const seesEmail = (viewer: Viewer, email: Sql): Sql =>
  sql`(${managesMail(viewer, email)} or exists (select from membership m
    where m.person_id = ${email}.person_id and m.project_id = ${email}.project_id and ${lasts(viewer, sql`m`)}
    and m.partner_id = any(${viewer.coordinates}::uuid[])))`;

/** What stands in the envelope and, often, in the answer of a mail server: whoever sees the person's address. */
export const seesEnvelope = (viewer: Viewer, email: Sql): Sql => seesAddress(viewer, sql`${email}.person_id`);

/** A subject may name a meeting that is still between its organisers. */
export const seesSubject = (viewer: Viewer, email: Sql): Sql =>
  sql`(select e.meeting_id is null or (select ${sees(viewer, sql`om`)} from meeting om where om.id = e.meeting_id)
    from event e where e.id = ${email}.event_id)`;
