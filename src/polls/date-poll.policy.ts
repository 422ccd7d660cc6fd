import { canOrganise, organises } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, sql } from '../platform/database/sql.js';
import type { DatePoll } from './date-poll.entity.js';
import type { DatePollInvitee } from './date-poll-people.entity.js';

type Place = Pick<DatePoll, 'projectId' | 'hostPartnerId'>;

/** The lead partner, and the host where the poll names one. */
export const canOrganisePoll = (viewer: Viewer, { projectId, hostPartnerId }: Place): boolean =>
  canOrganise(viewer, { projectId, hostPartnerId: hostPartnerId ?? '' });

/** The person himself, the coordinator of his partner, and whoever organises the poll. */
export const canAnswerDates = (
  viewer: Viewer,
  { personId, partnerId }: Pick<DatePollInvitee, 'personId' | 'partnerId'>,
  poll: Place,
): boolean =>
  viewer.personId === personId || viewer.coordinates.includes(partnerId) || canOrganisePoll(viewer, poll);

/**
 * On a row of `date_poll`: its organisers, the auditor, the coordinators of the partners that are asked, and the people
 * who are and speak for one. They see which partner can come when.
 */
export const seesPoll = (viewer: Viewer, poll: Sql): Sql =>
  sql`${poll}.project_id = any(${viewer.projects}::uuid[]) and (${organises(viewer, poll)}
    or ${poll}.project_id = any(${viewer.audits}::uuid[])
    or exists (select from date_poll_partner sp where sp.poll_id = ${poll}.id
      and sp.withdrawn_at is null and sp.partner_id = any(${viewer.coordinates}::uuid[]))
    or exists (select from date_poll_voice si where si.poll_id = ${poll}.id and si.person_id = ${viewer.personId}::uuid))`;

/** For a row of a poll: whether the viewer is this to that poll. */
export const ofPoll = (row: Sql, is: (poll: Sql) => Sql): Sql =>
  sql`(select ${is(sql`op`)} from date_poll op where op.id = ${row}.poll_id)`;

/** On a row of `date_poll_invitee` whose voice counts: what a single person says is for those who may answer for him. */
export function seesInvitee(viewer: Viewer, invitee: Sql): Sql {
  const mayAnswer = ofPoll(
    invitee,
    (poll) => sql`${poll}.project_id = any(${viewer.projects}::uuid[]) and (${organises(viewer, poll)}
      or ${invitee}.person_id = ${viewer.personId}::uuid or ${invitee}.partner_id = any(${viewer.coordinates}::uuid[]))`,
  );
  return sql`${mayAnswer} and exists (select from date_poll_voice sv where sv.invitee_id = ${invitee}.id)`;
}
