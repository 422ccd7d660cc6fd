import { MOST_ITEMS } from '../agenda/bounds.js';
import { ofMeeting } from '../meetings/meeting.policy.js';
import { type Sql, identifier, raw, sql } from '../platform/database/sql.js';
import {
  type FieldContext,
  column,
  expression,
  inLanguage,
  many,
  one,
  readModel,
} from '../platform/read/read-model.js';
import type { Fields, Shape } from '../platform/read/shape.js';
import { CountryRead } from '../projects/country.read.js';
import { isForEverybody } from './publication.policy.js';

/** A text with the language that it is in: the one asked for, else English, else any. */
const textOf = (json: Sql, language: string): Fields<Shape> => ({
  text: inLanguage(json, language),
  language: sql`coalesce(case when ${json} ? ${language}::text then ${language}::text end,
    case when ${json} ? 'en' then 'en' end, (select k from jsonb_object_keys(${json}) k limit 1))`,
});

const text = (name: string, cost?: number) =>
  expression(
    ({ t, viewer, shape }) => {
      const json = sql`${t}.${identifier(name)}`;
      return sql`case when ${json} is not null then ${shape.object(textOf(json, viewer.language))} end`;
    },
    undefined,
    cost,
  );

/**
 * Of what is long in each line, as if so many rows were read: strangers get it of all lines and what they are part of, not under thirty
 * aliases, which would be as many times the agenda.
 */
const LONG = 50;

/** Of a row `p` of `partner`: what is on every letterhead, and nothing of its people. */
const partner = (language: string): Fields<Shape> => ({
  name: raw('p.name'),
  town: raw('p.town'),
  country: (below) =>
    sql`(select ${below.object({ code: raw('c.code'), name: inLanguage(raw('c.names'), language) })}
      from country c where c.code = p.country_code)`,
});

/** Those who answer for a line, and in place of each speaker the organisation for which he is in the project. */
const partnersOf = ({ t, viewer, shape }: FieldContext): Sql =>
  shape.list(
    partner(viewer.language),
    sql`partner p where p.id = any(${t}.partner_ids) or p.id in (select m.partner_id from membership m
      where m.person_id = any(${t}.speaker_ids) and m.project_id = ${t}.project_id and m.ended_at is null
        and m.role in ('COORDINATOR', 'DELEGATE'))
    order by p.slug, p.id`,
  );

/**
 * Other when anything is other that the agenda tells, in any language: a hash over the columns that the fields below are made
 * of, and not over draft, sign-ups or versions, which are nobody's business.
 */
const tagOf = ({ t }: FieldContext): Sql => sql`(select md5(json_build_array(
    ${t}.id, ${t}.slug, ${t}.number, ${t}.title, ${t}.place, ${t}.country_code, ${t}.starts_on, ${t}.ends_on,
    ${t}.mode, ${t}.state, ${t}.host_partner_id, ${t}.agenda_release, ${t}.calendar_revision,
    (select json_build_array(j.slug, j.acronym, j.title) from project j where j.id = ${t}.project_id),
    (select json_agg(json_build_array(p.id, p.slug, p.name, p.town, p.country_code) order by p.id)
      from partner p where p.project_id = ${t}.project_id),
    (select json_agg(json_build_array(r.id, r.name, r.house) order by r.id) from room r where r.meeting_id = ${t}.id),
    (select json_agg(json_build_array(l.id, l.kind, l.place, l.end_is_inferred, l.speaker_ids, l.partner_ids,
        jsonb_hash_extended(l.title, 0), jsonb_hash_extended(l.description, 0)) order by l.id)
      from agenda_line l where l.meeting_id = ${t}.id and l.is_current),
    (select json_agg(json_build_array(m.person_id, m.partner_id) order by m.person_id, m.partner_id) from membership m
      where m.project_id = ${t}.project_id and m.ended_at is null and m.role in ('COORDINATOR', 'DELEGATE')
        and m.person_id in (select unnest(l.speaker_ids) from agenda_line l where l.meeting_id = ${t}.id and l.is_current))
  )::text))`;

export const PublicAgendaRead = readModel({
  type: 'PublicAgenda',
  table: 'meeting',
  order: ['starts_on', 'number', 'id'],
  visibleTo: (_viewer, t) => isForEverybody(t),
  fields: {
    id: column('id'),
    tag: expression(tagOf, undefined, MOST_ITEMS),
    slug: column('slug'),
    number: column('number'),
    title: text('title'),
    place: column('place'),
    country: one(
      () => CountryRead,
      (meeting, country) => sql`${country}.code = ${meeting}.country_code`,
    ),
    timeZone: expression(
      ({ t }) => sql`(select coalesce(r.time_zone, r.assumed_time_zone) from agenda_release r
        where r.meeting_id = ${t}.id and r.number = ${t}.agenda_release)`,
    ),
    startsOn: column('starts_on'),
    endsOn: column('ends_on'),
    mode: column('mode'),
    isCancelled: expression(({ t }) => sql`${t}.state = 'CANCELLED'`),
    project: expression(
      ({ t, viewer, shape }) =>
        sql`(select ${shape.object({
          slug: raw('j.slug'),
          acronym: raw('j.acronym'),
          title: (below) => below.object(textOf(raw('j.title'), viewer.language)),
        })} from project j where j.id = ${t}.project_id)`,
    ),
    host: expression(
      ({ t, viewer, shape }) =>
        sql`(select ${shape.object(partner(viewer.language))} from partner p where p.id = ${t}.host_partner_id)`,
    ),
    release: column('agenda_release'),
    publishedAt: expression(
      ({ t }) => sql`(select r.published_at from agenda_release r
        where r.meeting_id = ${t}.id and r.number = ${t}.agenda_release)`,
    ),
    revision: column('calendar_revision'),
    revisedAt: column('calendar_revised_at'),
    items: many(
      () => PublicAgendaItemRead,
      MOST_ITEMS,
      (meeting, item) => sql`${item}.meeting_id = ${meeting}.id`,
    ),
  },
});

const PublicAgendaItemRead = readModel({
  type: 'PublicAgendaItem',
  table: 'agenda_line',
  // A session before its parts, also where their times are its own: what is part of nothing has no parent, NULL.
  order: ['starts_at', 'ends_at desc', 'parent_id desc', 'id'],
  visibleTo: (_viewer, t) => sql`${t}.is_current and ${ofMeeting(t, isForEverybody)}`,
  fields: {
    id: column('id'),
    kind: column('kind'),
    title: text('title'),
    description: text('description', LONG),
    startsAt: column('starts_at'),
    endsAt: column('ends_at'),
    startsAtLocal: column('starts_at_local'),
    endsAtLocal: column('ends_at_local'),
    room: expression(({ t }) => sql`(select r.name from room r where r.id = ${t}.room_id)`),
    house: expression(({ t }) => sql`(select r.house from room r where r.id = ${t}.room_id)`),
    place: column('place'),
    endIsInferred: column('end_is_inferred'),
    partners: expression(partnersOf, undefined, LONG),
    parent: one(
      () => PublicAgendaItemRead,
      (item, parent) => sql`${parent}.id = ${item}.parent_id and ${parent}.edition_id = ${item}.edition_id`,
    ),
  },
});
