import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';

/** The coordinators of the lead partner run the project. */
export const canLead = (viewer: Viewer, projectId: string): boolean => viewer.leads.includes(projectId);

/** Whoever leads a project may begin another one, and whoever was let in from the terminal. */
export const canCreateProject = ({ leads, mayCreateProjects }: Viewer): boolean =>
  leads.length > 0 || mayCreateProjects;

/** A coordinator acts for his own partner; the lead partner's for all of them. */
export const canCoordinate = (viewer: Viewer, partner: { id: string; projectId: string }): boolean =>
  viewer.coordinates.includes(partner.id) || canLead(viewer, partner.projectId);

/** Who sees the address of a person: he himself, and whoever coordinates his partner or leads a project that he is in. */
export const seesAddress = (viewer: Viewer, personId: Sql): Sql =>
  sql`(${personId} = ${viewer.personId}::uuid or exists (select from membership m
    where m.person_id = ${personId} and ${lasts(viewer, sql`m`)}
    and (m.partner_id = any(${viewer.coordinates}::uuid[]) or m.project_id = any(${viewer.leads}::uuid[]))))`;

/** True for a membership that nobody has ended and whose last day, if it has one, has not passed. */
export const lasts = ({ asOf }: Viewer, membership: Sql): Sql =>
  sql`(${membership}.ended_at is null and (${membership}.ends_on is null or ${membership}.ends_on >= ${asOf}::date))`;
