import type { DateTime } from 'luxon';
import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../access/viewer.js';
import { canonicalJson, sha256Hex } from '../events/merkle.js';
import { DomainError, UserErrorCode } from '../graphql/user-errors.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

interface Creation {
  /** The mutation's name. */
  readonly mutation: string;
  readonly input: { readonly idempotencyKey?: string | null };
}

/**
 * Runs a creation, in a transaction of its own, once for each key of a person: a repetition, at once or later, gets the
 * id of the first result. The key is written in the transaction of the effect, so both are there or neither is; and
 * before it, so that a repetition finds the result also when nothing may be created there any more. Without a key it
 * simply runs.
 * @param create makes what shall have this id, or throws
 * @returns the id of what was created
 * @throws DomainError KEY_REUSED when the key came with another input before
 */
export const once = (
  dataSource: DataSource,
  viewer: Viewer,
  at: DateTime,
  creation: Creation,
  create: (manager: EntityManager, id: string) => Promise<void>,
): Promise<string> =>
  dataSource.transaction(async (manager) => {
    const id = uuidv7();
    const firstId = await keep(manager, viewer, at, creation, id);
    if (firstId === id) await create(manager, id);
    return firstId;
  });

/** @returns the id of what this key has created: the given one, or an earlier one. */
async function keep(
  manager: EntityManager,
  viewer: Viewer,
  at: DateTime,
  { mutation, input }: Creation,
  id: string,
): Promise<string> {
  const { idempotencyKey: key, ...rest } = input;
  if (!key) return id;
  const row = {
    principalId: viewer.personId as string,
    // As a hash, so that no client can choose the key of an edit (`updateVersion`), or leaves here what he put into one.
    key: sha256Hex(key),
    mutation,
    inputHash: sha256Hex(canonicalJson(rest)),
  };
  // Of two at once the second waits here for the first to commit.
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(IdempotencyKey)
    .values({ ...row, resultId: id, at })
    .orIgnore()
    .returning('key')
    .execute();
  if ((inserted.raw as unknown[]).length === 1) return id;
  const first = await manager.findOneByOrFail(IdempotencyKey, { principalId: row.principalId, key: row.key });
  if (first.mutation === mutation && first.inputHash === row.inputHash) return first.resultId;
  throw new DomainError(UserErrorCode.KEY_REUSED, ['input', 'idempotencyKey']);
}
