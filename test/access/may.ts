import { CONSENT_MUTATIONS } from './may-of-consents.js';
import { OF_REGISTRATIONS } from './may-of-registrations.js';
import { TRAVEL_MUTATIONS } from './may-of-travel.js';
import { OF_MAILS } from './may-of-mails.js';

/**
 * Who may do what, written by hand like `matrix.ts`. A row is one attempt, described in `attempts.ts`, on one thing; its
 * words say who may. Of the others, whoever sees the thing is told FORBIDDEN, and whoever does not, NOT_FOUND, as if it
 * did not exist. Other answers stand beside: `CLOSED: 'organisers'` are those who may, but not now.
 *
 * Above all of it: nobody signed in is told UNAUTHENTICATED, and a token without WRITE is refused whatever it asks.
 */
export type MayRule = string | Readonly<Record<string, string>>;

export const MUTATIONS: Readonly<Record<string, Readonly<Record<string, MayRule>>>> = {
  // Whoever leads a project somewhere, or was let in from the terminal.
  createProject: { 'a project': { may: 'lead other', MAY_NOT_CREATE_PROJECTS: 'signedIn' } },
  updateProject: { evolaq: 'lead', other: 'other' },
  addPartner: { 'to evolaq': 'lead', 'to other': 'other' },
  updatePartner: { skovde: 'coordinator lead', cervia: 'host lead', turku: 'other' },

  inviteMember: {
    'a delegate to skovde': 'coordinator lead',
    'a coordinator to turku': 'other',
    'an auditor to evolaq': 'lead',
    'a desk to open': 'host lead',
    // Nobody takes people from another partner but the lead partner.
    'the delegate of daugavpils to skovde': { may: 'lead', OF_ANOTHER_PARTNER: 'coordinator' },
  },
  endMembership: {
    delegate: 'coordinator lead',
    desk: 'host lead',
    auditor: 'lead',
    // Over already: who might end it finds that it is; for others it is as gone as it looks.
    formerDelegate: { may: 'coordinator lead', NOT_FOUND: 'signedIn' },
    'stranger in other': 'other',
  },

  scheduleMeeting: { 'in evolaq': 'lead', 'in other': 'other' },
  updateMeeting: {
    open: 'organisers',
    draft: 'organisers',
    closed: { CLOSED: 'organisers' },
    other: 'other',
  },
  announceMeeting: { draft: 'lead', open: { WRONG_STATE: 'lead' }, other: { WRONG_STATE: 'other' } },
  openRegistration: {
    announced: 'organisers',
    closed: { WRONG_STATE: 'organisers' },
    draft: { WRONG_STATE: 'organisers' },
  },
  closeRegistration: { open: 'organisers', cancelled: { WRONG_STATE: 'organisers' }, other: 'other' },
  cancelMeeting: {
    open: 'lead',
    draft: 'lead',
    closed: { WRONG_STATE: 'lead' },
    cancelled: 'lead',
    other: 'other',
  },
  closeMeeting: { open: 'lead', closed: 'lead', draft: { WRONG_STATE: 'lead' }, other: 'other' },
  amendMeeting: { closed: 'lead', open: { WRONG_STATE: 'lead' }, other: { WRONG_STATE: 'other' } },

  cloneMeeting: { open: 'lead', draft: 'lead', closed: 'lead', other: 'other' },
  // A project is no template of itself, which is told to whoever leads it.
  cloneMeetings: { evolaq: { INVALID: 'lead' }, other: { INVALID: 'other' } },
  addRoom: {
    'to open': 'organisers',
    'to draft': 'organisers',
    'to closed': { CLOSED: 'organisers' },
    'to other': 'other',
  },
  updateRoom: { hall: 'organisers', 'of draft': 'organisers', other: 'other' },
  removeRoom: { hall: { IN_USE: 'organisers' }, 'of draft': 'organisers', other: 'other' },
  addAgendaItem: {
    'to open': 'organisers',
    'to draft': 'organisers',
    'to closed': { CLOSED: 'organisers' },
    'to other': 'other',
  },
  addUnscheduledItem: { 'to open': 'organisers', 'to closed': { CLOSED: 'organisers' }, 'to other': 'other' },
  unscheduleAgendaItem: {
    session: 'organisers',
    draftOnly: 'organisers',
    ofDraft: 'organisers',
    other: { TOO_FEW_PLACES: 'other' },
  },
  beginCarriedOutAgenda: {
    open: 'organisers',
    second: 'organisers',
    closed: { CLOSED: 'organisers' },
    draft: { NOT_PUBLISHED: 'organisers' },
    other: 'other',
  },
  addCarriedOutItem: { 'to open': 'organisers', 'to closed': { CLOSED: 'organisers' } },
  updateCarriedOutItem: { 'done session': 'organisers', unplanned: 'organisers' },
  removeCarriedOutItem: { 'done session': { PLANNED: 'organisers' }, unplanned: 'organisers' },
  updateAgendaItem: {
    workshop: 'organisers',
    draftOnly: 'organisers',
    ofDraft: 'organisers',
    other: 'other',
  },
  moveAgendaItem: { session: 'organisers', draftOnly: 'organisers', ofDraft: 'organisers', other: 'other' },
  removeAgendaItem: {
    session: 'organisers',
    draftOnly: 'organisers',
    ofDraft: 'organisers',
    other: { TOO_FEW_PLACES: 'other' },
  },
  publishAgenda: {
    open: 'organisers',
    draft: 'organisers',
    closed: { CLOSED: 'organisers' },
    other: 'other',
  },
  shiftAgenda: { open: 'organisers', closed: { CLOSED: 'organisers' }, other: 'other' },
  swapAgendaItems: { open: 'organisers' },
  duplicateAgendaDay: { open: 'organisers', closed: { CLOSED: 'organisers' }, other: 'other' },
  requestAgendaImport: {
    'for open': 'organisers',
    'for draft': 'organisers',
    'for closed': { CLOSED: 'organisers' },
    'for other': 'other',
  },
  acceptAgendaImport: {
    checked: 'organisers',
    ofDraft: 'organisers',
    opened: { IMPORT_UNREAD: 'organisers' },
    other: 'other',
  },
  requestDelegateImport: {
    'for skovde': 'coordinator lead',
    'for all': 'lead',
    'for skovde to draft': { CLOSED: 'lead' },
    'for turku': 'other',
  },
  // Whoever has sent it.
  acceptDelegateImport: {
    checked: 'coordinator',
    opened: { IMPORT_UNREAD: 'coordinator' },
    ofAll: 'lead',
    other: 'stranger',
  },
  republishAgenda: {
    open: 'organisers',
    closed: { CLOSED: 'organisers' },
    other: 'other',
  },

  ...OF_REGISTRATIONS,

  ...CONSENT_MUTATIONS,

  signUp: {
    // Instead of the workshop of the same hour.
    'the delegate for the visit': 'delegate coordinator organisers',
    'the delegate for both': { PLACE_AT_SAME_TIME: 'delegate coordinator organisers' },
    'the guest for the visit': 'organisers',
    'the delegate for what is in the draft only': { NOT_PUBLISHED: 'organisers', NOT_FOUND: 'signedIn' },
    'the one of other': 'other',
  },
  // What is confirmed is there to see already, and nothing is left to decline.
  acceptOffer: {
    offered: 'otherDelegate otherCoordinator organisers',
    delegate: 'delegate coordinator organisers',
    guest: { OFFER_OVER: 'organisers' },
    other: 'other',
  },
  declineOffer: {
    offered: 'otherDelegate otherCoordinator organisers',
    delegate: { OFFER_OVER: 'delegate coordinator organisers' },
    guest: { OFFER_OVER: 'organisers' },
    other: { OFFER_OVER: 'other' },
  },
  cancelSignUp: { delegate: 'delegate coordinator organisers', guest: 'organisers', other: 'other' },

  ...TRAVEL_MUTATIONS,

  checkIn: {
    delegate: 'delegate organisers desk',
    guest: 'organisers desk',
    'closed delegate': { CLOSED: 'delegate organisers' },
    other: 'other',
  },
  checkOut: { delegate: 'delegate organisers desk', guest: 'organisers desk', other: 'other' },
  correctAttendance: {
    delegate: 'organisers desk',
    'closed delegate': { CLOSED: 'organisers' },
    other: 'other',
  },

  requestMaterial: {
    'for open': 'organisers',
    'for draft': 'organisers',
    'for closed': { CLOSED: 'organisers' },
    'for other': 'other',
  },
  remindMaterial: {
    'for open': 'organisers',
    'for draft': 'organisers',
    'for closed': { CLOSED: 'organisers' },
    'for other': 'other',
  },
  acceptMaterial: {
    skovde: 'organisers',
    daugavpils: { MATERIAL_MISSING: 'organisers' },
    draft: { MATERIAL_MISSING: 'organisers' },
    other: 'other',
  },
  requestUpload: {
    skovde: 'delegate coordinator organisers',
    daugavpils: 'otherDelegate otherCoordinator twoHats organisers',
    draft: 'organisers',
    other: 'other',
  },

  recordOutcome: {
    'of evolaq': 'lead',
    'of open': 'organisers',
    'of draft': 'organisers',
    'of closed': { CLOSED: 'organisers' },
    'of skovde': 'coordinator lead',
    'of other': 'other',
  },
  updateOutcome: {
    meeting: 'organisers',
    skovde: 'coordinator lead',
    draft: 'organisers',
    other: 'other',
    // Whoever sees to it says that it is done.
    'action is done': 'lead otherDelegate otherCoordinator',
    'action has another title': 'lead',
  },

  createDatePoll: { 'in evolaq': 'lead', 'in other': 'other' },
  updateDatePoll: { asked: 'organisers', ofLead: { POLL_ENDED: 'lead' }, other: 'other' },
  addDateOptions: { asked: 'organisers', polled: { POLL_ENDED: 'organisers' }, other: 'other' },
  withdrawDateOption: { 'asked 2': 'organisers', 'other 1': { LAST_OPTION: 'other' } },
  withdrawDatePollPartner: {
    'asked daugavpils': 'organisers',
    // Without the host no date could be chosen, and one that nobody is asked about would be no poll.
    'asked cervia': { HOST_NOT_ASKED: 'organisers' },
    'polled skovde': { POLL_ENDED: 'organisers' },
    'other turku': { QUORUM_TOO_LARGE: 'other' },
  },
  withdrawDatePollInvitee: {
    'asked delegate': 'organisers',
    'polled otherCoordinator': { POLL_ENDED: 'organisers' },
    'other stranger': 'other',
  },
  inviteToDatePoll: { asked: 'organisers', polled: { POLL_ENDED: 'organisers' }, other: 'other' },
  answerDatePoll: {
    // A coordinator answers for his partner that is asked, also where he himself is not.
    'asked, himself': 'organisers delegate coordinator otherCoordinator',
    'asked, for the delegate': 'delegate coordinator organisers',
    'asked, for the former delegate': '',
    'polled, himself': { POLL_ENDED: 'organisers coordinator otherCoordinator' },
    'other, himself': 'other',
  },
  chooseDateOption: {
    'asked 1': 'lead',
    // It was, so nothing is left to do.
    'polled 1': 'lead',
    'ofLead 1': { POLL_ENDED: 'lead' },
    'other 1': 'other',
  },
  closeDatePoll: { asked: 'organisers', polled: { POLL_ENDED: 'organisers' }, other: 'other' },
  cancelDatePoll: { asked: 'lead', polled: { POLL_ENDED: 'lead' }, ofLead: 'lead', other: 'other' },

  ...OF_MAILS,

  // For browsers: access is neither ended nor handed on by a token.
  createApiToken: { 'for himself': { may: 'signedIn', TOKEN: 'tokenWrite delegateToken' } },
  renewCalendarFeed: { 'for himself': { may: 'signedIn', TOKEN: 'tokenWrite delegateToken' } },
  revokeCalendarFeed: { 'for himself': { may: 'signedIn', TOKEN: 'tokenWrite delegateToken' } },
  revokeApiToken: { tokenRead: { may: 'lead', TOKEN: 'tokenWrite delegateToken', NOT_FOUND: 'signedIn' } },
  revokeSession: { 'of the lead': { may: 'lead', TOKEN: 'tokenWrite delegateToken', NOT_FOUND: 'signedIn' } },
  setMailTopic: { 'for himself': 'signedIn' },
  signOut: { here: { may: 'signedIn', TOKEN: 'tokenWrite delegateToken' } },

  // For all; whether anybody has the address is not told.
  requestSignIn: { 'as a delegate': 'everybody', 'as nobody': 'everybody' },
  completeSignIn: { 'by a guess': { CODE_REFUSED: 'everybody' } },
};

/** Answers that stand above everything else for these: nobody needs to sign in to sign in. */
export const OPEN_TO_ALL: readonly string[] = ['requestSignIn', 'completeSignIn'];
