import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { daysInWords } from '../../platform/i18n/days.js';
import type { PolledDate } from '../../polls/date-poll-form.js';
import { POLLED_DATE } from '../../polls/date-poll-pages.js';
import { endOfMeeting } from '../expiry.js';
import type { RegistrationState } from '../../registrations/registration.entity.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';
import { calledOff } from './invitations.js';

export interface MeetingInWords {
  readonly id: string;
  readonly calendarRevisedAt: string;
  readonly number: number;
  readonly title: string | null;
  readonly place: string | null;
  readonly country: { readonly name: string } | null;
  readonly mode: string;
  readonly timeZone: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly project: { readonly acronym: string };
  /** Of whoever reads; null: he is not asked. */
  readonly myRegistration: {
    readonly id: string;
    readonly state: RegistrationState;
    readonly calendarSequence: number;
    readonly answeredBeforeMove: boolean;
    readonly partner: { readonly name: string } | null;
  } | null;
  /** Of a meeting that a poll made, for those who were asked. */
  readonly datePoll: { readonly chosenOption: PolledDate | null } | null;
}

/** What a mail says of a meeting. */
export const MEETING_IN_WORDS = `
fragment MeetingInWords on Meeting { id calendarRevisedAt number title place country { name } mode timeZone startsOn endsOn
  project { acronym } myRegistration { id state calendarSequence answeredBeforeMove partner { name } }
  datePoll { chosenOption { ...PolledDate } } } ${POLLED_DATE}`;

export const namesOf = (meeting: MeetingInWords, { language }: Recipient) => ({
  project: meeting.project.acronym,
  meeting: meeting.title ?? `${meeting.project.acronym} ${meeting.number}`,
  place: meeting.place ?? '–',
  days: daysInWords(meeting.startsOn, meeting.endsOn, language),
});

export interface OneMeeting {
  readonly meeting: MeetingInWords | null;
}

export const ONE_MEETING = `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords } } ${MEETING_IN_WORDS}`;

/** On `person p`: that he coordinates a partner of the project $1. */
export const COORDINATES = `exists (select from membership m where m.person_id = p.id and m.project_id = $1
  and m.role = 'COORDINATOR' and m.ended_at is null)`;

const coordinators = (manager: EntityManager, { projectId }: Event): Promise<Recipient[]> =>
  people(manager, COORDINATES, [projectId]);

/** None where a date poll made the meeting: it invites whom it asked in the same step. */
const coordinatorsToKeepItFree = (
  manager: EntityManager,
  { projectId, meetingId }: Event,
): Promise<Recipient[]> =>
  people(manager, `${COORDINATES} and not exists (select from date_poll q where q.meeting_id = $2)`, [
    projectId,
    meetingId,
  ]);

/** Everybody who comes or is asked to, and the coordinators. */
export const concerned = (manager: EntityManager, { projectId, meetingId }: Event): Promise<Recipient[]> =>
  people(
    manager,
    `exists (select from registration r where r.person_id = p.id and r.meeting_id = $2
       and is_expected(r.state)) or ${COORDINATES}`,
    [projectId, meetingId],
  );

const aboutMeeting = (
  key: string,
  recipients: Notice['recipients'],
  withCalendar?: typeof calledOff,
): Notice<OneMeeting> => ({
  expiresAt: endOfMeeting,
  imagined: () => ({}),
  recipients,
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    if (!meeting) return null;
    const names = namesOf(meeting, recipient);
    return {
      subject: say(`mail.${key}.subject`, names),
      paragraphs: [say(`mail.${key}.text`, names)],
      link: { label: say('mail.meeting.link'), target: HOME },
      ...withCalendar?.(meeting, { recipient, event, summary: `${names.project}: ${names.meeting}` }),
    };
  },
});

interface Closed {
  readonly meeting:
    | (MeetingInWords & {
        readonly closings: readonly {
          readonly version: number;
          readonly sha256: string;
          readonly sealHash: string | null;
          readonly total: { readonly people: number; readonly personDays: number };
        }[];
      })
    | null;
}

/** With the hashes, which are so kept outside the database: whoever has the mail sees a later change. */
const meetingClosed: Notice<Closed> = {
  recipients: coordinators,
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords
    closings { version sha256 sealHash total { people personDays } } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient }) => {
    const closing = meeting?.closings.at(-1);
    if (!meeting || !closing) return null;
    const { version, sha256, sealHash, total } = closing;
    const names = { ...namesOf(meeting, recipient), version, ...total };
    return {
      subject: say('mail.meetingClosed.subject', names),
      paragraphs: [
        say('mail.meetingClosed.text', names),
        say('mail.meetingClosed.hashes', { sha256, seal: sealHash ?? '–' }),
      ],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const meetingNotices = {
  'meeting.closed': meetingClosed,
  'meeting.announced': aboutMeeting('meetingAnnounced', coordinatorsToKeepItFree),
  'meeting.cancelled': aboutMeeting('meetingCancelled', concerned, calledOff),
};
