import type { DateTime } from 'luxon';
import { type EntityManager, IsNull, type QueryDeepPartialEntity } from 'typeorm';
import { ensureChangeable, lockMeeting } from '../meetings/locked-meeting.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import { Room } from '../meetings/room.entity.js';
import { roomIsTaken } from '../meetings/rooms.service.js';
import type { Viewer } from '../platform/access/viewer.js';
import { meaning } from '../platform/database/violations.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { Conflict, DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { doneEdit } from '../platform/idempotency/done-edit.js';
import { IdempotencyKey } from '../platform/idempotency/idempotency-key.entity.js';
import { AgendaItem } from './agenda-item.entity.js';
import type { Span } from './agenda-times.js';
import { tooMany } from './bounds.js';
import { isPublished } from './published-item.js';

/**
 * A line of a draft that is to be changed, held with its draft.
 * @param also what it may be besides a line: one that waits for a time, or one that was removed
 * @throws NOT_FOUND, or DomainError FORBIDDEN or CLOSED
 */
export async function lockItem(
  manager: EntityManager,
  viewer: Viewer,
  id: string,
  field: readonly string[],
  also: { readonly waiting?: boolean; readonly removed?: boolean } = {},
): Promise<{ item: AgendaItem; meeting: Meeting }> {
  const found = await manager.findOneBy(AgendaItem, { id: requireId(id) });
  if (!found) throw notFound();
  const meeting = await lockMeeting(manager, viewer, found.meetingId, 'change');
  if (!canOrganise(viewer, meeting) && !(await isPublished(manager, id))) throw notFound();
  ensureChangeable(viewer, meeting, field);
  // Read again: only now nobody else changes it.
  const item = await manager.findOneByOrFail(AgendaItem, { id });
  if (item.removedAt && !(item.isWaiting ? also.waiting : also.removed)) throw notFound();
  return { item, meeting };
}

/** What is part of it: in the draft, or waiting with it. */
export const partsOf = (manager: EntityManager, { id, isWaiting }: AgendaItem): Promise<AgendaItem[]> =>
  manager.findBy(AgendaItem, isWaiting ? { parentId: id, isWaiting } : { parentId: id, removedAt: IsNull() });

/**
 * Takes a line out of the draft, or off the list of what waits, with its parts.
 * @throws DomainError TOO_FEW_PLACES where people have a place in it, HAS_ATTENDANCE where they were there, TOO_MANY_ITEMS
 * where as many as may wait already
 */
export async function takeOut(
  manager: EntityManager,
  item: AgendaItem,
  out: Pick<AgendaItem, 'removedAt' | 'isWaiting'>,
): Promise<void> {
  const parts = await partsOf(manager, item);
  const taken = [item, ...parts].reduce((sum, each) => sum + each.taken, 0);
  if (taken > 0) throw new DomainError(UserErrorCode.TOO_FEW_PLACES, ['id'], { taken });
  const has = () => new DomainError(UserErrorCode.HAS_ATTENDANCE, ['id']);
  // Parts before what they are parts of.
  for (const ids of [parts.map(({ id }) => id), [item.id]])
    await meaning(
      { agenda_item_has_attendance: has, ...tooMany(['id']) },
      manager
        .createQueryBuilder()
        .update(AgendaItem)
        .set({ ...out, version: () => 'version + 1' })
        .where('id = any(:ids)', { ids })
        .execute(),
    );
}

/** The draft is another one now, and who follows it hears of what was done. */
export async function draftChanged(
  manager: EntityManager,
  viewer: Viewer,
  at: DateTime,
  { id: meetingId, projectId }: Meeting,
  what: { readonly kind: string; readonly subjectId: string; readonly details?: object },
): Promise<void> {
  await manager.increment(Meeting, { id: meetingId }, 'agendaVersion', 1);
  await record(manager, viewer, at, { ...what, projectId, meetingId });
}

/** @throws DomainError INVALID for what is no room of the meeting, or not any more */
export async function ensureRoom(
  manager: EntityManager,
  meetingId: string,
  roomId: string | null | undefined,
): Promise<void> {
  if (!roomId) return;
  const room = { id: requireId(roomId), meetingId, removedAt: IsNull() };
  if (!(await manager.existsBy(Room, room)))
    throw new DomainError(UserErrorCode.INVALID, ['input', 'roomId']);
}

/**
 * The next version of a draft that is changed as a whole, by whoever looked at the one before. Whoever sends the same
 * change again, since the answer was lost, is told that it is done.
 * @returns whether anything is to be changed now; false: this viewer did so already
 * @throws Conflict when somebody else has changed the draft meanwhile
 */
export async function advanceDraft(
  manager: EntityManager,
  { viewer, at, input }: { viewer: Viewer; at: DateTime; input: { readonly draftVersion: number } },
  { id, agendaVersion: version }: Meeting,
): Promise<boolean> {
  const done = doneEdit(viewer, `agenda of ${id}@${input.draftVersion}`, input);
  if (input.draftVersion === version) {
    await manager.increment(Meeting, { id }, 'agendaVersion', 1);
    await manager.insert(IdempotencyKey, { ...done, resultId: id, at });
    return true;
  }
  if (await manager.existsBy(IdempotencyKey, done)) return false;
  throw new Conflict(['input', 'draftVersion'], { version, rowId: id, changeIds: [] });
}

/** What a line has wherever and whenever it is: all that one like it has as well. */
export const whatItIs = ({
  kind,
  sourceKind,
  title,
  description,
  capacity,
  isMandatory,
  endIsInferred,
  unmatchedSpeakers,
  unmatchedPartners,
}: AgendaItem) => ({
  kind,
  sourceKind,
  title,
  description,
  capacity,
  isMandatory,
  endIsInferred,
  unmatchedSpeakers,
  unmatchedPartners,
});

/** Puts new lines into the draft, parts after what they are parts of. */
export async function insertLines(
  manager: EntityManager,
  lines: readonly QueryDeepPartialEntity<AgendaItem>[],
): Promise<void> {
  const isPart = ({ parentId }: QueryDeepPartialEntity<AgendaItem>): boolean => Boolean(parentId);
  await manager.insert(
    AgendaItem,
    lines.filter((line) => !isPart(line)),
  );
  await manager.insert(AgendaItem, lines.filter(isPart));
}

const HOLDING = 'agenda_item_room_is_free, agenda_item_parts_take_turns';

/**
 * Lines change rooms, or come back into them. Whether each exclusive room has one line at a time is looked at when all of it is
 * done: while a whole and its parts are changed one after the other, they hold the same room for a moment.
 * @throws what `roomIsTaken` gives a meaning
 */
export async function changingRooms<Result>(
  manager: EntityManager,
  change: () => Promise<Result>,
): Promise<Result> {
  await manager.query(`set constraints ${HOLDING} deferred`);
  const result = await change();
  await manager.query(`set constraints ${HOLDING} immediate`);
  return result;
}

/** Where a line of the draft is put. */
export interface Placing extends Span {
  readonly id: string;
  readonly place: string | null;
  readonly roomId: string | null;
  readonly parentId: string | null;
}

/**
 * What is put is on the agenda, whether it waited or not. In one statement, since an item and its parts are never seen apart.
 * @param raised by how much their versions are raised: not where that was done already
 */
export async function putLines(
  manager: EntityManager,
  lines: readonly Placing[],
  raised: 0 | 1 = 1,
): Promise<void> {
  await changingRooms(manager, () =>
    manager.query(
      `update agenda_item i set version = i.version + $8::int, starts_at = l.starts_at, ends_at = l.ends_at,
       starts_at_local = l.starts_at_local, ends_at_local = l.ends_at_local, place = l.place, parent_id = l.parent_id,
       room_id = l.room_id, removed_at = null, is_waiting = false
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::uuid[],
       $9::uuid[]) as l (id, starts_at, ends_at, starts_at_local, ends_at_local, place, parent_id, room_id)
     where i.id = l.id`,
      [
        lines.map(({ id }) => id),
        lines.map(({ startsAt }) => startsAt.toISO()),
        lines.map(({ endsAt }) => endsAt.toISO()),
        lines.map(({ startsAtLocal }) => startsAtLocal),
        lines.map(({ endsAtLocal }) => endsAtLocal),
        lines.map(({ place }) => place),
        lines.map(({ parentId }) => parentId),
        raised,
        lines.map(({ roomId }) => roomId),
      ],
    ),
  );
}

/** Where lines are put, what only the database can tell: that a part outlasts its whole, or that a room is another one's. */
export const doesNotFit = (field: readonly string[]) => ({
  agenda_item_within_parent: () => new DomainError(UserErrorCode.OUTSIDE_PARENT, field),
  ...roomIsTaken(field),
});
