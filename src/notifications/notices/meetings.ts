import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { daysInWords } from '../../platform/i18n/days.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';

export interface MeetingInWords {
  readonly id: string;
  readonly version: number;
  readonly number: number;
  readonly title: string | null;
  readonly place: string | null;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly project: { readonly acronym: string };
}

/** What a mail says of a meeting. */
export const MEETING_IN_WORDS = `
fragment MeetingInWords on Meeting { id version number title place startsOn endsOn project { acronym } }`;

export const namesOf = (meeting: MeetingInWords, { language }: Recipient): Record<string, string> => ({
  project: meeting.project.acronym,
  meeting: meeting.title ?? `${meeting.project.acronym} ${meeting.number}`,
  place: meeting.place ?? '–',
  days: daysInWords(meeting.startsOn, meeting.endsOn, language),
});

interface OneMeeting {
  readonly meeting: MeetingInWords | null;
}

const coordinators = (manager: EntityManager, { projectId }: Event): Promise<Recipient[]> =>
  people(
    manager,
    `exists (select from membership m where m.person_id = p.id and m.project_id = $1
       and m.role = 'COORDINATOR' and m.ended_at is null)`,
    [projectId],
  );

const aboutMeeting = (key: string, recipients: Notice<OneMeeting>['recipients']): Notice<OneMeeting> => ({
  recipients,
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords } } ${MEETING_IN_WORDS}`,
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ meeting }, { say, recipient }) => {
    if (!meeting) return null;
    const names = namesOf(meeting, recipient);
    return {
      subject: say(`mail.${key}.subject`, names),
      paragraphs: [say(`mail.${key}.text`, names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
});

export const meetingNotices = {
  'meeting.announced': aboutMeeting('meetingAnnounced', coordinators),
};
