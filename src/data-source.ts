import { DataSource } from 'typeorm';
import { Foundation1764000000000 } from '../migrations/1764000000000-foundation.js';
import { Meetings1764200000000 } from '../migrations/1764200000000-meetings.js';
import { Agenda1764210000000 } from '../migrations/1764210000000-agenda.js';
import { Registrations1764300000000 } from '../migrations/1764300000000-registrations.js';
import { Activities1764310000000 } from '../migrations/1764310000000-activities.js';
import { Outcomes1764500000000 } from '../migrations/1764500000000-outcomes.js';
import { Attendance1764600000000 } from '../migrations/1764600000000-attendance.js';
import { Figures1764700000000 } from '../migrations/1764700000000-figures.js';
import { Presentations1764400000000 } from '../migrations/1764400000000-presentations.js';
import { Notes1764710000000 } from '../migrations/1764710000000-notes.js';
import { MailHold1764900000000 } from '../migrations/1764900000000-mail-hold.js';
import { WhoMayBegin1764800000000 } from '../migrations/1764800000000-who-may-begin.js';
import { RequestLimits1764810000000 } from '../migrations/1764810000000-request-limits.js';
import { MailsInTrouble1764820000000 } from '../migrations/1764820000000-mails-in-trouble.js';
import { MovingUp1764835000000 } from '../migrations/1764835000000-moving-up.js';
import { QuickReads1764950000000 } from '../migrations/1764950000000-quick-reads.js';
import { Changes1764960000000 } from '../migrations/1764960000000-changes.js';
import { WhoseMails1764970000000 } from '../migrations/1764970000000-whose-mails.js';
import { AcrossTheClockChange1766300000000 } from '../migrations/1766300000000-across-the-clock-change.js';
import { OnlineMeetingsHaveNoCountry1766310000000 } from '../migrations/1766310000000-online-meetings-have-no-country.js';
import { ChangesOfWhoMustBeThere1766320000000 } from '../migrations/1766320000000-changes-of-who-must-be-there.js';
import { LengthOfWhatWaits1766330000000 } from '../migrations/1766330000000-length-of-what-waits.js';
import { OutboxOfAProject1767100000000 } from '../migrations/1767100000000-outbox-of-a-project.js';
import { NoMoreTextThanIsRead1766200000000 } from '../migrations/1766200000000-no-more-text-than-is-read.js';
import { NoMoreThanAreRead1765700000000 } from '../migrations/1765700000000-no-more-than-are-read.js';
import { ZoneOfARelease1765710000000 } from '../migrations/1765710000000-zone-of-a-release.js';
import { SearchOfRoomsAndPeople1765720000000 } from '../migrations/1765720000000-search-of-rooms-and-people.js';
import { CountedDays1764980000000 } from '../migrations/1764980000000-counted-days.js';
import { QuickFigures1764990000000 } from '../migrations/1764990000000-quick-figures.js';
import { SealedRows1765000000000 } from '../migrations/1765000000000-sealed-rows.js';
import { WhatAReleaseFixes1765100000000 } from '../migrations/1765100000000-what-a-release-fixes.js';
import { Rooms1765110000000 } from '../migrations/1765110000000-rooms.js';
import { AgendaImports1765300000000 } from '../migrations/1765300000000-agenda-imports.js';
import { DatePolls1765200000000 } from '../migrations/1765200000000-date-polls.js';
import { PublicAgenda1765400000000 } from '../migrations/1765400000000-public-agenda.js';
import { Stays1765120000000 } from '../migrations/1765120000000-stays.js';
import { Conflicts1765500000000 } from '../migrations/1765500000000-conflicts.js';
import { UnscheduledItems1765510000000 } from '../migrations/1765510000000-unscheduled-items.js';
import { CarriedOutAgendas1765520000000 } from '../migrations/1765520000000-carried-out-agendas.js';
import { Search1765410000000 } from '../migrations/1765410000000-search.js';
import { RecordByTheWall1765910000000 } from '../migrations/1765910000000-record-by-the-wall.js';
import { UnmatchedNames1766000000000 } from '../migrations/1766000000000-unmatched-names.js';
import { ReadingsOfImports1766100000000 } from '../migrations/1766100000000-readings-of-imports.js';
import { ReleaseFixesEnds1765900000000 } from '../migrations/1765900000000-release-fixes-ends.js';
import { VoicesInDatePolls1765800000000 } from '../migrations/1765800000000-voices-in-date-polls.js';
import { PartnersInLine1767500000000 } from '../migrations/1767500000000-partners-in-line.js';
import { CalendarRevisions1767000000000 } from '../migrations/1767000000000-calendar-revisions.js';
import { SeatMoves1767300000000 } from '../migrations/1767300000000-seat-moves.js';
import { Travel1767400000000 } from '../migrations/1767400000000-travel.js';
import { ReadyFields1767600000000 } from '../migrations/1767600000000-ready-fields.js';
import { Offers1767510000000 } from '../migrations/1767510000000-offers.js';
import { Substitutions1767310000000 } from '../migrations/1767310000000-substitutions.js';
import { CalendarInvitations1767010000000 } from '../migrations/1767010000000-calendar-invitations.js';
import { InvitationLetters1767210000000 } from '../migrations/1767210000000-invitation-letters.js';
import { UnwantedMails1768300000000 } from '../migrations/1768300000000-unwanted-mails.js';
import { MailRules1768310000000 } from '../migrations/1768310000000-mail-rules.js';
import { Approvals1768000000000 } from '../migrations/1768000000000-approvals.js';
import { SpeakersCome1768010000000 } from '../migrations/1768010000000-speakers-come.js';
import { LanguagesSpoken1767200000000 } from '../migrations/1767200000000-languages-spoken.js';
import { AnswersOfCalendars1768200000000 } from '../migrations/1768200000000-answers-of-calendars.js';
import { Bounces1768210000000 } from '../migrations/1768210000000-bounces.js';
import { CalendarFeeds1768220000000 } from '../migrations/1768220000000-calendar-feeds.js';
import { DelegateImports1768410000000 } from '../migrations/1768410000000-delegate-imports.js';
import { Catering1768100000000 } from '../migrations/1768100000000-catering.js';
import { RegistrationForms1768110000000 } from '../migrations/1768110000000-registration-forms.js';
import { ApiToken } from './accounts/api-token.entity.js';
import { SealingAndLive1764100000000 } from '../migrations/1764100000000-sealing-and-live.js';
import { Person } from './accounts/person.entity.js';
import { Session } from './accounts/session.entity.js';
import { SignIn } from './accounts/sign-in.entity.js';
import { InvitationLetter } from './papers/letters/invitation-letter.entity.js';
import { LetterCounter } from './papers/letters/letter-counter.entity.js';
import { SignUp } from './activities/sign-up.entity.js';
import { AgendaItem } from './agenda/agenda-item.entity.js';
import { CarriedOutAgenda, CarriedOutItem } from './agenda/carried-out/carried-out.entity.js';
import { AgendaItemPartner, AgendaItemSpeaker } from './agenda/agenda-people.entity.js';
import { AgendaRelease, AgendaReleaseLine } from './agenda/agenda-release.entity.js';
import { AttendanceRecord } from './attendance/attendance-record.entity.js';
import { CalendarFeed } from './accounts/calendar-feed.entity.js';
import { Bounce } from './incoming/bounce.entity.js';
import { Closing } from './reports/closing.entity.js';
import { AgendaImport } from './imports/agenda-import.entity.js';
import { DelegateImport } from './imports/delegates/delegate-import.entity.js';
import { Meeting } from './meetings/meeting.entity.js';
import { Room } from './meetings/room.entity.js';
import { StatedCount } from './meetings/stated-count.entity.js';
import { Outcome } from './outcomes/outcome.entity.js';
import { DateOption } from './polls/date-option.entity.js';
import { DatePoll } from './polls/date-poll.entity.js';
import { DateAnswer, DatePollInvitee, DatePollPartner } from './polls/date-poll-people.entity.js';
import { CONNECTION_LIFETIME_S } from './platform/database/pool.js';
import { RequestQuota } from './platform/access/request-quota.entity.js';
import { SnakeNaming } from './platform/database/columns.js';
import { Email } from './platform/email/email.entity.js';
import { MailHold } from './platform/email/mail-hold.entity.js';
import { Event } from './platform/events/event.entity.js';
import { IdempotencyKey } from './platform/idempotency/idempotency-key.entity.js';
import { Seal } from './platform/events/seal.entity.js';
import { UnnotifiedEvent } from './platform/events/unnotified-event.entity.js';
import { UnsealedEvent } from './platform/events/unsealed-event.entity.js';
import { MailRuleStep } from './notifications/mail-rule-step.entity.js';
import { UnwantedMail } from './notifications/unwanted-mail.entity.js';
import { MaterialRequest } from './presentations/material-request.entity.js';
import { Presentation } from './presentations/presentation.entity.js';
import { Country } from './projects/country.entity.js';
import { Membership } from './projects/membership.entity.js';
import { Partner } from './projects/partner.entity.js';
import { Project } from './projects/project.entity.js';
import { Invitation } from './registrations/invitation.entity.js';
import { FormAnswer } from './registrations/forms/form-answer.entity.js';
import { FormField, RegistrationForm } from './registrations/forms/registration-form.entity.js';
import { Consent } from './registrations/needs/consent.entity.js';
import { Needs } from './registrations/needs.entity.js';
import { Registration } from './registrations/registration.entity.js';
import { SeatMove } from './registrations/seat-move.entity.js';
import { HotelStay } from './travel/hotel-stay.entity.js';
import { TravelLeg } from './travel/travel-leg.entity.js';

const entities = [
  AgendaImport,
  DelegateImport,
  AgendaItem,
  AgendaItemPartner,
  AgendaItemSpeaker,
  AgendaRelease,
  AgendaReleaseLine,
  ApiToken,
  AttendanceRecord,
  Bounce,
  CalendarFeed,
  CarriedOutAgenda,
  CarriedOutItem,
  Closing,
  Consent,
  RegistrationForm,
  FormField,
  FormAnswer,
  Country,
  DateAnswer,
  DateOption,
  DatePoll,
  DatePollInvitee,
  DatePollPartner,
  Email,
  Event,
  HotelStay,
  IdempotencyKey,
  Invitation,
  MailHold,
  MaterialRequest,
  Meeting,
  Membership,
  Needs,
  Outcome,
  Partner,
  Person,
  Presentation,
  Project,
  Registration,
  RequestQuota,
  Room,
  Seal,
  SeatMove,
  Session,
  SignIn,
  SignUp,
  InvitationLetter,
  LetterCounter,
  MailRuleStep,
  StatedCount,
  TravelLeg,
  UnnotifiedEvent,
  UnsealedEvent,
  UnwantedMail,
];

/** In ms. The last one: a transaction whose process forgot it must not keep its locks. */
const LIMITS = '-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000';
/** From how alike two words count as misspelt (pg_trgm): two letters that changed places in one of eight make 0.44. */
const ALIKE = '-c pg_trgm.word_similarity_threshold=0.42';
/** A statement has one plan whoever asks. Else some are planned anew for each question, which takes longer than they run. */
const ONE_PLAN = '-c plan_cache_mode=force_generic_plan';
/** To compile a statement takes longer than to run it: estimates that grow with the data must not turn 10 ms into 130. */
const NO_COMPILING = '-c jit=off';

/**
 * Connections of the application. Whoever logs in, they work as the role `tavola_app`, which may not change the
 * schema or rewrite history.
 */
export const applicationDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    namingStrategy: new SnakeNaming(),
    poolSize: 10,
    extra: {
      options: `-c role=tavola_app -c timezone=UTC ${LIMITS} ${ONE_PLAN} ${NO_COMPILING} ${ALIKE}`,
      // For a free connection, or a new one: by default one would wait for ever.
      connectionTimeoutMillis: 1_500,
      maxLifetimeSeconds: CONNECTION_LIFETIME_S,
    },
  });

/** The connection that migrates, as the owner of the tables. */
export const ownerDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities,
    namingStrategy: new SnakeNaming(),
    migrations: [
      Foundation1764000000000,
      SealingAndLive1764100000000,
      Meetings1764200000000,
      Agenda1764210000000,
      Registrations1764300000000,
      Activities1764310000000,
      Presentations1764400000000,
      Outcomes1764500000000,
      Attendance1764600000000,
      Figures1764700000000,
      Notes1764710000000,
      WhoMayBegin1764800000000,
      RequestLimits1764810000000,
      MailsInTrouble1764820000000,
      MovingUp1764835000000,
      MailHold1764900000000,
      QuickReads1764950000000,
      Changes1764960000000,
      WhoseMails1764970000000,
      CountedDays1764980000000,
      QuickFigures1764990000000,
      SealedRows1765000000000,
      WhatAReleaseFixes1765100000000,
      Rooms1765110000000,
      AgendaImports1765300000000,
      DatePolls1765200000000,
      PublicAgenda1765400000000,
      Stays1765120000000,
      Conflicts1765500000000,
      UnscheduledItems1765510000000,
      CarriedOutAgendas1765520000000,
      Search1765410000000,
      NoMoreThanAreRead1765700000000,
      ZoneOfARelease1765710000000,
      VoicesInDatePolls1765800000000,
      SearchOfRoomsAndPeople1765720000000,
      ReleaseFixesEnds1765900000000,
      RecordByTheWall1765910000000,
      UnmatchedNames1766000000000,
      ReadingsOfImports1766100000000,
      NoMoreTextThanIsRead1766200000000,
      AcrossTheClockChange1766300000000,
      OnlineMeetingsHaveNoCountry1766310000000,
      ChangesOfWhoMustBeThere1766320000000,
      LengthOfWhatWaits1766330000000,
      PartnersInLine1767500000000,
      CalendarRevisions1767000000000,
      SeatMoves1767300000000,
      Travel1767400000000,
      ReadyFields1767600000000,
      Offers1767510000000,
      Substitutions1767310000000,
      OutboxOfAProject1767100000000,
      CalendarInvitations1767010000000,
      LanguagesSpoken1767200000000,
      InvitationLetters1767210000000,
      UnwantedMails1768300000000,
      AnswersOfCalendars1768200000000,
      MailRules1768310000000,
      Approvals1768000000000,
      Bounces1768210000000,
      SpeakersCome1768010000000,
      CalendarFeeds1768220000000,
      DelegateImports1768410000000,
      Catering1768100000000,
      RegistrationForms1768110000000,
    ],
    migrationsTransactionMode: 'each',
    extra: { options: '-c timezone=UTC' },
  });
