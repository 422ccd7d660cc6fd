import type { DateTime } from 'luxon';
import type { EntityManager, EntityTarget } from 'typeorm';
import type { Viewer } from '../access/viewer.js';
import { canonicalJson, sha256Hex } from '../events/merkle.js';
import { DomainError, UserErrorCode } from '../graphql/user-errors.js';
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
 * @throws DomainError CONFLICT naming the current version
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
  const principalId = viewer.personId as string;
  const edit = { principalId, key: `${id}@${expectedVersion}` };
  const inputHash = sha256Hex(canonicalJson(input));
  if (updated.affected === 1) {
    await manager.insert(IdempotencyKey, { ...edit, mutation: 'edit', inputHash, resultId: id, at });
    return true;
  }
  if (await manager.existsBy(IdempotencyKey, { ...edit, inputHash })) return false;
  const { version } = await manager.findOneByOrFail(entity, { id } as never);
  throw new DomainError(UserErrorCode.CONFLICT, ['input', 'expectedVersion'], { version });
}
