import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import { canLead } from '../projects/project.policy.js';
import type { Meeting } from './meeting.entity.js';

type Place = Pick<Meeting, 'id' | 'projectId' | 'hostPartnerId'>;

/** The lead partner and the host organise a meeting: its practical side, its agenda, its desk. */
export const canOrganise = (viewer: Viewer, { projectId, hostPartnerId }: Omit<Place, 'id'>): boolean =>
  canLead(viewer, projectId) || viewer.coordinates.includes(hostPartnerId);

/** Whoever organises works at the desk, and those whom the host put there. */
export const canWorkAtDesk = (viewer: Viewer, meeting: Place): boolean =>
  canOrganise(viewer, meeting) || viewer.desks.includes(meeting.id);

/** Until it is announced it is between its organisers; what follows is for everybody in the project. */
export const canSee = (viewer: Viewer, meeting: Meeting): boolean =>
  viewer.projects.includes(meeting.projectId) && (meeting.announced || canOrganise(viewer, meeting));

/** `canOrganise` as a predicate on a row of `meeting`. */
export const organises = (viewer: Viewer, meeting: Sql): Sql =>
  sql`(${meeting}.project_id = any(${viewer.leads}::uuid[]) or ${meeting}.host_partner_id = any(${viewer.coordinates}::uuid[]))`;

/** `canSee` as a predicate on a row of `meeting`. */
export const sees = (viewer: Viewer, meeting: Sql): Sql =>
  sql`${meeting}.project_id = any(${viewer.projects}::uuid[]) and (${meeting}.announced or ${organises(viewer, meeting)})`;

/**
 * For a row that belongs to a meeting: whether the viewer is this to that meeting. Not by `exists`, for which PostgreSQL
 * may read all meetings there are to find those that fit.
 */
export const ofMeeting = (row: Sql, is: (meeting: Sql) => Sql): Sql =>
  sql`(select ${is(sql`om`)} from meeting om where om.id = ${row}.meeting_id)`;
