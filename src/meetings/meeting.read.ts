import { sql } from '../platform/database/sql.js';
import {
  byKey,
  column,
  extendRead,
  localized,
  many,
  one,
  readModel,
  translations,
} from '../platform/read/read-model.js';
import { CountryRead } from '../projects/country.read.js';
import { mailRules } from '../projects/mail-rule.read.js';
import { MembershipRead, PartnerRead, ProjectRead } from '../projects/project.read.js';
import { ofMeeting, sees } from './meeting.policy.js';

const MOST_MEETINGS = 200;

export const MeetingRead = readModel({
  type: 'Meeting',
  table: 'meeting',
  order: ['starts_on', 'number', 'id'],
  visibleTo: sees,
  fields: {
    id: column('id'),
    version: column('version'),
    number: column('number'),
    slug: column('slug'),
    title: localized('title'),
    description: localized('description'),
    translations: translations('title', 'description'),
    place: column('place'),
    timeZone: column('time_zone'),
    startsOn: column('starts_on'),
    endsOn: column('ends_on'),
    mode: column('mode'),
    state: column('state'),
    agendaIsPublic: column('agenda_is_public'),
    calendarRevision: column('calendar_revision'),
    calendarRevisedAt: column('calendar_revised_at'),
    offerHours: column('offer_hours'),
    mailRules: mailRules((t) => sql`(select p.mail_rules from project p where p.id = ${t}.project_id)`),
    country: one(
      () => CountryRead,
      (meeting, country) => sql`${country}.code = ${meeting}.country_code`,
    ),
    project: one(() => ProjectRead, byKey('project_id')),
    hostPartner: one(() => PartnerRead, byKey('host_partner_id')),
    stated: many(
      () => StatedCountRead,
      MOST_MEETINGS,
      (meeting, stated) => sql`${stated}.meeting_id = ${meeting}.id`,
    ),
  },
});

const StatedCountRead = readModel({
  type: 'StatedCount',
  table: 'stated_count',
  order: ['id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    text: column('text'),
    exact: column('exact'),
    atLeast: column('at_least'),
    source: column('source'),
    town: column('town'),
    country: one(
      () => CountryRead,
      (stated, country) => sql`${country}.code = ${stated}.country_code`,
    ),
    partner: one(() => PartnerRead, byKey('partner_id')),
  },
});

extendRead(ProjectRead, {
  meetings: many(
    () => MeetingRead,
    MOST_MEETINGS,
    (project, meeting) => sql`${meeting}.project_id = ${project}.id`,
    { newest: true },
  ),
  meeting: one(
    () => MeetingRead,
    (project, meeting, { args }) =>
      sql`${meeting}.project_id = ${project}.id and ${meeting}.slug = ${args['slug']}::text`,
  ),
});

extendRead(MembershipRead, {
  meeting: one(() => MeetingRead, byKey('meeting_id')),
});
