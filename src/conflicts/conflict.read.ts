import { AgendaItemRead, AgendaRead } from '../agenda/agenda.read.js';
import { organises, sees } from '../meetings/meeting.policy.js';
import { RoomRead } from '../meetings/room.read.js';
import type { Language } from '../platform/access/viewer.js';
import { type Sql, join, raw, sql } from '../platform/database/sql.js';
import { Messages } from '../platform/i18n/messages.js';
import {
  byKey,
  column,
  expression,
  extendRead,
  inLanguage,
  many,
  one,
  readModel,
} from '../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { ConflictCode } from './conflict.type.js';

/** An agenda with more of them is mended from the first one on. */
const MOST_CONFLICTS = 500;
/** Whoever wants to know of more has their ids. */
const MOST_ITEMS = 40;

const messages = new Messages();

/** What the sentences name, in the order in which `format` takes it. */
const NAMED = ['first', 'second', 'person', 'partner', 'room', 'number', 'most'] as const;
const POSITIONS = Object.fromEntries(NAMED.map((name, index) => [name, `%${index + 1}$s`]));

/** The sentence of each code, with the places where the database puts names. */
const sentences = (language: Language): Sql =>
  join(
    Object.values(ConflictCode).map(
      (code) =>
        sql`when ${raw(`'${code}'`)} then ${messages.say(language, `conflict.${code}`, POSITIONS)}::text`,
    ),
    ' ',
  );

const title = (t: Sql, place: 1 | 2, language: Language): Sql =>
  sql`(select ${inLanguage(sql`ci.title`, language)} from agenda_item ci where ci.id = ${t}.item_ids[${raw(String(place))}])`;

const name = (table: 'person' | 'partner' | 'room', t: Sql): Sql =>
  sql`(select cn.name from ${raw(table)} cn where cn.id = ${t}.${raw(table)}_id)`;

/** Between its organisers, since it tells of registrations. */
const AgendaConflictRead = readModel({
  type: 'AgendaConflict',
  table: 'agenda_conflict',
  order: ['starts_at', 'code', 'item_ids', 'person_id', 'partner_id'],
  visibleTo: (viewer, t) => sql`${sees(viewer, t)} and ${organises(viewer, t)}`,
  fields: {
    code: column('code'),
    severity: column('severity'),
    message: expression(
      ({ t, viewer: { language } }) => sql`format(case ${t}.code ${sentences(language)} end,
        ${title(t, 1, language)}, ${title(t, 2, language)}, ${name('person', t)}, ${name('partner', t)},
        ${name('room', t)}, ${t}.number, ${t}.most)`,
    ),
    itemIds: column('item_ids'),
    items: many(
      () => AgendaItemRead,
      MOST_ITEMS,
      (conflict, item) =>
        sql`${item}.edition_id = ${conflict}.edition_id and ${item}.id = any(${conflict}.item_ids)`,
    ),
    person: one(() => PersonRead, byKey('person_id')),
    partner: one(() => PartnerRead, byKey('partner_id')),
    room: one(() => RoomRead, byKey('room_id')),
  },
});

extendRead(AgendaRead, {
  conflicts: many(
    () => AgendaConflictRead,
    MOST_CONFLICTS,
    (agenda, conflict) => sql`${conflict}.edition_id = ${agenda}.edition_id`,
  ),
});
