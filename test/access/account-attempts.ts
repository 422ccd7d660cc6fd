import type { Attempts } from './attempt.js';
import type { World } from './world.js';

/** Of sign-in, sessions and tokens. */
export function accountAttempts(
  id: (type: string, name: string) => string,
  tokens: World['tokens'],
): Attempts {
  return {
    createApiToken: { 'for himself': { on: null, given: { input: { name: 'New', scopes: ['READ'] } } } },
    revokeApiToken: { tokenRead: { on: null, given: { id: tokens.tokenRead }, path: ['id'] } },
    renewCalendarFeed: { 'for himself': { on: null, given: {} } },
    revokeCalendarFeed: { 'for himself': { on: null, given: {} } },
    revokeSession: {
      'of the lead': { on: null, given: { id: id('Session', 'lead@norrkoping.example') }, path: ['id'] },
    },
    setMailTopic: { 'for himself': { on: null, given: { input: { topic: 'AGENDA', isWanted: false } } } },
    signOut: { here: { on: null, given: {} } },
    requestSignIn: {
      'as a delegate': { on: null, given: { input: { email: 'delegate@skovde.example' } } },
      'as nobody': { on: null, given: { input: { email: 'nobody@skovde.example' } } },
    },
    completeSignIn: {
      'by a guess': {
        on: null,
        given: { input: { signInId: '00000000-0000-7000-8000-000000000000', code: 'ABCDEFGH' } },
      },
    },
  };
}
