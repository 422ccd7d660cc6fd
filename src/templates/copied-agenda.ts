import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { copyPeople } from '../agenda/agenda-people.js';
import { inZone, shiftedSpan } from '../agenda/agenda-times.js';
import { insertLines, whatItIs } from '../agenda/draft.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { Room } from '../meetings/room.entity.js';

/** A meeting that is to be like another one, on other days. */
export interface Likeness {
  readonly source: Meeting;
  readonly clone: Meeting;
  /** Whether the same partner hosts it: only then what is there in words is where it says. */
  readonly isSameHost: boolean;
  /** Its rooms, by those that they are like. */
  readonly roomIds: ReadonlyMap<string, string>;
}

/** @returns the ids of the rooms, by the ids of those that they are like */
export async function copyRooms(
  manager: EntityManager,
  fromId: string,
  meetingId: string,
): Promise<Map<string, string>> {
  const rooms = await manager.findBy(Room, { meetingId: fromId, removedAt: IsNull() });
  const ids = new Map(rooms.map(({ id }) => [id, uuidv7()]));
  await manager.insert(
    Room,
    rooms.map(({ id, name, house, capacity, isExclusive, transferMinutes }) => ({
      id: ids.get(id) as string,
      meetingId,
      name,
      house,
      capacity,
      isExclusive,
      transferMinutes,
    })),
  );
  return ids;
}

/**
 * What its draft has, and what waits beside it, without who took part. Who speaks comes along within one project.
 * @returns the ids of the items, by the ids of those that they are like
 * @throws DomainError NONEXISTENT_TIME where a clock is put forward over one of them on its new day
 */
export async function copyAgenda(manager: EntityManager, likeness: Likeness): Promise<Map<string, string>> {
  const { source, clone, roomIds, isSameHost } = likeness;
  const meetingId = clone.id;
  const items = await manager.findBy(AgendaItem, [
    { meetingId: source.id, removedAt: IsNull() },
    { meetingId: source.id, isWaiting: true },
  ]);
  const ids = new Map(items.map(({ id }) => [id, uuidv7()]));
  const isOneProject = clone.projectId === source.projectId;
  const copies = items.map((item) => {
    const { place, removedAt, isWaiting, roomId, parentId } = item;
    return {
      ...whatItIs(item),
      // People of one project mean nothing in another.
      ...(!isOneProject && { unmatchedSpeakers: [], unmatchedPartners: [] }),
      place: isSameHost ? place : null,
      removedAt,
      isWaiting,
      id: ids.get(item.id) as string,
      meetingId,
      roomId: (roomId && roomIds.get(roomId)) ?? null,
      parentId: (parentId && ids.get(parentId)) ?? null,
      ...later(item, likeness),
    };
  });
  await insertLines(manager, copies);
  if (isOneProject) await copyPeople(manager, ids);
  return ids;
}

/** The same wall times, as far from the first day. Of what waits these mean no more than its length. */
function later(item: AgendaItem, { source, clone }: Likeness) {
  const span = shiftedSpan(item, source.startsOn, clone.startsOn, source.timeZone);
  return item.isWaiting ? span : inZone(span, clone, ['input', 'startsOn']);
}
