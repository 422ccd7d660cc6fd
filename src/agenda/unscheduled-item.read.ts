import { organises, sees } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { RoomRead } from '../meetings/room.read.js';
import { sql } from '../platform/database/sql.js';
import {
  byIds,
  byKey,
  column,
  extendRead,
  localized,
  many,
  one,
  readModel,
  translations,
} from '../platform/read/read-model.js';
import { PartnerRead, PersonRead } from '../projects/project.read.js';
import { MOST_WAITING } from './bounds.js';

const MOST_PEOPLE = 60;

/** What waits is between the organisers, as the draft is. */
export const UnscheduledItemRead = readModel({
  type: 'UnscheduledItem',
  table: 'unscheduled_item',
  order: ['id'],
  visibleTo: (viewer, t) => sql`${sees(viewer, t)} and ${organises(viewer, t)}`,
  fields: {
    id: column('id'),
    version: column('version'),
    kind: column('kind'),
    sourceKind: column('source_kind'),
    title: localized('title'),
    description: localized('description'),
    translations: translations('title', 'description'),
    minutes: column('minutes'),
    place: column('place'),
    room: one(() => RoomRead, byKey('room_id')),
    capacity: column('capacity'),
    isMandatory: column('is_mandatory'),
    speakers: many(() => PersonRead, MOST_PEOPLE, byIds('speaker_ids')),
    partners: many(() => PartnerRead, MOST_PEOPLE, byIds('partner_ids')),
    parent: one(() => UnscheduledItemRead, byKey('parent_id')),
  },
});

extendRead(MeetingRead, {
  unscheduledItems: many(
    () => UnscheduledItemRead,
    MOST_WAITING,
    (meeting, item) => sql`${item}.meeting_id = ${meeting}.id`,
  ),
});
