import { MeetingRead } from '../../meetings/meeting.read.js';
import type { Language } from '../../platform/access/viewer.js';
import { type Sql, join, raw, sql } from '../../platform/database/sql.js';
import { Messages } from '../../platform/i18n/messages.js';
import { type ReadField, expression, extendRead } from '../../platform/read/read-model.js';
import { columnsOf } from '../../platform/read/shape.js';
import { seesNeeds } from '../registration.policy.js';
import { READY_FIELDS, ReadyField } from './ready-field.js';

const messages = new Messages();

/** What is told in words is in no list, and counts as OTHER. */
const listed = (list: Sql, words: Sql): Sql =>
  sql`(${list} || case when ${words} <> '' then '{OTHER}' else '{}' end::text[])`;

export const needs: ReadField = expression(
  ({ t, shape }) =>
    sql`(select ${shape.object({
      ...columnsOf('n', ['diet', 'access', 'interpretation']),
      diets: listed(raw('n.diets'), raw('n.diet')),
      accessNeeds: listed(raw('n.access_needs'), raw('n.access')),
      interpretationLanguage: raw('n.interpretation_language'),
      emergencyContact: (contact) =>
        sql`case when n.emergency_name is not null then ${contact.object({
          name: raw('n.emergency_name'),
          phone: raw('n.emergency_phone'),
        })} end`,
    })} from needs n where n.registration_id = ${t}.id)`,
  seesNeeds,
);

/** Every version that there has been: what somebody agreed to can be read for good. */
const consentText = (language: Language, field: Sql, version: Sql): Sql => {
  const texts = Object.values(ReadyField).flatMap((name) =>
    Array.from(
      { length: READY_FIELDS[name].textVersion },
      (_, index) =>
        sql`when ${`${name} ${index + 1}`}::text then ${messages.say(language, `ready.${name}.consent.${index + 1}`)}::text`,
    ),
  );
  return sql`case ${field} || ' ' || ${version} ${join(texts, ' ')} end`;
};

export const consents: ReadField = expression(
  ({ t, shape, viewer: { language } }) =>
    shape.list(
      {
        id: raw('c.id'),
        field: raw('c.field'),
        textVersion: raw('c.text_version'),
        text: consentText(language, raw('c.field'), raw('c.text_version')),
        givenAt: raw('c.given_at'),
        givenById: raw('c.given_by_id'),
        endedAt: raw('c.ended_at'),
        endedById: raw('c.ended_by_id'),
      },
      sql`consent c where c.registration_id = ${t}.id order by c.given_at, c.id`,
    ),
  seesNeeds,
);

/** The last day on which answers of this class are kept. */
export const keptUntil = (retention: Sql, meeting: Sql): Sql =>
  sql`case when ${retention} = 'AFTER_MEETING' then
    ${meeting}.ends_on + (select kp.needs_kept_days from project kp where kp.id = ${meeting}.project_id) end`;

const readyFields = (language: Language): Sql =>
  join(
    Object.entries(READY_FIELDS).map(([field, { textVersion, retention }], position) => {
      const say = (what: string) => messages.say(language, `ready.${field}.${what}`);
      return sql`(${raw(String(position))}, ${field}::text, ${say('name')}::text, ${say('purpose')}::text,
        ${say(`consent.${textVersion}`)}::text, ${raw(String(textVersion))}, ${retention}::text)`;
    }),
    ', ',
  );

extendRead(MeetingRead, {
  readyFields: expression(({ t, shape, viewer: { language } }) =>
    shape.list(
      {
        ...columnsOf('f', ['field', 'name', 'purpose', 'retention']),
        consentText: raw('f.consent_text'),
        textVersion: raw('f.text_version'),
        keptUntil: keptUntil(raw('f.retention'), t),
      },
      sql`(values ${readyFields(language)}) f (position, field, name, purpose, consent_text, text_version, retention)
        order by f.position`,
    ),
  ),
});
