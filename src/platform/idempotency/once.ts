import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { hashOf } from '../access/secrets.js';
import type { Viewer } from '../access/viewer.js';
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
    inputHash: hashOf(JSON.stringify(sorted(rest))),
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

/** The same input is the same text, in whatever order a client sends its fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || 'toISO' in value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
