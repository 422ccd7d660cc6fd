import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import type { MailRuleInput } from './mail-rule.input.js';

/** A mail that leaves by the calendar, to those of whom something holds on that day. */
export enum MailRuleKind {
  MATERIAL_MISSING = 'MATERIAL_MISSING',
  ANSWER_MISSING = 'ANSWER_MISSING',
  TRAVEL_MISSING = 'TRAVEL_MISSING',
  PRACTICAL_INFORMATION = 'PRACTICAL_INFORMATION',
}

export const MAIL_RULE_KINDS = Object.values(MailRuleKind);

/** How many days before; none: no mail. A kind that is left out goes by what stands above: the project, or what follows. */
export type MailRules = Partial<Record<MailRuleKind, readonly number[]>>;

/** Where nobody has said otherwise. A deadline is reminded of once more when it has passed. */
export const USUAL_MAIL_RULES: Required<MailRules> = {
  MATERIAL_MISSING: [14, 7, 2, -1],
  ANSWER_MISSING: [14, 7],
  TRAVEL_MISSING: [14, 5],
  PRACTICAL_INFORMATION: [1],
};

/** @throws DomainError INVALID for days after what does not go by a deadline */
export function changedRules(before: MailRules, changes: readonly MailRuleInput[]): MailRules {
  const rules = new Map(Object.entries(before));
  for (const { kind, daysBefore } of changes) {
    if (kind !== MailRuleKind.MATERIAL_MISSING && daysBefore?.some((days) => days < 0))
      throw new DomainError(UserErrorCode.INVALID, ['input', 'mailRules']);
    if (daysBefore)
      rules.set(
        kind,
        daysBefore.toSorted((a, b) => b - a),
      );
    else rules.delete(kind);
  }
  return Object.fromEntries(rules);
}
