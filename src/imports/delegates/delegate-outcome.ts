import type { Messages } from '../../platform/i18n/messages.js';
import { type ShownProblem, inWords } from '../outcome.js';
import type { CheckedDelegates } from './check-delegates.js';
import type { DelegateTarget } from './delegate-target.js';

/** A check as it is kept with its import. */
export interface DelegateOutcome {
  readonly problems: ShownProblem[];
  readonly delegates: object[];
}

export function shownDelegates(
  { delegates, problems }: CheckedDelegates,
  { partners }: DelegateTarget,
  messages: Messages,
): DelegateOutcome {
  const nameOf = new Map(partners.map(({ id, names }) => [id, names[0] ?? '']));
  return {
    problems: problems.map((problem) => inWords(problem, messages)),
    delegates: delegates.map(({ partnerId, ...delegate }) => ({
      ...delegate,
      partner: partnerId === null ? null : (nameOf.get(partnerId) ?? null),
    })),
  };
}
