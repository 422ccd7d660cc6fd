import { GraphQLError } from 'graphql';
import { QueryFailedError } from 'typeorm';
import { UUID } from '../database/uuid.js';

/** What the viewer can mend by asking with something else. */
export const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** What the viewer may not see answers as if it did not exist. */
export const notFound = (): GraphQLError =>
  new GraphQLError('Not found.', { extensions: { code: 'NOT_FOUND' } });

export const notSignedIn = (): GraphQLError =>
  new GraphQLError('Sign in first: requestSignIn, or the page /sign-in.', {
    extensions: { code: 'UNAUTHENTICATED' },
  });

/** Not for this kind of viewer, whatever the row: a token outside its scopes, say. */
export const forbidden = (): GraphQLError =>
  new GraphQLError('This API token may not do that. Sign in, or make one with the scope it needs.', {
    extensions: { code: 'FORBIDDEN' },
  });

/**
 * SQLSTATEs by which PostgreSQL ends a transaction that met others: serialization_failure, deadlock_detected and
 * lock_not_available (PostgreSQL, appendix A). It was rolled back, and would work when they are done.
 */
const MET_OTHERS: readonly unknown[] = ['40001', '40P01', '55P03'];

/** Whether the database says so, through TypeORM or from the driver itself. */
export const isBusy = (error: unknown): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return cause instanceof Error && 'code' in cause && MET_OTHERS.includes(cause.code);
};

export const busy = (): GraphQLError =>
  new GraphQLError('Others are changing the same thing right now. Nothing was changed; try again.', {
    extensions: { code: 'BUSY' },
  });

/** One takes so much that others would get none: over HTTP 429 with Retry-After. */
export class TooManyRequests extends GraphQLError {
  /** Where no GraphQL was asked. */
  readonly statusCode = 429;

  /** @param seconds until it is worth trying again */
  constructor(readonly seconds: number) {
    // Apollo takes a Map alone; what others have declared of these extensions is another type.
    const http: object = { http: { status: 429, headers: new Map([['retry-after', String(seconds)]]) } };
    super(`Too many requests. Try again in ${seconds} seconds.`, {
      extensions: { code: 'TOO_MANY_REQUESTS', ...http },
    });
  }
}

/** When it is worth trying again, in seconds: for HTTP's Retry-After. */
export const RETRY_AFTER_S = 2;

const http: object = { http: { status: 503, headers: new Map([['retry-after', String(RETRY_AFTER_S)]]) } };

/** The database did not answer, so that nobody knows whether what was in its hands has happened. */
export const unavailable = (): GraphQLError =>
  new GraphQLError(
    'The database cannot be reached just now. Try again in a few seconds; of a mutation, look first whether it was done.',
    { extensions: { code: 'UNAVAILABLE', ...http } },
  );

/** There is no room left on a disk, ours or that of the database: RFC 4918, section 11.5. The transaction was rolled back. */
export const insufficientStorage = (): GraphQLError =>
  new GraphQLError(
    'There is no room left on the disk of this installation, so nothing was kept. Tell whoever runs it, and try again when there is room.',
    { extensions: { code: 'INSUFFICIENT_STORAGE' } },
  );

/** More is asked than can be answered in time. Nothing was done. */
export const overloaded = (): GraphQLError =>
  new GraphQLError(
    'More is asked than can be answered right now. Nothing was done; try again in a few seconds.',
    {
      extensions: { code: 'OVERLOADED', ...http },
    },
  );

/** The id of an argument, in lower case by now (`textArguments`), or NOT_FOUND: nothing has an id that is no UUID. */
export function requireId(id: string): string {
  if (!UUID.test(id)) throw notFound();
  return id;
}
