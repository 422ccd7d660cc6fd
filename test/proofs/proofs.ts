import { uploads } from './uploads.proof.js';
import { access } from './access.proof.js';
import { availability } from './availability.proof.js';
import { backup } from './backup.proof.js';
import { editors } from './editors.proof.js';
import { kills } from './kills.proof.js';
import { lostUpdates } from './lost-updates.proof.js';
import { mail } from './mail.proof.js';
import { outbox } from './outbox.proof.js';
import { places } from './places.proof.js';
import { restart } from './restart.proof.js';
import { retries } from './retries.proof.js';
import { seals } from './seals.proof.js';
import { signIn } from './sign-in.proof.js';
import { waitingList } from './waiting-list.proof.js';
import type { Proof } from './proof.js';

/** In the order in which they begin, the longest first; after them those that run alone. */
export const proofs: readonly Proof[] = [
  mail,
  backup,
  access,
  seals,
  kills,
  outbox,
  lostUpdates,
  waitingList,
  retries,
  editors,
  restart,
  places,
  availability,
  signIn,
  uploads,
];
