import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { lockToArrange } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { RESCHEDULED } from '../meetings/meetings.service.js';
import { roomIsTaken } from '../meetings/rooms.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { defined, withText } from '../platform/database/columns.js';
import { edited, ensureVersion, updateVersion } from '../platform/database/update-version.js';
import { meaning } from '../platform/database/violations.js';
import { Consequences, Occasion } from '../platform/events/consequences.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { once } from '../platform/idempotency/once.js';
import { Clock } from '../platform/time/clock.js';
import { AgendaItem } from './agenda-item.entity.js';
import { replacePeople } from './agenda-people.js';
import { textField, tooMany, tooMuchText } from './bounds.js';
import {
  changingRooms,
  doesNotFit,
  draftChanged,
  ensureRoom,
  lockItem,
  partsOf,
  putLines,
  takeOut,
} from './draft.js';
import { type Span, contains, movedAlong, refitted, spanOf, startingAt } from './agenda-times.js';
import type { AddAgendaItemInput, MoveAgendaItemInput, UpdateAgendaItemInput } from './agenda.input.js';

/** More or fewer places than before. */
export const CAPACITY_CHANGED = new Occasion('agendaItem.capacityChanged');

/** Single lines of the draft of an agenda. */
@Injectable()
export class AgendaItemsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly consequences: Consequences,
  ) {
    consequences.of(RESCHEDULED, (manager, _viewer, meetingId) => refit(manager, meetingId));
  }

  add(viewer: Viewer, input: AddAgendaItemInput): Promise<string> {
    const creation = { mutation: 'addAgendaItem', input };
    return once(this.dataSource, viewer, this.clock.now(), creation, async (manager, id) => {
      const meeting = await lockToArrange(manager, viewer, input.meetingId, ['input', 'meetingId']);
      const span = spanOf(meeting, input);
      const { kind, sourceKind, place, roomId, isMandatory, capacity, parentId = null } = input;
      await ensureWithinParent(manager, meeting, parentId, span);
      await ensureRoom(manager, meeting.id, roomId);
      const texts = {
        title: { [viewer.language]: input.title },
        description: withText(null, viewer.language, input.description),
      };
      const meetingId = meeting.id;
      const what = { kind, sourceKind, place, roomId, isMandatory, capacity };
      const row = { id, meetingId, parentId, ...what, ...texts, ...span };
      const meanings = {
        ...roomIsTaken(['input', 'roomId']),
        ...tooMany(['input', parentId ? 'parentId' : 'meetingId']),
        ...tooMuchText(textField(input)),
      };
      await meaning(meanings, manager.insert(AgendaItem, row));
      await replacePeople(manager, meeting.projectId, id, input);
      await this.changed(manager, viewer, meeting, 'agendaItem.added', id);
    });
  }

  update(viewer: Viewer, input: UpdateAgendaItemInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id, expectedVersion: _read, title, description, speakerIds, partnerIds, ...rest } = input;
      const { item, meeting } = await lockItem(manager, viewer, id, ['input', 'id'], { waiting: true });
      const changes = defined({
        ...rest,
        title: title === undefined ? undefined : { ...item.title, [viewer.language]: title },
        description:
          description === undefined ? undefined : withText(item.description, viewer.language, description),
      });
      const tooFew = () =>
        new DomainError(UserErrorCode.TOO_FEW_PLACES, ['input', 'capacity'], { taken: item.taken });
      await ensureRoom(manager, meeting.id, rest.roomId);
      const edit = { viewer, at: this.clock.now(), input };
      const write = () => updateVersion(manager, edit, AgendaItem, changes);
      const update = rest.roomId === undefined ? write() : changingRooms(manager, write);
      const meanings = {
        agenda_item_is_not_overbooked: tooFew,
        ...roomIsTaken(['input', 'roomId']),
        ...tooMuchText(textField(input)),
      };
      if (!(await meaning(meanings, update))) return id;
      await replacePeople(manager, meeting.projectId, id, { speakerIds, partnerIds });
      if (rest.capacity !== undefined) await this.consequences.follow(manager, viewer, CAPACITY_CHANGED, id);
      await this.changed(manager, viewer, meeting, 'agendaItem.updated', id, edited(input));
      return id;
    });
  }

  /** Its parts move along. What waits for a time has one then. */
  move(viewer: Viewer, input: MoveAgendaItemInput): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = input;
      const { item, meeting } = await lockItem(manager, viewer, id, ['input', 'id'], { waiting: true });
      const { endsAtLocal, ...start } = input;
      const span = endsAtLocal
        ? spanOf(meeting, { ...start, endsAtLocal })
        : startingAt(meeting, item, start);
      // What it waits with is on no agenda.
      const stays = item.isWaiting ? null : item.parentId;
      const parentId = input.parentId === undefined ? stays : input.parentId;
      if (parentId === id) throw new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'parentId']);
      await ensureWithinParent(manager, meeting, parentId, span);
      const parts = await partsOf(manager, item);
      if (parts.length > 0 && parentId)
        throw new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'parentId']);
      const moved = parts.map((part) => ({
        ...part,
        ...movedAlong(part, { was: item, is: span }, meeting),
      }));
      if (moved.some((part) => !contains(span, part)))
        throw new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'endsAtLocal']);
      const roomId = input.roomId === undefined ? item.roomId : input.roomId;
      await ensureRoom(manager, meeting.id, roomId);
      const edit = { viewer, at: this.clock.now(), input };
      const stated = input.endsAtLocal == null ? {} : { endIsInferred: false };
      if (!(await updateVersion(manager, edit, AgendaItem, stated))) return id;
      const field = ['input', 'startsAtLocal'];
      const has = () => new DomainError(UserErrorCode.HAS_ATTENDANCE, field);
      const lines = [{ id, place: item.place, roomId, parentId, ...span }, ...moved];
      const full = tooMany(['input', parentId ? 'parentId' : 'id']);
      const meanings = { agenda_item_has_attendance: has, ...roomIsTaken(field), ...full };
      await meaning(meanings, putLines(manager, lines, 0));
      await this.changed(manager, viewer, meeting, 'agendaItem.moved', id, edited(input));
      return id;
    });
  }

  /** Its parts go with it. Releases that name it keep it. Removing a removed one changes nothing. */
  remove(viewer: Viewer, id: string, expectedVersion?: number | null): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const { item, meeting } = await lockItem(manager, viewer, id, ['id'], { waiting: true, removed: true });
      if (item.removedAt && !item.isWaiting) return;
      await ensureVersion(manager, item, expectedVersion);
      await takeOut(manager, item, { removedAt: this.clock.now(), isWaiting: false });
      await this.changed(manager, viewer, meeting, 'agendaItem.removed', id);
    });
  }

  private changed(
    manager: EntityManager,
    viewer: Viewer,
    meeting: Meeting,
    kind: string,
    subjectId: string,
    details?: object,
  ): Promise<void> {
    return draftChanged(manager, viewer, this.clock.now(), meeting, { kind, subjectId, details });
  }
}

async function ensureWithinParent(
  manager: EntityManager,
  { id: meetingId }: Meeting,
  parentId: string | null,
  span: Span,
): Promise<void> {
  if (parentId === null) return;
  const parent = await manager.findOneBy(AgendaItem, {
    id: requireId(parentId),
    meetingId,
    removedAt: IsNull(),
  });
  if (!parent) throw notFound();
  if (parent.parentId) throw new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'parentId']);
  if (!contains(parent, span))
    throw new DomainError(UserErrorCode.OUTSIDE_PARENT, ['input', 'startsAtLocal']);
}

/**
 * After a change of the meeting's days or zone: what lies outside is refused, and where instants are derived anew the draft
 * is another one.
 */
async function refit(manager: EntityManager, meetingId: string): Promise<void> {
  const meeting = await manager.findOneByOrFail(Meeting, { id: meetingId });
  const items = await manager.findBy(AgendaItem, { meetingId, removedAt: IsNull() });
  const spans = items.map((item) => ({ ...item, ...refitted(item, meeting) }));
  const changed = spans.filter(({ startsAt, endsAt }, index) => {
    const item = items[index] as AgendaItem;
    return +startsAt !== +item.startsAt || +endsAt !== +item.endsAt;
  });
  if (changed.length === 0) return;
  await meaning(doesNotFit(['input', 'timeZone']), putLines(manager, changed, 0));
  await manager.increment(Meeting, { id: meetingId }, 'agendaVersion', 1);
}
