import { AgendaItemRead, byCurrentItem } from '../agenda/agenda.read.js';
import { ofMeeting, sees } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, sql } from '../platform/database/sql.js';
import {
  byKey,
  column,
  expression,
  extendRead,
  localized,
  many,
  one,
  readModel,
} from '../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { seesPresentation } from './presentation.policy.js';

/** Where versions are downloaded. */
export const PRESENTATIONS_PATH = '/files/presentations';

/** Fifty partners, five kinds, and room. */
const MOST_REQUESTS = 400;
const MOST_VERSIONS = 100;
const MOST_AT_AN_ITEM = 60;

/** Only what is done has a number, and the first version decides whether it was in time. */
const state = (request: Sql): Sql => sql`case when ${request}.accepted_at is not null then 'ACCEPTED'
  else coalesce((select case when v1.finished_at <= ${request}.due_at then 'SUBMITTED' else 'LATE' end
    from presentation v1 where v1.request_id = ${request}.id and v1.number = 1), 'MISSING') end`;

export const MaterialRequestRead = readModel({
  type: 'MaterialRequest',
  table: 'material_request',
  order: ['due_at', 'id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    id: column('id'),
    version: column('version'),
    kind: column('kind'),
    title: localized('title'),
    dueAt: column('due_at'),
    dueAtLocal: column('due_at_local'),
    state: expression(({ t }) => state(t)),
    acceptedAt: column('accepted_at'),
    remindedAt: column('reminded_at'),
    partner: one(() => PartnerRead, byKey('partner_id')),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
    agendaItem: one(
      () => AgendaItemRead,
      byCurrentItem((request) => sql`${request}.agenda_item_id`),
    ),
    presentations: many(
      () => PresentationRead,
      MOST_VERSIONS,
      (request, presentation) => sql`${presentation}.request_id = ${request}.id`,
      { newest: true },
    ),
  },
});

export const PresentationRead = readModel({
  type: 'Presentation',
  table: 'presentation',
  order: ['finished_at', 'number', 'id'],
  visibleTo: seesPresentation,
  fields: {
    id: column('id'),
    number: column('number'),
    fileName: column('file_name'),
    size: column('size'),
    type: column('type'),
    sha256: column('sha256'),
    requestedAt: column('requested_at'),
    finishedAt: column('finished_at'),
    state: column('state'),
    reason: column('reason'),
    downloadUrl: expression(
      ({ t }) => sql`case when ${t}.state = 'DONE' then ${`${PRESENTATIONS_PATH}/`}::text || ${t}.id end`,
    ),
    uploadedBy: one(() => PersonRead, byKey('uploaded_by_id')),
    request: one(() => MaterialRequestRead, byKey('request_id')),
  },
});

/** The newest version of each request that is one of these. */
const newestOf = (presentation: Sql, requests: Sql): Sql =>
  sql`${presentation}.request_id in (select rq.id from material_request rq where ${requests})
    and ${presentation}.number = (select max(n.number) from presentation n where n.request_id = ${presentation}.request_id)`;

extendRead(MeetingRead, {
  materialRequests: many(
    () => MaterialRequestRead,
    MOST_REQUESTS,
    (meeting, request) => sql`${request}.meeting_id = ${meeting}.id`,
  ),
  presentations: many(
    () => PresentationRead,
    MOST_REQUESTS,
    (meeting, presentation) => newestOf(presentation, sql`rq.meeting_id = ${meeting}.id`),
  ),
});

extendRead(AgendaItemRead, {
  presentations: many(
    () => PresentationRead,
    MOST_AT_AN_ITEM,
    (item, presentation) => newestOf(presentation, sql`rq.agenda_item_id = ${item}.id`),
  ),
});
