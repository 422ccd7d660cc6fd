import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { edited, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Clock } from '../platform/time/clock.js';
import { lockToArrange } from './locked-meeting.js';
import type { Meeting } from './meeting.entity.js';
import { MOST_ROOMS, Room } from './room.entity.js';
import type { AddRoomInput, UpdateRoomInput } from './room.input.js';

/** Of the exclusions that keep an exclusive room for one item at a time. */
export const roomIsTaken = (field: readonly string[]) => {
  const taken = () => new DomainError(UserErrorCode.ROOM_TAKEN, field);
  return { agenda_item_room_is_free: taken, agenda_item_parts_take_turns: taken };
};

/** Of the bound of their list. */
export const tooManyRooms = (field: readonly string[]) => ({
  room_fits: () => new DomainError(UserErrorCode.TOO_MANY_ITEMS, field, { what: 'rooms', most: MOST_ROOMS }),
});

const CONSTRAINTS = {
  room_name_unique: () => new DomainError(UserErrorCode.DUPLICATE, ['input', 'name']),
  ...roomIsTaken(['input', 'isExclusive']),
  ...tooManyRooms(['input', 'meetingId']),
};

/** Where the things of a meeting take place. */
@Injectable()
export class RoomsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  add(viewer: Viewer, input: AddRoomInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const id = uuidv7();
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      await meaning(CONSTRAINTS, manager.insert(Room, { id, ...defined(input) }));
      await this.changed(manager, viewer, meeting, 'room.added', id);
      return id;
    });
  }

  update(viewer: Viewer, input: UpdateRoomInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, ...changes } = input;
      const meeting = await this.lock(manager, viewer, id, ['input', 'id']);
      const edit = { viewer, at: this.clock.now(), input };
      const update = updateVersion(manager, edit, Room, defined(changes));
      if (!(await meaning(CONSTRAINTS, update))) return id;
      await this.changed(manager, viewer, meeting, 'room.updated', id, edited(input));
      return id;
    });
  }

  /**
   * Removing a removed one changes nothing.
   * @throws DomainError IN_USE while lines of the draft are in it
   */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const meeting = await this.lock(manager, viewer, id, ['id'], { removed: true });
      const [row]: [{ lines: number }] = await manager.query(
        'select count(*)::int as lines from agenda_item where room_id = $1 and (removed_at is null or is_waiting)',
        [id],
      );
      const { lines } = row;
      if (lines > 0) throw new DomainError(UserErrorCode.IN_USE, ['id'], { lines });
      const removed = await manager
        .createQueryBuilder()
        .update(Room)
        .set({ removedAt: this.clock.now(), version: () => 'version + 1' })
        .where('id = :id and removed_at is null', { id })
        .execute();
      if (removed.affected === 1) await this.changed(manager, viewer, meeting, 'room.removed', id);
    });
  }

  /** @throws NOT_FOUND, or DomainError FORBIDDEN or CLOSED */
  private async lock(
    manager: EntityManager,
    viewer: Viewer,
    id: string,
    field: string[],
    { removed = false } = {},
  ): Promise<Meeting> {
    const room = await manager.findOneBy(Room, { id: requireId(id) });
    if (!room) throw notFound();
    const meeting = await lockToArrange(manager, viewer, room.meetingId, field);
    if (!removed && !(await manager.existsBy(Room, { id, removedAt: IsNull() }))) throw notFound();
    return meeting;
  }

  private async changed(
    manager: EntityManager,
    viewer: Viewer,
    { id: meetingId, projectId }: Meeting,
    kind: string,
    subjectId: string,
    details?: object,
  ): Promise<void> {
    const event = { kind, subjectId, projectId, meetingId, details };
    await record(manager, viewer, this.clock.now(), event);
  }
}
