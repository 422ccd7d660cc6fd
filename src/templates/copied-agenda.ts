import { type EntityManager, In, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AgendaItem } from '../agenda/agenda-item.entity.js';
import { AgendaItemPartner, AgendaItemSpeaker } from '../agenda/agenda-people.entity.js';
import { inZone } from '../agenda/agenda-times.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import { Room } from '../meetings/room.entity.js';
import { DomainError } from '../platform/graphql/user-errors.js';
import { wallTimeLater } from './days-later.js';

/** A meeting that is to be like another one, so many days later. */
export interface Likeness {
  readonly source: Meeting;
  readonly clone: Meeting;
  readonly days: number;
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
export async function copyAgenda(
  manager: EntityManager,
  { source, clone, days, roomIds }: Likeness,
): Promise<Map<string, string>> {
  const meetingId = clone.id;
  const items = await manager.findBy(AgendaItem, [
    { meetingId: source.id, removedAt: IsNull() },
    { meetingId: source.id, isWaiting: true },
  ]);
  const ids = new Map(items.map(({ id }) => [id, uuidv7()]));
  const copies = items.map((item) => {
    const { kind, sourceKind, title, description, place, capacity, isMandatory, endIsInferred } = item;
    const { removedAt, isWaiting, roomId, parentId } = item;
    return {
      kind,
      sourceKind,
      title,
      description,
      place,
      capacity,
      isMandatory,
      endIsInferred,
      removedAt,
      isWaiting,
      id: ids.get(item.id) as string,
      meetingId,
      roomId: (roomId && roomIds.get(roomId)) ?? null,
      parentId: (parentId && ids.get(parentId)) ?? null,
      ...later(item, clone, days),
    };
  });
  // Parts after what they are parts of.
  for (const isPart of [false, true])
    await manager.insert(
      AgendaItem,
      copies.filter(({ parentId }) => (parentId !== null) === isPart),
    );
  if (clone.projectId !== source.projectId) return ids;
  const itemId = In([...ids.keys()]);
  for (const entity of [AgendaItemSpeaker, AgendaItemPartner]) {
    const people = await manager.findBy(entity, { itemId });
    await manager.insert(
      entity,
      people.map((person) => ({ ...person, itemId: ids.get(person.itemId) as string })),
    );
  }
  return ids;
}

/** The same wall times so many days later. */
function later(item: AgendaItem, clone: Meeting, days: number) {
  const { startsAt, endsAt } = item;
  const startsAtLocal = wallTimeLater(item.startsAtLocal, days);
  const endsAtLocal = wallTimeLater(item.endsAtLocal, days);
  const path = ['input', 'startsOn'];
  // Of what waits these mean no more than its length, and how far its parts lie apart.
  if (item.isWaiting) return { startsAtLocal, endsAtLocal, startsAt, endsAt };
  try {
    return inZone({ startsAt, endsAt, startsAtLocal, endsAtLocal }, clone);
  } catch (error) {
    if (error instanceof DomainError) throw new DomainError(error.code, path, error.values);
    throw error;
  }
}
