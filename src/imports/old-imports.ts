import type { DateTime } from 'luxon';
import { type EntityManager, type EntityTarget, type FindManyOptions, LessThan } from 'typeorm';
import type { FileImport } from './file-import.entity.js';

/** As many as are held in memory: of each its id alone, since what was read may be megabytes. */
const AT_ONCE = 100;

/**
 * Deletes the imports that were asked for before that, however many they are.
 * @param discard removes the bytes of one, where there still are any
 */
export async function forgetOlderThan<Row extends FileImport>(
  manager: EntityManager,
  entity: EntityTarget<Row>,
  before: DateTime,
  discard: (id: string) => Promise<void>,
): Promise<void> {
  const someIds = () =>
    manager.find(entity, {
      select: { id: true },
      where: { requestedAt: LessThan(before) },
      order: { requestedAt: 'ASC', id: 'ASC' },
      take: AT_ONCE,
    } as FindManyOptions<Row>);
  for (let some = await someIds(); some.length > 0; some = await someIds())
    for (const { id } of some) {
      await discard(id);
      await manager.delete(entity, { id });
    }
}
