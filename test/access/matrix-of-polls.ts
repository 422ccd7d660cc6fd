import type { TypeRule } from './matrix.js';

/** Who sees a date poll. */
const POLLS = {
  asked: 'organisers auditor coordinator delegate otherCoordinator',
  polled: 'organisers auditor coordinator otherCoordinator',
  ofLead: 'lead auditor',
  other: 'other',
};

/** A part of `matrix.ts`. */
export const OF_POLLS: Readonly<Record<string, TypeRule>> = {
  // Its organisers, the auditor, whoever is asked, and the coordinators of the partners that are.
  DatePoll: {
    rows: POLLS,
    fields: `id version title translations place timeZone kind quorum answersUntil answersUntilLocal state createdAt
      completedAt project hostPartner partners invitees options chosenOption meeting`,
  },
  DateOption: {
    rows: {
      'asked 1, asked 2': POLLS.asked,
      'polled 1': POLLS.polled,
      'ofLead 1, ofLead 2': POLLS.ofLead,
      'other 1': POLLS.other,
    },
    fields: `id startsOn endsOn startsAt endsAt startsAtLocal endsAtLocal partnersYes partnersIfNeedBe partnersNo
      partnersOpen canCome reachesQuorum hostCanCome datePoll`,
  },
  DatePollPartner: {
    rows: {
      'asked norrkoping, asked cervia, asked skovde, asked daugavpils': POLLS.asked,
      'polled norrkoping, polled cervia, polled skovde, polled daugavpils': POLLS.polled,
      'ofLead norrkoping': POLLS.ofLead,
      'other turku': POLLS.other,
    },
    fields: 'id seats hasAnswered remindedAt partner datePoll',
  },
  // He himself, the coordinator of his partner, and the organisers.
  DatePollInvitee: {
    rows: {
      'asked lead, asked disabledSession, asked host': 'organisers',
      'asked delegate': 'delegate coordinator organisers',
      // He left his partner after he had answered.
      'asked formerDelegate': '',
      'asked otherCoordinator': 'otherCoordinator organisers',
      'polled formerDelegate': 'coordinator organisers',
      'polled otherCoordinator': 'otherCoordinator organisers',
      'polled lead, polled disabledSession, polled host': 'organisers',
      'ofLead lead, ofLead disabledSession': 'lead',
      'other stranger, other twoHats': 'other',
    },
    fields: 'id answeredAt comment answers person partner datePoll',
    personal: 'comment',
  },
};
