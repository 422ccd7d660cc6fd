import { momentInWords } from '../../platform/i18n/days.js';
import { endOfMeeting } from '../expiry.js';
import { HOME, type Notice, people } from '../notice.js';
import { MEETING_IN_WORDS, type MeetingInWords, namesOf } from './meetings.js';

interface Promoted {
  readonly meeting:
    | (MeetingInWords & {
        readonly myRegistration: {
          readonly signUps: readonly {
            readonly id: string;
            readonly state: string;
            readonly agendaItem: {
              readonly title: string;
              readonly startsAt: string;
              readonly timeZone: string;
            } | null;
          }[];
        } | null;
      })
    | null;
}

const signUpPromoted: Notice<Promoted> = {
  expiresAt: endOfMeeting,
  recipients: (manager, { subjectId }) =>
    people(
      manager,
      `p.id = (select r.person_id from registration r join sign_up s on s.registration_id = r.id where s.id = $1)`,
      [subjectId],
    ),
  document: `query ($id: ID!) { meeting(id: $id) { ...MeetingInWords
    myRegistration { signUps { id state agendaItem { title startsAt timeZone } } } } } ${MEETING_IN_WORDS}`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  words: ({ meeting }, { say, recipient, event }) => {
    const signUp = meeting?.myRegistration?.signUps.find(({ id }) => id === event.subjectId);
    const item = signUp?.agendaItem;
    // Who gave the place back meanwhile, and perhaps waits again, is not told that he has it.
    if (!meeting || !item || signUp.state !== 'CONFIRMED') return null;
    const when = momentInWords(item.startsAt, item.timeZone, recipient.language);
    const names = { ...namesOf(meeting, recipient), item: item.title, when };
    return {
      subject: say('mail.signUpPromoted.subject', names),
      paragraphs: [say('mail.signUpPromoted.text', names)],
      link: { label: say('mail.meeting.link'), target: HOME },
    };
  },
};

export const activityNotices = { 'signUp.promoted': signUpPromoted };
