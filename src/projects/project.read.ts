import { ViewerRead } from '../accounts/viewer.read.js';
import { ChangeRead } from '../platform/events/change.read.js';
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
import { CountryRead } from './country.read.js';
import { mailRules } from './mail-rule.read.js';
import { lasts, seesAddress } from './project.policy.js';

/** The largest partnerships have some fifty partners; the bound leaves room. */
const MOST_PARTNERS = 200;
const MOST_MEMBERS = 500;

export const ProjectRead = readModel({
  type: 'Project',
  table: 'project',
  order: ['slug'],
  visibleTo: (viewer, t) => sql`${t}.id = any(${viewer.projects}::uuid[])`,
  fields: {
    id: column('id'),
    version: column('version'),
    slug: column('slug'),
    acronym: column('acronym'),
    title: localized('title'),
    translations: translations('title'),
    programme: column('programme'),
    grantReference: column('grant_reference'),
    startsOn: column('starts_on'),
    endsOn: column('ends_on'),
    languages: column('languages'),
    asks: column('asks'),
    needsKeptDays: column('needs_kept_days'),
    agendaMailsWait: column('agenda_mails_wait'),
    mailRules: mailRules(() => sql`'{}'::jsonb`),
    approvesRegistrations: column('approves_registrations'),
    leadPartner: one(
      () => PartnerRead,
      (project, partner) => sql`${partner}.project_id = ${project}.id and ${partner}.role = 'LEAD'`,
    ),
    partners: many(
      () => PartnerRead,
      MOST_PARTNERS,
      (project, partner) => sql`${partner}.project_id = ${project}.id and ${partner}.role = 'PARTNER'`,
    ),
    partnership: many(
      () => PartnerRead,
      MOST_PARTNERS,
      (project, partner) => sql`${partner}.project_id = ${project}.id and ${partner}.role <> 'ASSOCIATED'`,
    ),
    countries: many(
      () => CountryRead,
      MOST_PARTNERS,
      (project, country) => sql`${country}.code in (
        select p.country_code from partner p where p.project_id = ${project}.id and p.role <> 'ASSOCIATED')`,
    ),
  },
});

export const PartnerRead = readModel({
  type: 'Partner',
  table: 'partner',
  order: ['slug', 'id'],
  visibleTo: (viewer, t) => sql`${t}.project_id = any(${viewer.projects}::uuid[])`,
  fields: {
    id: column('id'),
    version: column('version'),
    slug: column('slug'),
    role: column('role'),
    name: column('name'),
    kind: column('kind'),
    town: column('town'),
    aliases: column('aliases'),
    country: one(
      () => CountryRead,
      (partner, country) => sql`${country}.code = ${partner}.country_code`,
    ),
    members: many(
      () => MembershipRead,
      MOST_MEMBERS,
      (partner, membership) => sql`${membership}.partner_id = ${partner}.id`,
      { newest: true },
    ),
  },
});

/** Only what lasts: an ended membership is history, in the events. */
export const MembershipRead = readModel({
  type: 'Membership',
  table: 'membership',
  order: ['since', 'id'],
  visibleTo: (viewer, t) => sql`${lasts(viewer, t)} and ${t}.project_id = any(${viewer.projects}::uuid[])`,
  fields: {
    id: column('id'),
    role: column('role'),
    since: column('since'),
    endsOn: column('ends_on'),
    partner: one(() => PartnerRead, byKey('partner_id')),
    project: one(() => ProjectRead, byKey('project_id')),
    person: one(() => PersonRead, byKey('person_id'), { implied: true }),
  },
});

/** People are seen by those who are in a project with them; their address by whoever coordinates there. */
export const PersonRead = readModel({
  type: 'Person',
  table: 'person',
  order: ['name', 'id'],
  personal: ['email', 'bouncedAt', 'bounceAnswer'],
  visibleTo: (viewer, t) => sql`exists (select from membership m
    where m.person_id = ${t}.id and ${lasts(viewer, sql`m`)} and m.project_id = any(${viewer.projects}::uuid[]))`,
  fields: {
    id: column('id'),
    name: column('name'),
    email: column('email', (viewer, t) => seesAddress(viewer, sql`${t}.id`)),
  },
});

extendRead(ChangeRead, { changedBy: one(() => PersonRead, byKey('actor_id')) });

extendRead(ViewerRead, {
  memberships: many(
    () => MembershipRead,
    MOST_MEMBERS,
    (viewer, membership) => sql`${membership}.person_id = ${viewer}.id`,
    { newest: true },
  ),
});
