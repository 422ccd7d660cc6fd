import { GraphQLError } from 'graphql';

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

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id, or NOT_FOUND: nothing has an id that is no UUID. */
export function requireId(id: string): string {
  if (!UUID.test(id)) throw notFound();
  return id;
}
