import { QueryFailedError } from 'typeorm';

/**
 * SQLSTATEs (PostgreSQL, appendix A) by which a server ends a connection or takes none: 08 connection exceptions,
 * 53300 too_many_connections, 57P01 to 57P03 shutdown, crash and cannot_connect_now, 25P03 idle in a transaction.
 */
const BY_THE_SERVER = /^(08...|53300|57P0[123]|25P03)$/;
const BY_THE_NETWORK =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What the driver and its pool say without any code. */
const BY_THE_DRIVER =
  /^(timeout exceeded when trying to connect|Connection terminated|Client (has encountered a connection error|was closed)|Query read timeout)/;

/** Whether there was no connection to the database, or it broke: no fault of the request, and over soon. */
export function isUnreachable(error: unknown): boolean {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  // TypeORM forgets why: it gives a connection back when it breaks, and then says that it has none.
  if (cause.name === 'QueryRunnerAlreadyReleasedError') return true;
  const code = 'code' in cause ? String(cause.code) : '';
  return BY_THE_SERVER.test(code) || BY_THE_NETWORK.test(code) || BY_THE_DRIVER.test(cause.message);
}
