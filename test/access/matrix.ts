import { PUBLIC_TYPES } from './public.js';

/**
 * Who sees what, and who may do what: written by hand from the roles in docs/architecture.md, not from the code, and
 * compared with the running application (docs/access.md says how to read and change it).
 *
 * Norrköping leads the project `evolaq`, Cervia hosts its meetings (`announced` was Daugavpils's before), Skövde and
 * Daugavpils take part: `coordinator` and `delegate` are Skövde's, `otherCoordinator` and `otherDelegate` Daugavpils's.
 * `stranger` leads the project `other`; `twoHats` does as well, and is a delegate of Daugavpils besides. The tokens are
 * the lead partner's, but for `delegateToken`. Objects have the names of `first-project.ts` and `other-project.ts`.
 *
 * A row says who; whoever is not named does not. Nobody else than those at the bottom of `WORDS` is anybody.
 */
import { AGENDAS } from './matrix-of-agendas.js';
import { OF_A_MEETING } from './matrix-of-forms.js';
import { OF_POLLS } from './matrix-of-polls.js';
import { OF_TRAVEL } from './matrix-of-travel.js';

/** Words that stand for several. A token sees what its person sees; what it reads and does, its scopes narrow. */
export const WORDS: Readonly<Record<string, string>> = {
  lead: 'lead tokenRead tokenPersonal tokenWrite',
  delegate: 'delegate delegateToken',
  organisers: 'lead host',
  project: 'organisers hostDelegate desk coordinator delegate otherCoordinator otherDelegate auditor twoHats',
  other: 'stranger twoHats',
  signedIn: 'project stranger formerDelegate formerHost',
  tokens: 'tokenRead tokenPersonal tokenWrite delegateToken',
  nobody: 'anonymous endedSession disabledSession disabledToken revokedToken expiredToken deletedToken',
  everybody: 'signedIn nobody',
};

/** Who sees a row, and its fields; `row` in a narrower rule is whoever sees the row. */
export interface TypeRule {
  readonly rows: Readonly<Record<string, string>>;
  /** Seen by whoever sees the row. To-one fields are null, and lists shorter, where the row at their end is hidden. */
  readonly fields: string;
  /** Seen by fewer: for every row, or by the name of the row. */
  readonly narrower?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** Of these an API token needs READ_PERSONAL. */
  readonly personal?: string;
}

/** Oneself, the coordinator of one's partner, the lead partner. */
const OF_ADDRESSES = {
  'lead, disabledSession': 'lead',
  host: 'host lead',
  hostDelegate: 'hostDelegate host lead',
  desk: 'desk host lead',
  coordinator: 'coordinator lead',
  delegate: 'delegate coordinator lead',
  'named, gone': 'coordinator lead',
  otherCoordinator: 'otherCoordinator lead',
  otherDelegate: 'otherDelegate otherCoordinator lead',
  auditor: 'auditor lead',
  twoHats: 'twoHats otherCoordinator lead stranger',
  stranger: 'stranger twoHats',
  formerDelegate: 'formerDelegate',
  'formerHost, A guest, A speaker, Another guest': '',
};

/** Who sees a registration, and where its person takes part. */
const REGISTRATIONS = {
  delegate: 'delegate coordinator organisers desk auditor',
  formerDelegate: 'formerDelegate coordinator organisers desk auditor',
  otherDelegate: 'otherDelegate otherCoordinator organisers desk auditor',
  'named, gone': 'coordinator organisers desk auditor',
  twoHats: 'twoHats otherCoordinator organisers desk auditor',
  guest: 'organisers desk auditor',
  speaker: 'coordinator organisers desk auditor',
  'closed delegate': 'delegate coordinator organisers auditor',
  'closed otherDelegate': 'otherDelegate otherCoordinator organisers auditor',
  'closed guest': 'organisers auditor',
  other: 'other',
};

const OF_MEETINGS = {
  'open, second, closed, cancelled, announced': 'project',
  'draft, dropped': 'organisers',
  other: 'other',
};

/** By the mail: as the address of its person, which nobody sees of somebody who has left. */
const OF_ENVELOPES = {
  'toDelegate, held, again, ofDraft': 'coordinator lead',
  'toOtherDelegate, toTwoHats': 'otherCoordinator lead',
  toHost: 'host lead',
  toFormer: '',
  'other, otherToTwoHats': 'other',
};

export const TYPES: Readonly<Record<string, TypeRule>> = {
  ...PUBLIC_TYPES,

  Project: {
    rows: { evolaq: 'project', other: 'other' },
    fields: `id version slug acronym title translations programme grantReference startsOn endsOn languages asks needsKeptDays leadPartner
      partners partnership countries meetings meeting outcomes attendance mails mailsInTrouble datePolls agendaMailsWait mailRules approvesRegistrations`,
  },
  Partner: {
    rows: { 'norrkoping, cervia, skovde, daugavpils': 'project', turku: 'other' },
    fields: 'id version slug role name kind town aliases country members outcomes',
  },
  Membership: {
    rows: {
      'lead, host, hostDelegate, desk, coordinator, delegate, otherCoordinator, otherDelegate, auditor, twoHats, named, gone, disabledSession':
        'project',
      'stranger in other, twoHats in other': 'other',
      'formerDelegate, formerHost': '',
    },
    fields: 'id role since endsOn partner project meeting person',
  },
  Person: {
    rows: {
      'lead, host, hostDelegate, desk, coordinator, delegate, otherCoordinator, otherDelegate, auditor, named, gone, disabledSession':
        'project',
      twoHats: 'project other',
      stranger: 'other',
      // Without a membership people are known by their registration alone.
      formerDelegate: REGISTRATIONS.formerDelegate,
      formerHost: '',
      'A guest': REGISTRATIONS.guest,
      'A speaker': REGISTRATIONS.speaker,
      'Another guest': REGISTRATIONS['closed guest'],
    },
    fields: 'id name',
    narrower: { email: OF_ADDRESSES, bouncedAt: OF_ADDRESSES, bounceAnswer: OF_ADDRESSES },
    personal: 'email bouncedAt bounceAnswer',
  },

  Meeting: {
    rows: { ...OF_MEETINGS, polled: 'project' },
    fields: `id version number slug title description translations place timeZone startsOn endsOn mode state agendaIsPublic
      calendarRevision calendarRevisedAt country project hostPartner stated rooms unscheduledItems carriedOutAgenda agenda agendaChanges workshops siteVisits invitations seatMoves registrations
      myRegistration materialRequests presentations outcomes attendance closings datePoll arrivals departures pickUps hotelNights
      readyFields offerHours mailRules registrationForm`,
    ...OF_A_MEETING,
  },
  StatedCount: {
    rows: { ...OF_MEETINGS, town: 'project' },
    fields: 'text exact atLeast source town country partner',
  },
  Closing: {
    rows: { 'closed 1, closed 2': 'project' },
    fields: 'id version closedAt signatory reason document sha256 sealHash total stated rows differences',
  },

  ...AGENDAS,
  Invitation: {
    rows: {
      'open norrkoping, open cervia, open skovde, open daugavpils': 'project',
      'second norrkoping, second cervia, second skovde, second daugavpils': 'project',
      'closed norrkoping, closed cervia, closed skovde, closed daugavpils': 'project',
      'polled norrkoping, polled cervia, polled skovde, polled daugavpils': 'project',
      'other turku': 'other',
    },
    fields: 'id seats taken invitedAt partner meeting',
  },
  // Organisers, auditors, and the coordinators of those whose seats they were or are.
  SeatMove: {
    rows: {
      'open to norrkoping, open to cervia, second to norrkoping, second to cervia': 'organisers auditor',
      'closed to norrkoping, closed to cervia, polled to norrkoping, polled to cervia': 'organisers auditor',
      'open to skovde, second to skovde, closed to skovde, polled to skovde':
        'organisers auditor coordinator',
      'open to daugavpils, second to daugavpils, closed to daugavpils, polled to daugavpils':
        'organisers auditor otherCoordinator',
      'open from cervia to skovde': 'organisers auditor coordinator',
      'other to turku': 'other',
    },
    fields: 'id seats reason movedAt fromPartner toPartner movedBy meeting',
  },
  Registration: {
    rows: REGISTRATIONS,
    fields: `id version kind state origin mode residenceTown residenceCountry languages photoConsent arrivesAtLocal leavesAtLocal registeredAt answeredAt tentativeAt person partner
      replacedBy replaces approvedAt refusedAt calendarSequence answeredBeforeMove meeting signUps invitationLetter attendance travelLegs hotelStays`,
    narrower: {
      // Those who may answer for him; not the desk, not the auditor.
      gender: 'row but desk auditor',
      ageBand: 'row but desk auditor',
      refusalReason: 'row but desk auditor',
      formAnswers: 'row but desk auditor',
      // He himself, and those who must provide for it.
      needs: 'row but desk auditor coordinator otherCoordinator',
      // What somebody agreed to tells that he had something to tell.
      consents: 'row but desk auditor coordinator otherCoordinator',
    },
    personal: 'needs consents gender ageBand formAnswers',
  },
  SignUp: {
    rows: {
      delegate: REGISTRATIONS.delegate,
      formerDelegate: REGISTRATIONS.formerDelegate,
      'otherDelegate, offered': REGISTRATIONS.otherDelegate,
      guest: REGISTRATIONS.guest,
      speaker: REGISTRATIONS.speaker,
      other: 'other',
    },
    fields: 'id state signedUpAt promotedAt offeredUntil position atSameTime agendaItem registration',
  },
  AttendanceRecord: {
    rows: {
      'delegate, void, correction': REGISTRATIONS.delegate,
      formerDelegate: REGISTRATIONS.formerDelegate,
      otherDelegate: REGISTRATIONS.otherDelegate,
      guest: REGISTRATIONS.guest,
      'closed delegate': REGISTRATIONS['closed delegate'],
      'closed otherDelegate': REGISTRATIONS['closed otherDelegate'],
      'closed guest': REGISTRATIONS['closed guest'],
      other: 'other',
    },
    fields:
      'id day direction mode method recordedAt reason isVoid agendaItem recordedBy registration corrects',
  },

  MaterialRequest: {
    rows: { 'norrkoping, cervia, skovde, daugavpils': 'project', draft: 'organisers', other: 'other' },
    fields:
      'id version kind title dueAt dueAtLocal state acceptedAt remindedAt partner meeting agendaItem presentations',
  },
  Presentation: {
    rows: {
      'done, byFormer, ofLead': 'project',
      'open, rejected': 'delegate organisers',
      formerOpen: 'organisers',
      'other, otherOpen': 'other',
    },
    fields: `id number fileName size type sha256 requestedAt finishedAt state reason downloadUrl uploadedBy request`,
  },
  Outcome: {
    rows: {
      'project, meeting, skovde, action, formerAction': 'project',
      draft: 'organisers',
      other: 'other',
    },
    fields: `id version kind title text translations dueOn doneAt recordedAt project partner meeting agendaItem ownerPartner
      owner`,
  },
  ...OF_POLLS,
  ...OF_TRAVEL,
  // The lead partner's, those about one's meeting, and to the people of one's own partner; of no project, such as for signing in, to nobody.
  Email: {
    rows: {
      'toDelegate, held, again, ofDraft': 'coordinator organisers',
      'toOtherDelegate, toTwoHats': 'otherCoordinator organisers',
      'toHost, toFormer': 'organisers',
      'other, otherToTwoHats': 'other',
    },
    fields:
      'id version kind state attempts uncertain queuedAt sentAt expiresAt resendOf person partner meeting',
    narrower: {
      subject: {
        'toDelegate, held, again, toOtherDelegate, toTwoHats, toHost, toFormer, other, otherToTwoHats':
          'project other',
        // Skövde's coordinator does not know of that meeting.
        ofDraft: 'organisers',
      },
      text: 'row but coordinator otherCoordinator',
      address: OF_ENVELOPES,
      smtpAnswer: OF_ENVELOPES,
    },
    personal: 'address smtpAnswer text',
  },

  // Of oneself alone.
  Viewer: {
    rows: { himself: 'signedIn' },
    narrower: { calendarFeedMadeAt: 'row but tokens' },
    fields: 'id name email language sessions apiTokens memberships registrations mailTopics',
    personal: 'email',
  },
  Session: { rows: { 'his own': 'signedIn but tokens' }, fields: 'id startedAt expiresAt' },
  ApiToken: { rows: { 'his own': 'signedIn but tokens' }, fields: 'id name scopes createdAt expiresAt' },
};

/** Whoever may not ask is told to sign in. What he may ask and not see is null, or not in the list (`searches.ts`, `test/mail-previews`). */
export const QUERIES: Readonly<Record<string, string>> = {
  countries: 'everybody',
  viewer: 'everybody',
  agendaImport: 'signedIn',
  delegateImport: 'signedIn',
  publicAgenda: 'everybody',
  datePoll: 'signedIn',
  search: 'signedIn',
  mailPreview: 'signedIn',
  materialRequest: 'signedIn',
  meeting: 'signedIn',
  outcome: 'signedIn',
  person: 'signedIn',
  presentation: 'signedIn',
  project: 'signedIn',
  projects: 'signedIn',
  registration: 'signedIn',
  travelLeg: 'signedIn',
};
