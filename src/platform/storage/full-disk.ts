import { QueryFailedError } from 'typeorm';

/** Of the system: no space, or not for us (errno(3)); of PostgreSQL: disk_full (appendix A). */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', '53100'];

/** Whether something was not written because there is no room left, here or where the database is. */
export function isDiskFull(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && FULL.includes(cause.code);
}
