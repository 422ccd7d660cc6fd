import { AgendaChangeRead } from '../agenda/agenda.read.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
import { extendRead, many } from '../platform/read/read-model.js';
import { lasts } from '../projects/project.policy.js';
import { seesRegistration } from '../registrations/registration.policy.js';

/**
 * As many as may be read of all meetings of a project at once. Two agendas without a common line can differ in twice
 * `MOST_ITEMS`, which is more: the field says so.
 */
const MOST_CHANGES = 500;

type Args = Readonly<Record<string, unknown>>;

/** The release with this number, the draft, or else the newest release. */
const isUntil = (change: Sql, meeting: Sql, { until, draft }: Args): Sql => {
  if (draft) return sql`${change}.until is null`;
  return sql`${change}.until = ${until == null ? sql`${meeting}.agenda_release` : sql`${until}::int`}`;
};

/** That somebody has a place in it, or waits for one, as far as the viewer may know. */
const takesPart = (viewer: Viewer, change: Sql, who: Sql): Sql =>
  sql`exists (select from sign_up s join registration r on r.id = s.registration_id
    where s.item_id = ${change}.item_id and s.state <> 'CANCELLED' and ${who} and ${seesRegistration(viewer, sql`r`)})`;

/** Where everybody takes part, or must, or had to. */
const concernsAll = (change: Sql): Sql => sql`(${change}.capacity is null or ${change}.is_mandatory)`;

/** Whoever speaks, answers for it or has a place in it; and everybody, where everybody is. */
const concernsPartner = (viewer: Viewer, change: Sql, id: unknown): Sql =>
  sql`(${concernsAll(change)} or ${id}::uuid = any(${change}.partner_ids)
    or exists (select from membership m where m.partner_id = ${id}::uuid and m.person_id = any(${change}.speaker_ids))
    or ${takesPart(viewer, change, sql`r.partner_id = ${id}::uuid`)})`;

const concernsPerson = (viewer: Viewer, change: Sql, id: unknown): Sql =>
  sql`(${concernsAll(change)} or ${id}::uuid = any(${change}.speaker_ids)
    or ${takesPart(viewer, change, sql`r.person_id = ${id}::uuid`)})`;

/** The partners for which he comes to the meeting. */
const comesFor = (viewer: Viewer, change: Sql): Sql =>
  sql`array(select r.partner_id from registration r where r.meeting_id = ${change}.meeting_id
    and r.person_id = ${viewer.personId}::uuid and is_expected(r.state))`;

/** Whether he comes, or coordinates a partner that may send somebody: what is for all is for him then. */
const comesOrSends = (viewer: Viewer, change: Sql): Sql =>
  sql`(exists (select from registration r where r.meeting_id = ${change}.meeting_id
      and r.person_id = ${viewer.personId}::uuid and is_expected(r.state))
    or exists (select from invitation i where i.meeting_id = ${change}.meeting_id
      and i.partner_id = any(${viewer.coordinates}::uuid[])))`;

/**
 * What he has to know of: his own lines, those of the partner for which he comes, those of partners which he coordinates
 * and of their people, and what is for all where he comes or may send somebody. Whoever hosts provides for every line.
 */
const concernsViewer = (viewer: Viewer, change: Sql): Sql => {
  const isHis = (partnerId: Sql): Sql => sql`${partnerId} = any(${viewer.coordinates}::uuid[])`;
  return sql`(${isHis(sql`${change}.host_partner_id`)}
    or ${concernsAll(change)} and ${comesOrSends(viewer, change)}
    or ${viewer.personId}::uuid = any(${change}.speaker_ids)
    or ${change}.partner_ids && (${viewer.coordinates}::uuid[] || ${comesFor(viewer, change)})
    or exists (select from membership m where m.person_id = any(${change}.speaker_ids)
      and ${lasts(viewer, sql`m`)} and ${isHis(sql`m.partner_id`)})
    or ${takesPart(viewer, change, sql`(r.person_id = ${viewer.personId}::uuid or ${isHis(sql`r.partner_id`)})`)})`;
};

extendRead(MeetingRead, {
  agendaChanges: many(
    () => AgendaChangeRead,
    MOST_CHANGES,
    (meeting, change, { args, viewer }) => sql`${change}.meeting_id = ${meeting}.id
      and ${change}.since = ${args['since']}::int and ${isUntil(change, meeting, args)}
      and ${args['partnerId'] == null ? raw('true') : concernsPartner(viewer, change, args['partnerId'])}
      and ${args['personId'] == null ? raw('true') : concernsPerson(viewer, change, args['personId'])}
      and ${args['forMe'] ? concernsViewer(viewer, change) : raw('true')}`,
  ),
});
