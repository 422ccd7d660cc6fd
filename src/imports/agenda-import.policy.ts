import { ofMeeting, organises } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import type { Sql } from '../platform/database/sql.js';

/** On a row of `agenda_import`: it is as the draft is, between the organisers of its meeting. */
export const seesImport = (viewer: Viewer, row: Sql): Sql =>
  ofMeeting(row, (meeting) => organises(viewer, meeting));
