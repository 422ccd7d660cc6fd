import type { DateTime } from 'luxon';
import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import { ensureNotClosed } from '../meetings/locked-meeting.js';
import type { Meeting } from '../meetings/meeting.entity.js';
import type { Viewer } from '../platform/access/viewer.js';
import { record } from '../platform/events/record.js';
import { notFound, requireId } from '../platform/graphql/request-errors.js';
import { DomainError, UserErrorCode, ensure } from '../platform/graphql/user-errors.js';
import { doneEdit } from '../platform/idempotency/done-edit.js';
import { IdempotencyKey } from '../platform/idempotency/idempotency-key.entity.js';
import { type HeldRegistration, lockRegistration } from '../registrations/locked-registration.js';
import { type Registration, isExpected } from '../registrations/registration.entity.js';
import { canAnswerFor } from '../registrations/registration.policy.js';

/** What belongs to a registration: a leg, a hotel stay. */
interface OfRegistration {
  id: string;
  registrationId: string;
}

/** Who does it, and when. */
interface By {
  readonly viewer: Viewer;
  readonly at: DateTime;
}

type MaySee = (viewer: Viewer, registration: Registration, meeting: Meeting) => boolean;

/** A registration whose travel the viewer changes, until the transaction ends. */
export interface HeldTravel<Row extends OfRegistration> extends HeldRegistration {
  readonly row: Row;
}

/** Which rows, and who sees them. */
export interface Kind<Row extends OfRegistration> {
  readonly entity: EntityTarget<Row>;
  readonly canSee: MaySee;
}

/**
 * The registration of somebody who comes, or has not answered yet, and for whom the viewer may answer.
 * @throws NOT_FOUND, or DomainError FORBIDDEN, CLOSED or NOT_COMING
 */
export async function lockTraveller(
  manager: EntityManager,
  viewer: Viewer,
  registrationId: string,
): Promise<HeldRegistration> {
  const path = ['input', 'registrationId'];
  const held = await lockRegistration(manager, viewer, registrationId);
  ensure(canAnswerFor(viewer, held.registration, held.meeting), path);
  ensureNotClosed(held.meeting, path);
  if (!isExpected(held.registration)) throw new DomainError(UserErrorCode.NOT_COMING, path);
  return held;
}

/**
 * A row of somebody's travel, with his registration, which is what is held: so all of his travel is.
 * @throws NOT_FOUND, also where the viewer does not see it
 */
export async function lockTravel<Row extends OfRegistration>(
  manager: EntityManager,
  viewer: Viewer,
  { entity, canSee }: Kind<Row>,
  id: string,
): Promise<HeldTravel<Row>> {
  const where = { id: requireId(id) } as FindOptionsWhere<Row>;
  const found = await manager.findOneBy(entity, where);
  if (!found) throw notFound();
  const held = await lockRegistration(manager, viewer, found.registrationId);
  // Read again: only now nobody else changes it, or takes it away.
  const row = canSee(viewer, held.registration, held.meeting) && (await manager.findOneBy(entity, where));
  if (!row) throw notFound();
  return { ...held, row };
}

/**
 * Likewise, of somebody for whom the viewer may answer, before the closing.
 * @throws NOT_FOUND, or DomainError FORBIDDEN or CLOSED
 */
export async function lockToChange<Row extends OfRegistration>(
  manager: EntityManager,
  viewer: Viewer,
  kind: Kind<Row>,
  id: string,
  field: readonly string[],
): Promise<HeldTravel<Row>> {
  const held = await lockTravel(manager, viewer, kind, id);
  ensure(canAnswerFor(viewer, held.registration, held.meeting), field);
  ensureNotClosed(held.meeting, field);
  return held;
}

/**
 * Takes a row away for good, since nobody needs to know any more how he would have travelled. Whoever does so again,
 * since the answer was lost, is told that it is done.
 * @returns what was held; null: this viewer did so already
 */
export async function removeOnce<Row extends OfRegistration>(
  manager: EntityManager,
  { viewer, at }: By,
  kind: Kind<Row>,
  id: string,
): Promise<HeldTravel<Row> | null> {
  const done = doneEdit(viewer, `${id}@removed`, { id });
  if (await manager.existsBy(IdempotencyKey, done)) return null;
  const held = await lockToChange(manager, viewer, kind, id, ['id']);
  await manager.delete(kind.entity, { id });
  await manager.insert(IdempotencyKey, { ...done, resultId: id, at });
  return held;
}

/** The event of a change: of whose travel it is, or which edit. */
export async function travelChanged(
  manager: EntityManager,
  { viewer, at }: By,
  { id: meetingId, projectId }: Meeting,
  kind: string,
  subjectId: string,
  details: object,
): Promise<void> {
  await record(manager, viewer, at, { kind, subjectId, projectId, meetingId, details });
}
