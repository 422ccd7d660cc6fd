import type { DateTime } from 'luxon';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { type Occurrence, instantOf } from '../platform/time/wall-time.js';

/**
 * The instant at which a clock at the meeting shows this wall time.
 * @param zone of the meeting
 * @param path of the argument that holds the wall time
 * @throws DomainError NONEXISTENT_TIME (with a proposal), AMBIGUOUS_TIME or INVALID at this path
 */
export function instantAt(
  local: string,
  zone: string,
  occurrence: Occurrence | null | undefined,
  path: readonly string[],
): DateTime {
  const result = instantOf(local, zone, occurrence ?? undefined);
  if (result.ok) return result.instant;
  if (result.problem === 'NONEXISTENT_TIME')
    throw new DomainError(UserErrorCode.NONEXISTENT_TIME, path, { local, proposal: result.proposal });
  if (result.problem === 'AMBIGUOUS_TIME')
    throw new DomainError(UserErrorCode.AMBIGUOUS_TIME, path, {
      local,
      earlier: result.earlier,
      later: result.later,
    });
  throw new DomainError(UserErrorCode.INVALID, path);
}

/** Likewise, of two the first; of one over which the clock is put forward the instant as long after that as it says. */
export function soonestAt(local: string, zone: string, path: readonly string[]): DateTime {
  const result = instantOf(local, zone, 'EARLIER');
  const skipped = !result.ok && result.problem === 'NONEXISTENT_TIME';
  return instantAt(skipped ? result.proposal : local, zone, 'EARLIER', path);
}

/** A wall time as it is stored: clients may leave the seconds out. */
export const toTheSecond = (local: string): string => (local.length === 16 ? `${local}:00` : local);
