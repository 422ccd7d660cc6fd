import type { Viewer } from '../platform/access/viewer.js';

/** The coordinators of the lead partner run the project. */
export const canLead = (viewer: Viewer, projectId: string): boolean => viewer.leads.includes(projectId);

/** A coordinator acts for his own partner; the lead partner's for all of them. */
export const canCoordinate = (viewer: Viewer, partner: { id: string; projectId: string }): boolean =>
  viewer.coordinates.includes(partner.id) || canLead(viewer, partner.projectId);
