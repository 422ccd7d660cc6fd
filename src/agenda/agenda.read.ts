import type { Viewer } from '../platform/access/viewer.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
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
} from '../platform/read/read-model.js';
import { organises, sees } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { RoomRead } from '../meetings/room.read.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { MOST_ITEMS, MOST_PARTS } from './bounds.js';

const MOST_PEOPLE = 60;
const MOST_OF_A_KIND = 100;

/** Both views carry what `sees` asks of the meeting, so that a line need not look it up. */
const published = (viewer: Viewer, t: Sql): Sql =>
  sql`${sees(viewer, t)} and (${t}.release_id is not null or ${organises(viewer, t)})`;

/** In which zone the times of an edition are meant: the one in which it was published; of the draft, the meeting's. */
const zone = expression(
  ({ t }) => sql`coalesce(
    (select coalesce(zr.time_zone, zr.assumed_time_zone) from agenda_release zr where zr.id = ${t}.release_id),
    (select zm.time_zone from meeting zm where zm.id = ${t}.meeting_id))`,
);

export const AgendaRead = readModel({
  type: 'Agenda',
  table: 'agenda',
  order: ['meeting_id', 'release'],
  visibleTo: published,
  fields: {
    release: column('release'),
    publishedAt: column('published_at'),
    draftVersion: column('draft_version'),
    timeZone: zone,
    items: many(
      () => AgendaItemRead,
      MOST_ITEMS,
      (agenda, item) => sql`${item}.edition_id = ${agenda}.edition_id`,
    ),
  },
});

/** Names that nobody was asked about stand with the item, whatever edition it is read in, and in none of them. */
const unmatched = (name: string) =>
  expression(
    ({ t }) => sql`(select u.${raw(name)} from agenda_item u where u.id = ${t}.id)`,
    (viewer, t) => organises(viewer, t),
  );

/** The line of a changed item in one of two editions. */
const lineOf = (edition: string) => (change: Sql, item: Sql) =>
  sql`${item}.id = ${change}.item_id and ${item}.edition_id = ${change}.${raw(edition)}`;

/** The line of the newest release, for whatever points at an item. */
export const byCurrentItem = (foreignKey: (row: Sql) => Sql) => (row: Sql, item: Sql) =>
  sql`${item}.id = ${foreignKey(row)} and ${item}.is_current`;

export const AgendaItemRead = readModel({
  type: 'AgendaItem',
  table: 'agenda_line',
  // A session before its parts, also where their times are its own: what is part of nothing has no parent, NULL.
  order: ['starts_at', 'ends_at desc', 'parent_id desc', 'id'],
  current: (t) => sql`${t}.release_id is null`,
  visibleTo: published,
  personal: ['unmatchedSpeakers', 'unmatchedPartners'],
  fields: {
    id: column('id'),
    version: column('version'),
    kind: column('kind'),
    sourceKind: column('source_kind'),
    title: localized('title'),
    description: localized('description'),
    translations: translations('title', 'description'),
    startsAt: column('starts_at'),
    endsAt: column('ends_at'),
    startsAtLocal: column('starts_at_local'),
    endsAtLocal: column('ends_at_local'),
    timeZone: zone,
    place: column('place'),
    capacity: column('capacity'),
    isMandatory: column('is_mandatory'),
    endIsInferred: column('end_is_inferred'),
    room: one(() => RoomRead, byKey('room_id')),
    parent: one(
      () => AgendaItemRead,
      (item, parent) => sql`${parent}.id = ${item}.parent_id and ${parent}.edition_id = ${item}.edition_id`,
    ),
    children: many(
      () => AgendaItemRead,
      MOST_PARTS,
      (item, child) => sql`${child}.parent_id = ${item}.id and ${child}.edition_id = ${item}.edition_id`,
    ),
    speakers: many(() => PersonRead, MOST_PEOPLE, byIds('speaker_ids')),
    partners: many(() => PartnerRead, MOST_PEOPLE, byIds('partner_ids')),
    unmatchedSpeakers: unmatched('unmatched_speakers'),
    unmatchedPartners: unmatched('unmatched_partners'),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

/** Whoever sees both editions sees in what they differ. */
export const AgendaChangeRead = readModel({
  type: 'AgendaChange',
  table: 'agenda_change',
  order: ['starts_at', 'item_id'],
  visibleTo: (viewer, t) =>
    sql`${sees(viewer, t)} and (${t}.since is not null and ${t}.until is not null or ${organises(viewer, t)})`,
  fields: {
    itemId: column('item_id'),
    kinds: column('kinds'),
    before: one(() => AgendaItemRead, lineOf('before_id')),
    after: one(() => AgendaItemRead, lineOf('after_id')),
  },
});

/** A release by its number, the draft, or else the newest release. */
const chosen = (agenda: Sql, meeting: Sql, { draft, release }: Record<string, unknown>): Sql => {
  if (draft) return sql`${agenda}.release_id is null`;
  return release === undefined || release === null
    ? sql`${agenda}.release = ${meeting}.agenda_release`
    : sql`${agenda}.release = ${release}::int`;
};

const currentOfKind = (kind: string) =>
  many(
    () => AgendaItemRead,
    MOST_OF_A_KIND,
    (meeting, item) =>
      sql`${item}.meeting_id = ${meeting}.id and ${item}.is_current and ${item}.kind = ${kind}::text`,
  );

extendRead(MeetingRead, {
  agenda: one(
    () => AgendaRead,
    (meeting, agenda, { args }) =>
      sql`${agenda}.meeting_id = ${meeting}.id and ${chosen(agenda, meeting, args)}`,
  ),
  workshops: currentOfKind('WORKSHOP'),
  siteVisits: currentOfKind('SITE_VISIT'),
});
