import { ViewerRead } from '../accounts/viewer.read.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { sql } from '../platform/database/sql.js';
import {
  type ReadModel,
  byKey,
  column,
  extendRead,
  many,
  one,
  page,
  readModel,
  widen,
  expression,
} from '../platform/read/read-model.js';
import { CountryRead } from '../projects/country.read.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { consents, needs } from './needs/needs.read.js';
import { PERSONAL, seesPersonal, seesRegistration } from './registration.policy.js';

const MOST_OWN = 500;
const MOST_REPLACED = 20;

export const RegistrationRead: ReadModel = readModel({
  type: 'Registration',
  table: 'registration',
  order: ['id'],
  visibleTo: seesRegistration,
  personal: PERSONAL,
  fields: {
    id: column('id'),
    version: column('version'),
    kind: column('kind'),
    state: column('state'),
    origin: column('origin'),
    mode: expression(
      ({ t }) => sql`(select mode_at_meeting(${t}.mode, m.mode) from meeting m where m.id = ${t}.meeting_id)`,
    ),
    residenceTown: column('residence_town'),
    residenceCountry: one(
      () => CountryRead,
      (registration, country) => sql`${country}.code = ${registration}.residence_country_code`,
    ),
    gender: column('gender', seesPersonal),
    ageBand: column('age_band', seesPersonal),
    languages: column('languages'),
    photoConsent: column('photo_consent'),
    arrivesAtLocal: column('arrives_at_local'),
    leavesAtLocal: column('leaves_at_local'),
    registeredAt: column('registered_at'),
    answeredAt: column('answered_at'),
    tentativeAt: column('tentative_at'),
    approvedAt: column('approved_at'),
    refusedAt: column('refused_at'),
    refusalReason: column('refusal_reason', seesPersonal),
    calendarSequence: expression(
      ({ t }) =>
        sql`(select m.calendar_revision + ${t}.calendar_shift from meeting m where m.id = ${t}.meeting_id)`,
    ),
    answeredBeforeMove: expression(
      ({ t }) =>
        sql`(select ${t}.calendar_answered < m.calendar_days_revision from meeting m where m.id = ${t}.meeting_id)`,
    ),
    needs,
    consents,
    person: one(() => PersonRead, byKey('person_id'), { implied: true }),
    partner: one(() => PartnerRead, byKey('partner_id')),
    replacedBy: one(() => RegistrationRead, byKey('replaced_by_id')),
    replaces: many(
      () => RegistrationRead,
      MOST_REPLACED,
      (registration, before) => sql`${before}.replaced_by_id = ${registration}.id`,
    ),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

extendRead(MeetingRead, {
  registrations: page(
    () => RegistrationRead,
    (meeting, registration, { args: { state, partnerId } }) => sql`${registration}.meeting_id = ${meeting}.id
      and (${state ?? null}::text is null or ${registration}.state = ${state ?? null}::text)
      and (${partnerId ?? null}::uuid is null or ${registration}.partner_id = ${partnerId ?? null}::uuid)`,
  ),
  myRegistration: one(
    () => RegistrationRead,
    (meeting, registration, { viewer }) => sql`${registration}.meeting_id = ${meeting}.id
      and ${registration}.person_id = ${viewer.personId}::uuid`,
  ),
});

extendRead(ViewerRead, {
  registrations: many(
    () => RegistrationRead,
    MOST_OWN,
    (viewer, registration) => sql`${registration}.person_id = ${viewer}.id`,
    { newest: true },
  ),
});

// Walk-ins have no membership: they are known by their registration alone.
widen(
  PersonRead,
  (viewer, t) => sql`exists (select from registration pr
    where pr.person_id = ${t}.id and ${seesRegistration(viewer, sql`pr`)})`,
);
