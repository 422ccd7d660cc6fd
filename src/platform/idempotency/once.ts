import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
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
 * Runs a creation once for each key of a person: a repetition, at once or later, gets the id of the first result. The
 * key is written in the transaction of the effect, so both are there or neither is. Without a key it simply runs.
 * @returns the id of what was created
 * @throws DomainError KEY_REUSED when the key came with another input before
 */
export async function once(
  manager: EntityManager,
  viewer: Viewer,
  at: DateTime,
  { mutation, input }: Creation,
  create: (id: string) => Promise<void>,
): Promise<string> {
  const id = uuidv7();
  const { idempotencyKey: key, ...rest } = input;
  if (!key) {
    await create(id);
    return id;
  }
  const row = {
    principalId: viewer.personId as string,
    key,
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
  if ((inserted.raw as unknown[]).length === 1) {
    await create(id);
    return id;
  }
  const first = await manager.findOneByOrFail(IdempotencyKey, { principalId: row.principalId, key });
  if (first.mutation === mutation && first.inputHash === row.inputHash) return first.resultId;
  throw new DomainError(UserErrorCode.KEY_REUSED, ['input', 'idempotencyKey']);
}
