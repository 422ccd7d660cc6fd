import { hostileAddresses } from './sign-in/addresses.js';
import { alike } from './sign-in/alike.js';
import { ending } from './sign-in/ending.js';
import { guesses, redemptions } from './sign-in/once.js';
import { scanners } from './sign-in/scanners.js';
import type { Proof } from './proof.js';

/** Whoever holds the mail and asked for it gets in, once, and out again at once. */
export const signIn: Proof = {
  name: 'sign-in',
  isAlone: true,
  promise: 'a mailed link or code signs in whom it is for, once, and nobody else; access ends when it ends',
  async run(findings) {
    for (const part of [scanners, redemptions, guesses, alike, ending, hostileAddresses])
      await part(findings);
  },
};
