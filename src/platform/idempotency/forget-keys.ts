import type { DateTime } from 'luxon';
import { type EntityManager, LessThan } from 'typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';

/** A client that got no answer repeats within a day; a script that runs once a month may be late. */
const KEPT = { days: 30 };

/** Removes the keys of creations that nobody will repeat any more. */
export async function forgetKeys(manager: EntityManager, now: DateTime): Promise<void> {
  await manager.delete(IdempotencyKey, { at: LessThan(now.minus(KEPT)) });
}
