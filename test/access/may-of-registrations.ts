/** Who may do what with invitations and registrations; read as `may.ts` is. */
export const OF_REGISTRATIONS = {
  invitePartner: { 'to open': 'lead', 'to draft': { WRONG_STATE: 'lead' }, 'to other': 'other' },
  moveSeats: { 'of open': 'lead', 'of draft': { WRONG_STATE: 'lead' }, 'of other': { INVALID: 'other' } },
  nameDelegates: {
    'for skovde': 'coordinator lead',
    'for skovde to draft': { CLOSED: 'lead' },
    'for turku': 'other',
  },
  replaceDelegate: {
    named: 'coordinator lead',
    // They were there already.
    delegate: { HAS_ATTENDANCE: 'coordinator lead' },
    otherDelegate: { HAS_ATTENDANCE: 'otherCoordinator lead' },
    // He was refused, so there is no place to come into.
    twoHats: { NOT_COMING: 'otherCoordinator lead' },
    speaker: { INVALID: 'coordinator lead' },
    'closed delegate': { CLOSED: 'coordinator lead' },
    other: { HAS_ATTENDANCE: 'other' },
  },
  register: {
    // Whoever a partner can send; the desk and the auditor belong to none.
    'for second': {
      may: 'organisers hostDelegate coordinator delegate otherCoordinator otherDelegate twoHats',
      INVALID: 'desk auditor',
    },
    'for draft': { CLOSED: 'organisers' },
    'for closed': { CLOSED: 'project' },
    'for other': { may: 'twoHats', ALREADY_REGISTERED: 'stranger' },
  },
  registerWalkIn: {
    'at open': 'organisers desk',
    'at second': 'organisers',
    'at closed': { CLOSED: 'organisers' },
    'at other': 'other',
  },
  confirmParticipation: {
    named: 'coordinator organisers',
    delegate: 'delegate coordinator organisers',
    'closed delegate': { CLOSED: 'delegate coordinator organisers' },
    other: 'other',
  },
  // Those who provide for whoever comes; his own coordinator asked.
  approveRegistration: {
    named: 'organisers',
    // They come already, which stays so.
    delegate: 'organisers',
    twoHats: { NOT_COMING: 'organisers' },
    'closed delegate': { CLOSED: 'organisers' },
    other: 'other',
  },
  refuseRegistration: {
    named: 'organisers',
    delegate: { NOT_COMING: 'organisers' },
    twoHats: 'organisers',
    'closed delegate': { CLOSED: 'organisers' },
    other: { NOT_COMING: 'other' },
  },
  declineParticipation: {
    named: 'coordinator organisers',
    'closed guest': { CLOSED: 'organisers' },
    other: 'other',
  },
  withdrawRegistration: {
    delegate: 'delegate coordinator organisers',
    otherDelegate: 'otherDelegate otherCoordinator organisers',
    guest: 'organisers',
    other: 'other',
  },
  publishForm: {
    'for open': 'organisers',
    'for draft': 'organisers',
    'for closed': { CLOSED: 'organisers' },
    'for other': 'other',
  },
  answerForm: {
    delegate: 'delegate coordinator organisers',
    formerDelegate: { may: 'coordinator organisers', NOT_FOUND: 'formerDelegate' },
    twoHats: { NOT_COMING: 'twoHats otherCoordinator organisers' },
    'closed delegate': { CLOSED: 'delegate coordinator organisers' },
    // His meeting asks nothing.
    other: { CONFLICT: 'other' },
  },
  updateRegistration: {
    delegate: 'delegate coordinator organisers',
    // He may still read what he said, but belongs to nobody who comes: the meeting is hidden from him.
    formerDelegate: { may: 'coordinator organisers', NOT_FOUND: 'formerDelegate' },
    speaker: 'coordinator organisers',
    'closed delegate': { CLOSED: 'delegate coordinator organisers' },
    other: 'other',
  },
};
