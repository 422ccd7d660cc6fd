import { participationPath } from '../../registrations/participation-pages.js';
import { RegistrationState } from '../../registrations/registration.entity.js';
import { endOfMeeting } from '../expiry.js';
import { type Notice, type Recipient, people } from '../notice.js';
import { asked, uninvited } from './invitations.js';
import { type MeetingInWords, ONE_MEETING, type OneMeeting, namesOf } from './meetings.js';

/** Of one registration somebody may say yes and no as often as he likes. */
const MOST = 10;

/** Where he answers without signing in. */
const answerPage = (meeting: MeetingInWords, registrationId: string, { id }: Recipient): string =>
  `[[${participationPath(registrationId, id, meeting.endsOn)}]]`;

/** On `person p`: that the registration $1 is his. */
const HIS = 'p.id = (select r.person_id from registration r where r.id = $1)';

/** He comes, by his own word on a page or here: his calendar gets what it needs. */
const registered: Notice<OneMeeting> = {
  expiresAt: endOfMeeting,
  mostADay: MOST,
  recipients: (manager, { subjectId }) => people(manager, HIS, [subjectId]),
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const registration = meeting?.myRegistration;
    if (!meeting || registration?.state !== RegistrationState.CONFIRMED) return null;
    const names = namesOf(meeting, recipient);
    const summary = `${names.project}: ${names.meeting}`;
    return {
      subject: say('mail.registered.subject', names),
      paragraphs: [say('mail.registered.text', names)],
      link: { label: say('mail.answer.link'), target: answerPage(meeting, registration.id, recipient) },
      ...asked(meeting, { recipient, event, summary }),
    };
  },
};

/** Whoever has it in his calendar from a mail, and does not come. */
const left: Notice<OneMeeting> = {
  expiresAt: endOfMeeting,
  mostADay: MOST,
  recipients: (manager, { subjectId, meetingId }) =>
    people(
      manager,
      `${HIS} and exists (select from email m where m.person_id = p.id and m.calendar_id = $2)`,
      [subjectId, meetingId],
    ),
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    if (!meeting?.myRegistration) return null;
    const names = namesOf(meeting, recipient);
    const summary = `${names.project}: ${names.meeting}`;
    const { calendar } = uninvited(meeting, { recipient, event, summary });
    if (!calendar) return null;
    return {
      subject: say('mail.left.subject', names),
      paragraphs: [say('mail.left.text', names)],
      link: {
        label: say('mail.answer.link'),
        target: answerPage(meeting, meeting.myRegistration.id, recipient),
      },
      calendar,
    };
  },
};

/** Whoever is asked or comes: what his calendar shows of the meeting is another thing now. */
const meetingUpdated: Notice<OneMeeting> = {
  expiresAt: endOfMeeting,
  recipients: (manager, { meetingId }) =>
    people(
      manager,
      `p.id in (select r.person_id from registration r
         where r.meeting_id = $1 and is_expected(r.state))`,
      [meetingId],
    ),
  document: ONE_MEETING,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const registration = meeting?.myRegistration;
    if (!meeting || !registration) return null;
    const names = namesOf(meeting, recipient);
    const { calendar } = asked(meeting, { recipient, event, summary: `${names.project}: ${names.meeting}` });
    if (!calendar) return null;
    const { shown } = event.details as { shown: readonly string[] };
    const what = shown.map((one) => say('mail.meetingUpdated.what', { what: one })).join(', ');
    const mode = say('page.agenda.modes', { mode: meeting.mode });
    const isAnswered = registration.state !== RegistrationState.INVITED && !registration.answeredBeforeMove;
    return {
      subject: say('mail.meetingUpdated.subject', names),
      paragraphs: [
        say('mail.meetingUpdated.text', { ...names, mode, what }),
        ...(isAnswered ? [] : [say('mail.meetingUpdated.answer')]),
      ],
      link: { label: say('mail.answer.link'), target: answerPage(meeting, registration.id, recipient) },
      calendar,
    };
  },
};

export const participationNotices = {
  'registration.made': registered,
  'registration.confirmed': registered,
  'registration.approved': registered,
  'registration.declined': left,
  'registration.withdrawn': left,
  'meeting.updated': meetingUpdated,
};
