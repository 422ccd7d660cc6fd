import type { EntityManager } from 'typeorm';

/** Waits for all who do something in the same name, until their transactions end: of many at once each sees those before. */
export async function inTurn(manager: EntityManager, name: string): Promise<void> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
