import type { MeetingState } from '../../meetings/meeting.entity.js';
import { participationPath } from '../../registrations/participation-pages.js';
import { RegistrationState, isExpected } from '../../registrations/registration.entity.js';
import { dayBeforeDue, dueNow, isStillDue } from '../due.js';
import { endOfFirstDay } from '../expiry.js';
import { MailTopic } from '../mail-topic.js';
import { HOME, type Notice, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';
import { meetingApproached } from './practical.js';

interface Asked {
  readonly meeting: (MeetingInWords & { readonly state: MeetingState }) | null;
}

/** The question once more, to whoever has not answered it, or to other days than these. */
const answersReminded: Notice<Asked> = {
  topic: MailTopic.REMINDERS,
  expiresAt: endOfFirstDay,
  isAskedAgain: true,
  imagined: dueNow,
  recipients: (manager, event) =>
    people(
      manager,
      `p.id in (select r.person_id from registration r join meeting t on t.id = r.meeting_id
         where t.id = $1 and (r.state = 'INVITED' and r.registered_at <= $2
           or r.state in ('PENDING', 'CONFIRMED') and r.calendar_answered < t.calendar_days_revision and t.calendar_revised_at <= $2))`,
      [event.meetingId, dayBeforeDue(event)],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords state } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const registration = meeting?.myRegistration;
    if (!registration || !isStillDue(meeting, event)) return null;
    const { state, answeredBeforeMove } = registration;
    if (state !== RegistrationState.INVITED && !(isExpected(registration) && answeredBeforeMove)) return null;
    const names = namesOf(meeting, recipient);
    return {
      subject: say('mail.answerReminded.subject', names),
      paragraphs: [say('mail.answerReminded.text', names)],
      link: {
        label: say('mail.delegateNamed.link'),
        target: `[[${participationPath(registration.id, recipient.id, meeting.endsOn)}]]`,
      },
    };
  },
};

interface Coming {
  readonly meeting:
    | (MeetingInWords & {
        readonly state: MeetingState;
        readonly hostPartner: { readonly name: string } | null;
        readonly myRegistration: { readonly arrivesAtLocal: string | null } | null;
      })
    | null;
}

/** Guests who come and have said neither how nor when. Whoever lives there, or comes with the host, needs no journey. */
const travelReminded: Notice<Coming> = {
  topic: MailTopic.REMINDERS,
  expiresAt: endOfFirstDay,
  isAskedAgain: true,
  imagined: dueNow,
  recipients: (manager, event) =>
    people(
      manager,
      `p.id in (select r.person_id from registration r join meeting t on t.id = r.meeting_id
         where t.id = $1 and t.mode <> 'ONLINE' and r.state = 'CONFIRMED' and r.kind in ('DELEGATE', 'SPEAKER')
           and r.partner_id is distinct from t.host_partner_id and r.arrives_at_local is null
           and greatest(coalesce(r.answered_at, r.registered_at), r.approved_at) <= $2)`,
      [event.meetingId, dayBeforeDue(event)],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords state hostPartner { name }
    myRegistration { arrivesAtLocal } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const registration = meeting?.myRegistration;
    if (!registration || !isStillDue(meeting, event)) return null;
    if (registration.state !== RegistrationState.CONFIRMED || registration.arrivesAtLocal !== null)
      return null;
    const names = { ...namesOf(meeting, recipient), host: meeting.hostPartner?.name ?? '–' };
    return {
      subject: say('mail.travelReminded.subject', names),
      paragraphs: [say('mail.travelReminded.text', names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const scheduledNotices = {
  'answers.reminded': answersReminded,
  'travel.reminded': travelReminded,
  'meeting.approached': meetingApproached,
};
