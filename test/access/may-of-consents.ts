import type { MayRule } from './may.js';

/** What somebody agreed to. */
export const CONSENT_MUTATIONS: Readonly<Record<string, Readonly<Record<string, MayRule>>>> = {
  // As easy as giving it, so also when the meeting is closed or hidden from him by now.
  withdrawConsent: {
    delegate: 'delegate coordinator organisers',
    formerDelegate: 'formerDelegate coordinator organisers',
    'closed delegate': 'delegate coordinator organisers',
    other: 'other',
  },
};
