import type { Attempts, attemptForms } from './attempt.js';

type Forms = Pick<ReturnType<typeof attemptForms>, 'byId' | 'edits'>;

const DECIDED = ['named', 'delegate', 'twoHats', 'closed delegate', 'other'];

/** Yes and no, and what those who organise say of a yes. */
export const answerAttempts = ({ byId, edits }: Forms): Attempts => ({
  confirmParticipation: byId('Registration', 'named', 'delegate', 'closed delegate', 'other'),
  declineParticipation: byId('Registration', 'named', 'closed guest', 'other'),
  withdrawRegistration: byId('Registration', 'delegate', 'otherDelegate', 'guest', 'other'),
  approveRegistration: edits('Registration', {}, ...DECIDED),
  refuseRegistration: edits('Registration', { reason: 'Too many come' }, ...DECIDED),
});
