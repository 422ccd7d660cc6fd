import { ofMeeting, sees } from '../../meetings/meeting.policy.js';
import { MeetingRead } from '../../meetings/meeting.read.js';
import { sql } from '../../platform/database/sql.js';
import {
  byIds,
  byKey,
  column,
  expression,
  extendRead,
  localized,
  many,
  one,
  readModel,
  translations,
} from '../../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../../projects/project.read.js';
import { AgendaItemRead } from '../agenda.read.js';
import { MOST_ITEMS } from '../bounds.js';

const MOST_PEOPLE = 60;

const CarriedOutAgendaRead = readModel({
  type: 'CarriedOutAgenda',
  table: 'carried_out_agenda',
  order: ['meeting_id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    release: expression(
      ({ t }) => sql`(select cr.number from agenda_release cr where cr.id = ${t}.release_id)`,
    ),
    startedAt: column('started_at'),
    startedBy: one(() => PersonRead, byKey('started_by_id')),
    items: many(
      () => CarriedOutItemRead,
      MOST_ITEMS,
      (agenda, item) => sql`${item}.meeting_id = ${agenda}.meeting_id`,
    ),
  },
});

const CarriedOutItemRead = readModel({
  type: 'CarriedOutItem',
  table: 'carried_out_line',
  // A session before its parts.
  order: ['starts_at', 'ends_at desc', 'item_id', 'id'],
  visibleTo: sees,
  fields: {
    id: column('id'),
    version: column('version'),
    // The record is begun while the meeting lasts, and of what is to come nobody can say so (in UTC, as `asOf` is).
    tookPlace: expression(
      ({ t, viewer }) =>
        sql`case when ${t}.starts_at < (${viewer.asOf}::date + 1)::timestamp at time zone 'UTC' then ${t}.took_place end`,
    ),
    changes: column('kinds'),
    kind: column('kind'),
    title: localized('title'),
    description: localized('description'),
    translations: translations('title', 'description'),
    startsAt: column('starts_at'),
    endsAt: column('ends_at'),
    startsAtLocal: column('starts_at_local'),
    endsAtLocal: column('ends_at_local'),
    place: column('place'),
    planned: one(
      () => AgendaItemRead,
      (done, item) => sql`${item}.id = ${done}.item_id and ${item}.edition_id = ${done}.edition_id`,
    ),
    speakers: many(() => PersonRead, MOST_PEOPLE, byIds('speaker_ids')),
    partners: many(() => PartnerRead, MOST_PEOPLE, byIds('partner_ids')),
  },
});

extendRead(MeetingRead, {
  carriedOutAgenda: one(
    () => CarriedOutAgendaRead,
    (meeting, agenda) => sql`${agenda}.meeting_id = ${meeting}.id`,
  ),
});
