import type { DateTime } from 'luxon';
import { type EntityManager, LessThan } from 'typeorm';
import { AgendaImport } from './agenda-import.entity.js';

/** As many as are held in memory: of each its id alone, since what was read may be megabytes. */
const AT_ONCE = 100;

/**
 * Deletes the imports that were asked for before that, however many they are.
 * @param discard removes the bytes of one, where there still are any
 */
export async function forgetOlderThan(
  manager: EntityManager,
  before: DateTime,
  discard: (id: string) => Promise<void>,
): Promise<void> {
  const someIds = () =>
    manager.find(AgendaImport, {
      select: { id: true },
      where: { requestedAt: LessThan(before) },
      order: { requestedAt: 'ASC', id: 'ASC' },
      take: AT_ONCE,
    });
  for (let some = await someIds(); some.length > 0; some = await someIds())
    for (const { id } of some) {
      await discard(id);
      await manager.delete(AgendaImport, { id });
    }
}
