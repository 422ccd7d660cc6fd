import type { DateTime } from 'luxon';
import type { EntityManager, EntityTarget } from 'typeorm';
import type { Viewer } from '../access/viewer.js';
import { defined } from './columns.js';
import { Conflict } from '../graphql/user-errors.js';
import { doneEdit } from '../idempotency/done-edit.js';
import { IdempotencyKey } from '../idempotency/idempotency-key.entity.js';

interface Versioned {
  id: string;
  version: number;
}

/** The input of an edit: what it changes, of which row, as it was read. */
interface Edit {
  readonly id: string;
  readonly expectedVersion: number;
}

/**
 * Changes a row if it still has the version that the viewer read, and raises the version. Whoever sends the same edit
 * again, since the answer was lost, is told that it is done: the edit is remembered by the hash of its whole input, also
 * where it changes other tables as well.
 * @param input as the client sent it
 * @returns whether anything is to be changed now; false: this viewer did so already
 * @throws Conflict
 */
export async function updateVersion<Row extends Versioned>(
  manager: EntityManager,
  { viewer, at, input }: { viewer: Viewer; at: DateTime; input: Edit },
  entity: EntityTarget<Row>,
  changes: Partial<NoInfer<Row>>,
): Promise<boolean> {
  const { id, expectedVersion } = input;
  const updated = await manager
    .createQueryBuilder()
    .update(entity)
    .set({ ...changes, version: () => 'version + 1' } as never)
    .where('id = :id and version = :expectedVersion', { id, expectedVersion })
    .execute();
  const done = doneEdit(viewer, `${id}@${expectedVersion}`, input);
  if (updated.affected === 1) {
    await manager.insert(IdempotencyKey, { ...done, resultId: id, at });
    return true;
  }
  if (await manager.existsBy(IdempotencyKey, done)) return false;
  const row = await manager.findOneByOrFail(entity, { id } as never);
  throw await conflict(manager, row, expectedVersion, ['input', 'expectedVersion']);
}

/**
 * For a step that can say which version of a row it means. Left out: whatever it is by now.
 * @param row held
 * @throws Conflict when somebody else has changed it since
 */
export async function ensureVersion(
  manager: EntityManager,
  row: Versioned,
  expectedVersion: number | null | undefined,
): Promise<void> {
  if ((expectedVersion ?? row.version) !== row.version)
    throw await conflict(manager, row, expectedVersion as number, ['expectedVersion']);
}

async function conflict(
  manager: EntityManager,
  { id, version }: Versioned,
  expectedVersion: number,
  field: readonly string[],
): Promise<Conflict> {
  const missed: { id: string }[] = await manager.query(MISSED, [id, expectedVersion, MOST_MISSED]);
  const changeIds = missed.map((event) => event.id);
  return new Conflict(field, { version, rowId: id, changeIds });
}

/** Of a thing that is edited all the time nobody reads more. */
const MOST_MISSED = 100;
const MISSED = `
select id from event
where subject_id = $1 and details ? 'version' and (details ->> 'version')::int > $2
order by id desc limit $3`;

/**
 * The details of an edit's event: what those learn of it who edited the same version. Values are not among them, since
 * an event stays; whoever may see them reads them in the row.
 * @param unnamed fields whose mere change says something personal
 */
export const edited = ({ id: _id, expectedVersion, ...fields }: Edit, unnamed: readonly string[] = []) => ({
  version: expectedVersion + 1,
  fields: Object.keys(defined(fields)).filter((name) => !unnamed.includes(name)),
});
