import type { EntityManager, EntityTarget } from 'typeorm';
import { DomainError, UserErrorCode } from '../graphql/user-errors.js';

interface Versioned {
  id: string;
  version: number;
}

/**
 * Changes a row if it still has the version that the viewer read, and raises the version. A repeated request whose
 * answer was lost finds the row already so, and changes nothing.
 * @returns whether anything changed
 * @throws DomainError CONFLICT naming the current version
 */
export async function updateVersion<Row extends Versioned>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  { id, expectedVersion }: { id: string; expectedVersion: number },
  changes: Partial<NoInfer<Row>>,
): Promise<boolean> {
  const updated = await manager
    .createQueryBuilder()
    .update(entity)
    .set({ ...changes, version: () => 'version + 1' } as never)
    .where('id = :id and version = :expectedVersion', { id, expectedVersion })
    .execute();
  if (updated.affected === 1) return true;
  const current = await manager.findOneByOrFail(entity, { id } as never);
  const alreadySo = Object.entries(changes).every(
    ([name, value]) => JSON.stringify(current[name as keyof Row]) === JSON.stringify(value),
  );
  if (alreadySo) return false;
  throw new DomainError(UserErrorCode.CONFLICT, ['input', 'expectedVersion'], { version: current.version });
}
