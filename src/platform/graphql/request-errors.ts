import { GraphQLError } from 'graphql';

/** What the viewer may not see answers as if it did not exist. */
export const notFound = (): GraphQLError =>
  new GraphQLError('Not found.', { extensions: { code: 'NOT_FOUND' } });

export const notSignedIn = (): GraphQLError =>
  new GraphQLError('Sign in first: requestSignIn, or the page /sign-in.', {
    extensions: { code: 'UNAUTHENTICATED' },
  });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id, or NOT_FOUND: nothing has an id that is no UUID. */
export function requireId(id: string): string {
  if (!UUID.test(id)) throw notFound();
  return id;
}
