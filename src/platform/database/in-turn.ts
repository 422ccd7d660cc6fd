import type { EntityManager } from 'typeorm';

/** Waits for all who do something in the same name, until their transactions end: of many at once each sees those before. */
export async function inTurn(manager: EntityManager, name: string): Promise<void> {
  await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

/** Whether nobody else is about to do something in that name; if so, the turn is this transaction's until it ends. */
export async function isOwnTurn(manager: EntityManager, name: string): Promise<boolean> {
  const take = 'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as "isOwn"';
  const [row] = await manager.query<[{ isOwn: boolean }]>(take, [name]);
  return row.isOwn;
}
