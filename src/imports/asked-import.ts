import type { DateTime } from 'luxon';
import {
  type EntityManager,
  type EntityTarget,
  type FindManyOptions,
  type FindOptionsWhere,
  In,
  MoreThan,
} from 'typeorm';
import { inTurn } from '../platform/database/in-turn.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { extensionOf } from '../platform/storage/content-type.js';
import { type FileImport, ImportState } from './file-import.entity.js';
import { KEPT_UNFINISHED, MOST_BYTES } from './import-uploads.js';
import type { ShownProblem } from './outcome.js';

const MEGABYTE = 1_000_000;

/** More than anybody sends at once. */
const MOST_UNFINISHED = 20;

/** Of those that were read and not accepted; older ones go. */
const MOST_KEPT = 20;

/** @throws DomainError `wrongType`, FILE_TOO_LARGE */
export function ensureReadable(
  { fileName, size }: Pick<FileImport, 'fileName' | 'size'>,
  extensions: readonly string[],
  wrongType: UserErrorCode,
): void {
  if (!extensions.includes(extensionOf(fileName))) throw new DomainError(wrongType, ['input', 'fileName']);
  const limit = MOST_BYTES / MEGABYTE;
  if (size > MOST_BYTES) throw new DomainError(UserErrorCode.FILE_TOO_LARGE, ['input', 'size'], { limit });
}

/**
 * As of uploads of presentations: a person's alone, and of many at once each counts those before it.
 * @throws DomainError TOO_MANY_UPLOADS
 */
export async function ensureRoomFor<Row extends FileImport>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  requestedById: string,
  now: DateTime,
): Promise<void> {
  await inTurn(manager, `imports of ${requestedById}`);
  const requestedAt = MoreThan(now.minus(KEPT_UNFINISHED));
  const unfinished = { requestedById, state: ImportState.OPEN, requestedAt } as FindOptionsWhere<Row>;
  if ((await manager.countBy(entity, unfinished)) >= MOST_UNFINISHED)
    throw new DomainError(UserErrorCode.TOO_MANY_UPLOADS, ['input'], { most: MOST_UNFINISHED });
}

/** Whoever mends a file sends it again and again. */
export async function forgetOlder<Row extends FileImport>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  whose: { readonly meetingId: string; readonly requestedById?: string },
): Promise<void> {
  const older = await manager.find(entity, {
    select: { id: true },
    where: { ...whose, state: In([ImportState.CHECKED, ImportState.REJECTED]) },
    order: { requestedAt: 'DESC', id: 'DESC' },
    skip: MOST_KEPT - 1,
  } as FindManyOptions<Row>);
  const ids = In(older.map(({ id }) => id));
  if (older.length > 0) await manager.delete(entity, { id: ids });
}

/** @throws DomainError IMPORT_UNREAD, IMPORT_HAS_ERRORS */
export function ensureRead({ id, state }: FileImport): void {
  const at = ['input', 'id'];
  if (state === ImportState.OPEN) throw new DomainError(UserErrorCode.IMPORT_UNREAD, at, {}, id);
  const rejected = { errors: 1 };
  if (state === ImportState.REJECTED)
    throw new DomainError(UserErrorCode.IMPORT_HAS_ERRORS, at, rejected, id);
}

/** @throws DomainError IMPORT_HAS_ERRORS, IMPORT_HAS_WARNINGS */
export function ensureAcceptable(
  id: string,
  problems: readonly ShownProblem[],
  acceptWarnings: boolean,
): void {
  const count = (severity: ShownProblem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const [errors, warnings] = [count('ERROR'), count('WARNING')];
  if (errors > 0) throw new DomainError(UserErrorCode.IMPORT_HAS_ERRORS, ['input', 'id'], { errors }, id);
  if (warnings > 0 && !acceptWarnings)
    throw new DomainError(UserErrorCode.IMPORT_HAS_WARNINGS, ['input', 'acceptWarnings'], { warnings }, id);
}

/** The list is another one than was looked at; it is kept, so that it can be looked at. */
export function outdated(id: string, problems: readonly ShownProblem[]): DomainError {
  const first = problems.find(({ severity, row }) => severity === 'ERROR' && row !== null);
  return new DomainError(UserErrorCode.IMPORT_OUTDATED, ['input', 'id'], { row: first?.row ?? 0 }, id);
}
