import { PostgresLocker } from '../../../src/platform/storage/postgres-locker.js';

/** Whoever writes to an upload is alone only as far as he knows. */
PostgresLocker.prototype.newLock = function withoutLock() {
  return { lock: async () => undefined, unlock: async () => undefined };
};
