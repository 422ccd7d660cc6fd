import type { MayRule } from './may.js';

/** Who decides about mails. */
export const OF_MAILS: Readonly<Record<string, Readonly<Record<string, MayRule>>>> = {
  holdMail: {
    ofDraft: 'organisers',
    held: 'organisers',
    toOtherDelegate: { MAIL_STATE: 'organisers' },
    other: { MAIL_STATE: 'other' },
  },
  updateMail: {
    held: 'organisers',
    // He may have it already.
    ofDraft: { MAIL_STATE: 'organisers' },
    other: { MAIL_STATE: 'other' },
  },
  discardMail: { held: 'organisers', other: { MAIL_STATE: 'other' } },
  sendMail: { held: 'organisers', toHost: 'organisers', other: { MAIL_STATE: 'other' } },
  sendHeldMails: { 'of evolaq': 'lead', 'about open': 'organisers', 'of other': 'other' },
  // Whoever sees the mark; others find none.
  liftBounce: {
    delegate: { may: 'delegate coordinator lead', NOT_FOUND: 'signedIn' },
    otherDelegate: { may: 'otherDelegate otherCoordinator lead', NOT_FOUND: 'signedIn' },
    host: { may: 'host lead', NOT_FOUND: 'signedIn' },
    stranger: { may: 'stranger twoHats', NOT_FOUND: 'signedIn' },
    'A guest': { NOT_FOUND: 'signedIn' },
    formerDelegate: { may: 'formerDelegate', NOT_FOUND: 'signedIn' },
  },
  resendMail: {
    // It was, so nothing is left to do.
    toDelegate: 'organisers',
    toHost: 'organisers',
    held: { MAIL_STATE: 'organisers' },
    other: 'other',
  },
};
