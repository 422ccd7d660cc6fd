import { sql } from '../platform/database/sql.js';
import { byKey, column, extendRead, many, one, readModel } from '../platform/read/read-model.js';
import { ofMeeting, sees } from './meeting.policy.js';
import { MeetingRead } from './meeting.read.js';
import { MOST_ROOMS } from './room.entity.js';

/** A removed one is seen where a release names it. */
export const RoomRead = readModel({
  type: 'Room',
  table: 'room',
  order: ['name', 'id'],
  visibleTo: (viewer, t) => ofMeeting(t, (meeting) => sees(viewer, meeting)),
  fields: {
    id: column('id'),
    version: column('version'),
    name: column('name'),
    house: column('house'),
    capacity: column('capacity'),
    isExclusive: column('is_exclusive'),
    transferMinutes: column('transfer_minutes'),
    meeting: one(() => MeetingRead, byKey('meeting_id')),
  },
});

extendRead(MeetingRead, {
  rooms: many(
    () => RoomRead,
    MOST_ROOMS,
    (meeting, room) => sql`${room}.meeting_id = ${meeting}.id and ${room}.removed_at is null`,
  ),
});
