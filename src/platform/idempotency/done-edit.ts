import type { Viewer } from '../access/viewer.js';
import { canonicalJson, sha256Hex } from '../events/merkle.js';
import type { IdempotencyKey } from './idempotency-key.entity.js';

/**
 * An edit as it is remembered when it was done, so that whoever sends it again is told so: by the hash of its whole input,
 * also where it changes several tables.
 * @param key of what is edited, in which version
 */
export const doneEdit = (
  viewer: Viewer,
  key: string,
  input: object,
): Pick<IdempotencyKey, 'principalId' | 'key' | 'mutation' | 'inputHash'> => ({
  principalId: viewer.personId as string,
  key,
  mutation: 'edit',
  inputHash: sha256Hex(canonicalJson(input)),
});
