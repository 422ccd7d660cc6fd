import { Pool } from 'pg';
import { Door } from '../../../src/platform/http/door.js';

/** Whoever needs a connection waits for it without end, and everybody is let in to wait. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const connect = Pool.prototype.connect as (this: Pool, ...rest: unknown[]) => unknown;
Pool.prototype.connect = function patient(this: Pool, ...rest: unknown[]) {
  Object.assign(this.options, { connectionTimeoutMillis: 0 });
  return connect.apply(this, rest);
} as typeof Pool.prototype.connect;
Door.prototype.enter = () => Promise.resolve(true);
